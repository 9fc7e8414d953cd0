using System.Diagnostics;
using System.Globalization;
using MailIntegration.Sandbox;
using OrchardCore.MailIntegration.Tests.Site;
using Xunit.Abstractions;

namespace OrchardCore.MailIntegration.Tests.Crash;

/// <summary>
/// Kills the sample site with SIGKILL at random moments of a sync, again and again, and starts it anew without a visitor:
/// what is stored in the end is exactly what the mailbox holds (SY2, SY3, SY9). MAIL_CRASHES sets the number of kills.
/// </summary>
public sealed class SiteCrashTests
{
    private const string Mailbox = "info@fietskompas.example";
    private const int Mails = 2_000;
    private const int DefaultKills = 8;

    // Large steps make one sync of the few kills that every run of the tests has time for.
    private const int FetchesOfFew = 600;
    private const int FetchesOfMany = 300;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Short, so that a killed process does not keep the address reserved for longer than the next one takes to start.
    private static readonly Dictionary<string, string> Pace = new()
    {
        ["OrchardCore_MailIntegration:LeaseDuration"] = "00:00:02",
        ["OrchardCore_MailIntegration:Interval"] = "00:00:02",
    };

    private readonly ITestOutputHelper _output;
    private readonly List<double> _starts = [];
    private int _fetches = FetchesOfFew;

    public SiteCrashTests(ITestOutputHelper output)
    {
        _output = output;
    }

    [Fact]
    public async Task Sync_SiteKilledAgainAndAgain_StoresEachMailOnceAndTheLedgerIsGreen()
    {
        var kills = int.Parse(
            global::System.Environment.GetEnvironmentVariable("MAIL_CRASHES") ?? $"{DefaultKills}", CultureInfo.InvariantCulture);
        _fetches = kills > DefaultKills ? FetchesOfMany : FetchesOfFew;
        var company = Directory.CreateTempSubdirectory("mail-company-").FullName;
        File.Copy(Path.Combine(SandboxOptions.StoryFolder, "company.json"), Path.Combine(company, "company.json"));
        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions
            {
                MailFolder = company,
                BigMailboxes = [new BigMailbox(Mailbox, Mails)],
                Consented = true,
                Limits = new SandboxLimits { Requests = int.MaxValue },
            },
            default);
        Directory.Delete(company, recursive: true);
        var random = new Random(20261122);
        var places = new List<long>();
        var rounds = 0;

        // 35 of 50 have to fall between the first and the last commit; fewer kills, the same share.
        while (places.Count < kills || places.Count(IsBetweenCommits) < kills * 35 / 50)
        {
            Assert.True(places.Count < 3 * kills, "Too few kills fell between the first and the last commit.");
            places.AddRange(await RunUntilCompleteAsync(sandbox, random, ++rounds));
        }

        await ReportAsync(
            $"{places.Count} kills of the site in {rounds} syncs of {Mails} mails, {places.Count(IsBetweenCommits)} between the "
            + $"first and the last commit; from the start of the process to its first request to the provider "
            + $"{_starts.Order().ElementAt(_starts.Count / 2).ToString("F1", CultureInfo.InvariantCulture)} s (median)");
        await ReportAsync("messages in the ledger at each kill: " + string.Join(" ", places));
    }

    /// <summary>One complete sync of a new site, with as many kills as chance makes of it.</summary>
    private async Task<List<long>> RunUntilCompleteAsync(SandboxServer sandbox, Random random, int round)
    {
        var folder = Directory.CreateTempSubdirectory($"mail-site-crash-{round}-").FullName;
        try
        {
            var kills = new List<long>();
            while (!await RunSiteAsync(sandbox, folder, random, kills.LastOrDefault(), isNew: kills.Count == 0))
            {
                using var store = await SiteStore.OpenAsync(folder);
                kills.Add((await store.AddressesAsync()).Sum(a => a.Messages));
                Assert.True(kills.Count < 60, "The sync makes no progress.");
            }

            await AssertCompleteAsync(folder);
            return kills;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Kills the site a random time after it has fetched a random number of mails.</summary>
    /// <param name="stored">How many it had stored before.</param>
    /// <returns>True when the sync came to its end first.</returns>
    private async Task<bool> RunSiteAsync(SandboxServer sandbox, string folder, Random random, long stored, bool isNew)
    {
        var statistics = sandbox.State.Statistics;
        statistics.Reset();
        var watch = Stopwatch.StartNew();
        await using var site = await SampleSiteProcess.StartAsync(folder, sandbox.BaseAddress, Pace);
        if (isNew)
        {
            await site.VisitAsync();
        }

        var fetches = random.Next(0, _fetches);
        var delay = TimeSpan.FromMilliseconds(random.Next(0, 80));
        await UntilAsync(site, () => Task.FromResult(statistics.Requests > 0), TimeSpan.FromMilliseconds(20));
        if (!isNew)
        {
            _starts.Add(watch.Elapsed.TotalSeconds);
        }

        if (stored + fetches < Mails)
        {
            await UntilAsync(site, () => Task.FromResult(statistics.Count("$value") > fetches), TimeSpan.FromMilliseconds(5));
            await Task.Delay(delay);
            await site.KillAsync();
            return false;
        }

        using var store = await SiteStore.OpenAsync(folder);
        await UntilAsync(
            site,
            async () => await store.AddressesAsync() is [var address] && await store.IsSyncedAsync(address.Id),
            TimeSpan.FromMilliseconds(500));
        return true;
    }

    private static async Task UntilAsync(SampleSiteProcess site, Func<Task<bool>> condition, TimeSpan pause)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(site.IsRunning && watch.Elapsed < Patience, "The site does nothing.\n" + site.Output);
            await Task.Delay(pause);
        }
    }

    private static async Task AssertCompleteAsync(string folder)
    {
        using var store = await SiteStore.OpenAsync(folder);
        var (addressId, messages) = Assert.Single(await store.AddressesAsync());
        Assert.Equal(Mails, messages);
        Assert.Equal(Mails, await store.CountEmailsAsync());
        Assert.Equal(Mails, await store.CountDocumentsAsync());
        Assert.Equal(Mails, await store.CountRawCopiesAsync(addressId));
        var days = await store.LedgerDaysAsync(addressId);
        Assert.NotEmpty(days);
        Assert.All(days, d => Assert.True(d.IsGreen, d.ToString()));
    }

    private static bool IsBetweenCommits(long stored) => stored is > 0 and < Mails;

    private async Task ReportAsync(string line)
    {
        _output.WriteLine(line);
        if (Benchmarks.BenchmarkFactAttribute.Output is { } file)
        {
            await File.AppendAllTextAsync(file, line + "\n");
        }
    }
}
