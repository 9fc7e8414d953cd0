using System.Diagnostics;
using MailIntegration.Benchmarks;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Sandbox;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace MailIntegration.Tests.Crash;

/// <summary>
/// Kills a syncing process with SIGKILL at random moments, again and again, and starts it anew: what is stored in the end
/// is exactly what the mailbox holds (SY2, SY3, SY9). MAIL_CRASHES sets the number of kills.
/// </summary>
public sealed class SyncCrashTests
{
    private readonly ITestOutputHelper _output;
    private ProviderKind _kind;
    private int _mails;
    private int _kills;

    public SyncCrashTests(ITestOutputHelper output)
    {
        _output = output;
    }

    [Theory]
    [InlineData(ProviderKind.Microsoft365, 2_000, 50)]
    [InlineData(ProviderKind.Gmail, 160, 4)]
    public async Task Sync_KilledAgainAndAgain_StoresEachMailOnceAndTheLedgerIsGreen(ProviderKind kind, int mails, int kills)
    {
        (_kind, _mails, _kills) = CrashSize.Crashes is { } many ? (kind, 40 * many, many) : (kind, mails, kills);
        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions
            {
                BigMailboxes = [new BigMailbox(SandboxProcess.Address, _mails)],
                Consented = true,
                Limits = new SandboxLimits { Requests = int.MaxValue, GmailUserUnits = int.MaxValue / 2 },
            },
            default);
        var random = new Random(20260302);
        var places = new List<Kill>();
        var rounds = 0;
        while (places.Count < _kills || places.Count(p => p.IsBetweenCommits(_mails)) < _kills * 7 / 10)
        {
            Assert.True(places.Count < 3 * _kills, "Too few kills fell between the first and the last commit.");
            places.AddRange(await RunUntilCompleteAsync(sandbox, random, ++rounds));
        }

        _output.WriteLine($"{places.Count} kills in {rounds} syncs of {_mails} mails; "
            + $"{places.Count(p => p.IsBetweenCommits(_mails))} between the first and the last commit");
        _output.WriteLine("messages in the ledger at each kill: " + string.Join(" ", places.Select(p => p.Stored)));
    }

    /// <summary>One complete sync into a new folder, with as many kills as chance makes of it.</summary>
    private async Task<List<Kill>> RunUntilCompleteAsync(SandboxServer sandbox, Random random, int round)
    {
        var folder = Directory.CreateTempSubdirectory($"mail-crash-{round}-").FullName;
        try
        {
            var account = CrashSize.AccountOf(sandbox, _kind);
            if (_kind == ProviderKind.Gmail)
            {
                // A key file is too long for a command line.
                await using var services = EngineProcess.Build(folder, sandbox.BaseAddress);
                await EngineProcess.SetUpAsync(services, account, days: 3650, default);
            }

            var kills = new List<Kill>();
            while (!await RunChildAsync(sandbox, account, folder, random))
            {
                kills.Add(new Kill(await CountAsync(sandbox, folder)));
                Assert.True(kills.Count < 50, "The sync makes no progress.");
            }

            await AssertCompleteAsync(sandbox, folder);
            return kills;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Kills the child a random time after a random number of commits.</summary>
    /// <returns>True when it came to its end before it could be killed.</returns>
    private static async Task<bool> RunChildAsync(SandboxServer sandbox, SandboxAccount account, string folder, Random random)
    {
        await using var child = ChildProcess.Start(
            "sync-child", folder, sandbox.BaseAddress.AbsoluteUri, account.TenantId, account.ClientId, account.Secret, account.Address);
        var commits = random.Next(0, 6);
        var delay = TimeSpan.FromMilliseconds(random.Next(0, 60));
        while (await child.Output.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("end", StringComparison.Ordinal))
            {
                Assert.StartsWith("end Done", line, StringComparison.Ordinal);
                return true;
            }

            if ((line.StartsWith("commit", StringComparison.Ordinal) && --commits == 0) || (line == "ready" && commits == 0))
            {
                await Task.Delay(delay);
                using var process = Process.GetProcessById(child.Id);

                // SIGKILL on Unix, TerminateProcess on Windows: no handler runs, no buffer is flushed.
                process.Kill();
                await process.WaitForExitAsync();
                return false;
            }
        }

        throw new InvalidOperationException("The child ended without a word.");
    }

    private static async Task<int> CountAsync(SandboxServer sandbox, string folder)
    {
        await using var services = EngineProcess.Build(folder, sandbox.BaseAddress);
        var days = await services.GetRequiredService<IMailStore>().CountMessagesByDayAsync(
            EngineProcess.AddressId, new DateOnly(2000, 1, 1), new DateOnly(2100, 1, 1), default);
        return (int)days.Values.Sum();
    }

    private async Task AssertCompleteAsync(SandboxServer sandbox, string folder)
    {
        await using var services = EngineProcess.Build(folder, sandbox.BaseAddress);
        var store = services.GetRequiredService<IMailStore>();
        Assert.Equal(_mails, await CountAsync(sandbox, folder));
        var reader = new MailReader("manager", SeesAll: true);
        var emails = new HashSet<string>();
        ListPosition? after = null;
        do
        {
            var page = await store.ListAsync(new EmailListQuery(reader, MailBox.All) { After = after, Take = 200 }, default);
            foreach (var row in page.Rows)
            {
                var view = await store.GetConversationAsync(reader, row.ConversationId, default);
                Assert.All(view!.Emails, e => Assert.True(emails.Add(e.Email.Id)));
                Assert.Equal(view.Emails.Count, row.Total);
            }

            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(_mails, emails.Count);
        var days = await store.GetLedgerDaysAsync(EngineProcess.AddressId, default);
        Assert.NotEmpty(days);
        Assert.All(days, d => Assert.True(d.IsGreen, d.ToString()));
        await AssertRawCopiesAsync(services, store);
    }

    /// <summary>Every ledger row names a raw message that is there, whole.</summary>
    private static async Task AssertRawCopiesAsync(ServiceProvider services, IMailStore store)
    {
        var blobs = services.GetRequiredService<IBlobStore>();
        (DateTimeOffset, string)? after = null;
        IReadOnlyList<ProviderMessage> rows;
        do
        {
            rows = await store.ListMessagesAsync(
                new LedgerQuery { AddressId = EngineProcess.AddressId, After = after, Take = 200 }, default);
            foreach (var row in rows)
            {
                await using var raw = await blobs.OpenAsync(row.RawBlob!, default);
                Assert.Equal(row.Size, raw!.Length);
            }

            after = rows.Count > 0 ? (rows[^1].ReceivedAt, rows[^1].Key) : null;
        }
        while (rows.Count == 200);
    }

    private sealed record Kill(int Stored)
    {
        public bool IsBetweenCommits(int mails) => Stored > 0 && Stored < mails;
    }
}
