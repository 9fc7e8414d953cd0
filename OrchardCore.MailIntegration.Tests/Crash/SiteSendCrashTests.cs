using System.Diagnostics;
using System.Globalization;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Storage;
using MailIntegration.Sandbox;
using MailIntegration.Tests.Outbox;
using OrchardCore.MailIntegration.Tests.Site;
using Xunit.Abstractions;

namespace OrchardCore.MailIntegration.Tests.Crash;

/// <summary>
/// Kills the sample site with SIGKILL at random moments while it sends, among the same faults of the provider as in the
/// standalone home: each mail is delivered once (CO6). MAIL_SENDS sets the number of mails; every twentieth costs a kill.
/// </summary>
public sealed class SiteSendCrashTests
{
    private const string Mailbox = "info@fietskompas.example";
    private const int DefaultMails = 100;
    private const int MailsPerKill = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private static readonly Dictionary<string, string> Pace = new()
    {
        ["OrchardCore_MailIntegration:LeaseDuration"] = "00:00:02",
        ["OrchardCore_MailIntegration:SendsPerMinute"] = "100000",
    };

    private static readonly RecordQuery Moving = new()
    {
        Kind = RecordKinds.Outbox, States = ["held", "queued", "sending", "unclear"],
    };

    private readonly ITestOutputHelper _output;

    public SiteSendCrashTests(ITestOutputHelper output)
    {
        _output = output;
    }

    [Fact]
    public async Task Outbox_SiteKilledAgainAndAgainAmongFaults_DeliversEachMailOnce()
    {
        var mails = int.Parse(
            global::System.Environment.GetEnvironmentVariable("MAIL_SENDS") ?? $"{DefaultMails}", CultureInfo.InvariantCulture);
        var company = Directory.CreateTempSubdirectory("mail-company-").FullName;
        File.Copy(Path.Combine(SandboxOptions.StoryFolder, "company.json"), Path.Combine(company, "company.json"));
        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions
            {
                MailFolder = company,
                BigMailboxes = [new BigMailbox(Mailbox, 0)],
                Consented = true,
                Limits = new SandboxLimits { Requests = int.MaxValue, SendsPerMinute = int.MaxValue },
            },
            default);
        Directory.Delete(company, recursive: true);
        var folder = Directory.CreateTempSubdirectory("mail-site-send-").FullName;
        try
        {
            var random = new Random(20261124);
            var watch = Stopwatch.StartNew();
            await QueueAsync(sandbox, folder, mails, random);
            var sentAtKill = await SendAsync(sandbox, folder, mails / MailsPerKill, random);
            await AssertOnceAsync(sandbox, folder, mails);
            var line = $"{mails} mails, {sentAtKill.Count} kills of the site, {sentAtKill.Count(s => s > 0 && s < mails)} between the "
                + $"first and the last delivery (delivered at each kill: {string.Join(' ', sentAtKill)}); faults that happened: "
                + $"{sandbox.State.Faults.All.Sum(f => f.Hits)}; {watch.Elapsed.TotalSeconds:F0} s";
            _output.WriteLine(line);
            if (Benchmarks.BenchmarkFactAttribute.Output is { } file)
            {
                await File.AppendAllTextAsync(file, line + "\n");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Writes the mails as people do, through the HTTP API of the new site, and kills it before the first may leave.</summary>
    private static async Task QueueAsync(SandboxServer sandbox, string folder, int mails, Random random)
    {
        await using var site = await SampleSiteProcess.StartAsync(folder, sandbox.BaseAddress, Pace);
        await site.VisitAsync();
        using var api = await SiteApi.SignInAsync(site.Address);
        var sender = "";
        await UntilAsync(site, async () =>
        {
            sender = (await api.GetAsync("senders")).EnumerateArray()
                .Where(s => s.GetProperty("email").GetString() == Mailbox)
                .Select(s => s.GetProperty("id").GetString()!)
                .FirstOrDefault("");
            return sender.Length > 0;
        });
        SendFaults.Add(sandbox.State, mails, random);
        var leave = TimeProvider.System.GetUtcNow().AddSeconds(mails * 0.2);
        await Parallel.ForAsync(0, mails, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
        {
            var draft = await api.PostAsync("drafts", new { mode = "new" });
            var id = draft.GetProperty("id").GetString();
            var saved = await api.PutAsync($"drafts/{id}", new
            {
                version = draft.GetProperty("version").GetInt64(),
                senderId = sender,
                to = new[] { new { name = "", address = ExactlyOnceScenario.Receiver(i) } },
                cc = Array.Empty<object>(),
                bcc = Array.Empty<object>(),
                subject = $"Mail {i}",
                html = $"<p>Text of mail {i}.</p>",
                includeQuote = false,
            });
            await api.PostAsync($"drafts/{id}/send", new { version = saved.GetProperty("version").GetInt64(), at = leave });
        });
        await site.KillAsync();
    }

    /// <summary>Starts the site again and again; kills each of the first ones while it sends.</summary>
    /// <returns>How many mails had been delivered at each kill.</returns>
    private static async Task<List<int>> SendAsync(SandboxServer sandbox, string folder, int kills, Random random)
    {
        var delivered = new List<int>();
        while (true)
        {
            await using var site = await SampleSiteProcess.StartAsync(folder, sandbox.BaseAddress, Pace);
            var before = sandbox.State.Transport.Outbound.Count;
            using var store = await SiteStore.OpenAsync(folder);
            if (delivered.Count == kills)
            {
                await UntilAsync(site, async () => await store.Mail.CountRecordsAsync(Moving, 1, default) == 0);
                return delivered;
            }

            // Some kills meet the start, most the sending.
            var after = random.Next(0, MailsPerKill + 5);
            await UntilAsync(site, async () => sandbox.State.Transport.Outbound.Count >= before + after
                || await store.Mail.CountRecordsAsync(Moving, 1, default) == 0);
            await Task.Delay(random.Next(0, 300));
            await site.KillAsync();
            delivered.Add(sandbox.State.Transport.Outbound.Count);
        }
    }

    private static async Task AssertOnceAsync(SandboxServer sandbox, string folder, int mails)
    {
        using var store = await SiteStore.OpenAsync(folder);
        var entries = new List<OutboxEntry>();
        var query = new RecordQuery { Kind = RecordKinds.Outbox, Take = 200 };
        IReadOnlyList<MailRecord> page;
        do
        {
            page = await store.Mail.GetRecordsAsync(query, default);
            entries.AddRange(page.Select(OutboxRecords.Read));
            query = query with { After = page.Count > 0 ? (page[^1].At, page[^1].Id) : null };
        }
        while (page.Count == query.Take);

        new ExactlyOnceScenario(sandbox, "", mails).AssertOnce(entries);
        Assert.Equal(mails, await store.CountEmailsAsync());
    }

    private static async Task UntilAsync(SampleSiteProcess site, Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(site.IsRunning && watch.Elapsed < Patience, "The site does nothing.\n" + site.Output);
            await Task.Delay(50);
        }
    }
}
