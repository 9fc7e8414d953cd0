using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Storage;
using static MailIntegration.Tests.Storage.MailData;

namespace MailIntegration.Tests.Storage;

public abstract partial class MailStoreConformance
{
    [Fact]
    public async Task Apply_NewMail_ShowsInListAndConversation()
    {
        var email = Email("e1", "c1", 1) with { Attachments = [Attachment()] };
        await ApplyAsync(Mail(email, "info", ["ann"]));

        var row = await RowAsync(new EmailListQuery(Member("ann")));
        Assert.Equal("c1", row.ConversationId);
        Assert.Equal("Subject", row.Subject);
        Assert.Equal(Hour(1), row.At);
        Assert.Equal(("e1", "e1"), (row.LastEmailId, row.RootEmailId));
        Assert.Equal("Sender of e1", row.LastFrom?.Name);
        Assert.Equal("Snippet of e1", row.Snippet);
        Assert.Equal((1, 1, 1, true), (row.Total, row.Matching, row.Unread, row.HasAttachments));
        Assert.Equal(["info"], row.AddressIds);
        var view = await Store.GetConversationAsync(Member("ann"), "c1", CancellationToken.None);
        var opened = Assert.Single(view!.Emails);
        Assert.Equal(email.Date, opened.Email.Date);
        Assert.Equal(email.Date!.Value.Offset, opened.Email.Date!.Value.Offset);
        Assert.Equal(email.Attachments, opened.Email.Attachments);
        Assert.Equal(email.To, opened.Email.To);
        Assert.True(opened.IsUnread);
        var copy = Assert.Single(opened.Links);
        Assert.Equal(("info", "blob-e1-info", "Provider-e1-info"), (copy.AddressId, copy.RawBlob, copy.ProviderId));
    }

    [Fact]
    public async Task Apply_SameChangesAgain_IsConflictAndChangesNothing()
    {
        var changes = Mail(Email("e1", "c1", 1), "info", ["ann"]) with { Cursor = Cursor("info", "t1", 0) };
        await ApplyAsync(changes);

        var again = await Store.ApplyAsync(changes, CancellationToken.None);

        Assert.Equal(ApplyOutcome.Conflict, again.Outcome);
        Assert.Equal(1, (await RowAsync(new EmailListQuery(Member("ann")))).Total);
        var cursor = Assert.Single(await Store.GetCursorsAsync("info", CancellationToken.None));
        Assert.Equal(("t1", 1L), (cursor.Token, cursor.Version));
    }

    [Fact]
    public async Task Apply_StaleCursor_IsConflictAndWritesNoMail()
    {
        await ApplyAsync(new MailChanges { Cursor = Cursor("info", "t1", 0) });
        await ApplyAsync(new MailChanges { Cursor = Cursor("info", "t2", 1) });

        var stale = Mail(Email("e1", "c1", 1), "info", ["ann"]) with { Cursor = Cursor("info", "t3", 1) };
        Assert.Equal(ApplyOutcome.Conflict, (await Store.ApplyAsync(stale, CancellationToken.None)).Outcome);

        Assert.Empty(await ListAsync(new EmailListQuery(Member("ann"))));
        Assert.Empty(await Store.FindMessagesAsync(["key-e1-info"], CancellationToken.None));
        Assert.Equal("t2", (await Store.GetCursorsAsync("info", CancellationToken.None)).Single().Token);
    }

    [Fact]
    public async Task Apply_StaleMessageVersion_IsConflict()
    {
        var message = Message(Email("e1", "c1", 1), "info") with { EmailId = null, Outcome = MessageOutcome.Quarantined };
        await ApplyAsync(new MailChanges { Messages = [message] });
        await ApplyAsync(new MailChanges { Messages = [message with { Version = 1, Attempts = 1 }] });

        var stale = new MailChanges { Messages = [message with { Version = 1, Attempts = 7 }] };
        Assert.Equal(ApplyOutcome.Conflict, (await Store.ApplyAsync(stale, CancellationToken.None)).Outcome);

        var stored = (await Store.FindMessagesAsync([message.Key], CancellationToken.None))[message.Key];
        Assert.Equal((1, 2L), (stored.Attempts, stored.Version));
    }
}
