using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Tests.Sync;

public sealed class MovedCursorTests
{
    [Fact]
    public async Task Run_CursorOfAnotherHost_StartsAnewAndStoresNothingTwice()
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        fixture.DeliverMany("info@fietskompas.example", 5);
        await fixture.ActivateAsync("info@fietskompas.example");
        await fixture.SyncAsync();

        // As after a channel moved to another cloud, or a sandbox to another port.
        var cursor = (await fixture.Store.GetCursorsAsync("info", default)).Single(c => c.Folder == MailFolder.Inbox);
        var moved = cursor with { Token = "http://127.0.0.1:1/v1.0/users/x/mailFolders/inbox/messages/delta?$deltatoken=y" };
        Assert.Equal(ApplyOutcome.Applied, (await fixture.Store.ApplyAsync(new MailChanges { Cursor = moved }, default)).Outcome);

        fixture.DeliverMany("info@fietskompas.example", 1, "sentitems");
        var run = await fixture.SyncAsync();
        Assert.Equal((SyncPhase.Done, (string?)null), (run.Phase, run.Problem?.Code));
        Assert.Equal(6, (await fixture.EmailsAsync()).Count);
    }
}
