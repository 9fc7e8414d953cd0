using System.Diagnostics;
using System.Globalization;
using MailIntegration.Sandbox;
using Xunit.Abstractions;

namespace OrchardCore.MailIntegration.Tests.Site;

public sealed class RestartTests
{
    private static readonly TimeSpan Aim = TimeSpan.FromSeconds(30);

    // As on a site whose last sync was more than five minutes ago: everything is due, and nothing reserved.
    private static readonly Dictionary<string, string> Due = new()
    {
        ["OrchardCore_MailIntegration:Interval"] = "00:00:01",
        ["OrchardCore_MailIntegration:LeaseDuration"] = "00:00:02",
    };

    private readonly ITestOutputHelper _output;

    public RestartTests(ITestOutputHelper output)
    {
        _output = output;
    }

    /// <summary>Shell warm-up is on in the sample site; nobody asks it for a page, and mail is fetched all the same.</summary>
    [Fact]
    public async Task Restart_WithoutAVisitor_FetchesMail()
    {
        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Consented = true, MailFolder = SandboxOptions.StoryFolder }, default);
        var statistics = sandbox.State.Statistics;
        var folder = Directory.CreateTempSubdirectory("mail-restart-").FullName;
        try
        {
            await using (var site = await SampleSiteProcess.StartAsync(folder, sandbox.BaseAddress, Due))
            {
                await site.VisitAsync();
                await UntilAsync(site, () => statistics.Count("$value") >= 30);
            }

            statistics.Reset();
            var watch = Stopwatch.StartNew();
            await using (var site = await SampleSiteProcess.StartAsync(folder, sandbox.BaseAddress, Due))
            {
                var started = watch.Elapsed;
                await UntilAsync(site, () => statistics.Count("delta") > 0);
                _output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"listening after {started.TotalSeconds:F1} s, first delta query after {watch.Elapsed.TotalSeconds:F1} s"));
                Assert.True(watch.Elapsed < Aim, watch.Elapsed.ToString());

                // The worker's other duties need no visitor either.
                await UntilAsync(site, () => statistics.Count("delta") >= 12);
                Assert.DoesNotContain("could not", site.Output, StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task UntilAsync(SampleSiteProcess site, Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(site.IsRunning && watch.Elapsed < TimeSpan.FromMinutes(2), "The site does nothing.\n" + site.Output);
            await Task.Delay(50);
        }
    }
}
