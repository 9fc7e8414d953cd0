using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Sync;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Sync;

/// <summary>Every e-mail of the corpus goes through sandbox, sync and storage.</summary>
public sealed class CorpusSyncTests
{
    private const string Info = "info@fietskompas.example";

    [CorpusFact]
    public async Task Run_WholeCorpus_StoresEveryMailWithItsBytes()
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        var files = Directory.GetFiles(Path.Combine(Corpus.Path!, "mail"), "*.eml", SearchOption.AllDirectories);
        var mailbox = fixture.Mailbox(Info);
        foreach (var file in files)
        {
            mailbox.Add(mailbox.Inbox, new NewMail
            {
                Raw = new StoredMail(await File.ReadAllBytesAsync(file)),
                Received = DateTimeOffset.UtcNow.AddMinutes(-5),
            });
        }

        await fixture.ActivateAsync(Info);
        var run = await fixture.SyncAsync(checkLedger: true);

        Assert.Equal((SyncPhase.Done, files.Length), (run.Phase, run.Done));
        var ledger = await fixture.LedgerAsync();
        Assert.Equal(files.Length, ledger.Count);
        Assert.All(ledger, r => Assert.Contains(r.Outcome, new[] { MessageOutcome.Stored, MessageOutcome.Duplicate }));
        Assert.Equal(126, files.Length);
        var sizes = files.Select(f => new FileInfo(f).Length).Order();
        Assert.Equal(sizes, ledger.Select(r => r.Size).Order());
        Assert.Equal(ledger.Count(r => r.Outcome == MessageOutcome.Stored), (await fixture.EmailsAsync()).Count);
        Assert.All(await fixture.Store.GetLedgerDaysAsync("info", default), d => Assert.True(d.IsGreen));
    }
}
