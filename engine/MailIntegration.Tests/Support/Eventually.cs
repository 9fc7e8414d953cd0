using System.Diagnostics;

namespace MailIntegration.Tests.Support;

/// <summary>Waits for what happens soon, by itself.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> condition, int seconds = 20)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(seconds), "It did not happen in time.");
            await Task.Delay(100);
        }
    }
}
