using System.Diagnostics;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Notifications;

/// <summary>The worker in real time, with the shortest delay that can be set.</summary>
public sealed class RealTimeTests
{
    [Fact]
    public async Task Worker_WithAChoreThatNeverEnds_StillSendsInTime()
    {
        await using var world = await NoticeWorld.StartAsync(s => s.AddSingleton<IPeriodicChore, EndlessChore>());
        await world.PolicyAsync(new NoticePolicies { Internal = new NoticePolicy { DelaySeconds = NoticeRules.MinDelay } });
        await world.FollowAsync("anna");
        using var stop = new CancellationTokenSource();
        var worker = world.Services.GetRequiredService<MailWorker>().RunAsync(stop.Token);
        var watch = Stopwatch.StartNew();
        await world.PostAsync("manager", "look");

        while ((await world.MailsAsync()).Count == 0 && watch.Elapsed < TimeSpan.FromSeconds(60))
        {
            await Task.Delay(100);
        }

        var waited = watch.Elapsed;
        await stop.CancelAsync();
        await worker;
        Assert.Single(await world.MailsAsync());
        Assert.InRange(waited.TotalSeconds, NoticeRules.MinDelay - 1, NoticeRules.MinDelay + 15);
    }

    private sealed class EndlessChore : IPeriodicChore
    {
        public string Name => "never end";

        public TimeSpan Every => TimeSpan.Zero;

        public Task RunAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }
}
