using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using static MailIntegration.Tests.Storage.MailData;

namespace MailIntegration.Tests.Storage;

/// <summary>Who sees only what he follows (CV5): of bob's mail c1 (followed), c2 (assigned) and c5 (merged from one that he followed),
/// not c3 and c4, which nobody and somebody else follow; c6 is followed and not linked to him.</summary>
public abstract partial class MailStoreConformance
{
    private static readonly MailReader Follower = Member("bob") with { OnlyFollowed = true };

    private async Task StoreFollowedAsync()
    {
        string[] all = ["bob", "boss"];
        await ApplyAsync(
            Mail(Email("e1", "c1", 1, text: "secret") with { Attachments = [Attachment()] }, "sales", ["bob"], all),
            Mail(Email("e2", "c2", 2, text: "secret"), "info", ["bob"], all),
            Mail(Email("e3", "c3", 3, text: "secret") with { Attachments = [Attachment()] }, "sales", ["bob"], all),
            Mail(Email("e4", "c4", 4, text: "secret"), "info", ["bob"], all),
            Mail(Email("e5", "c5", 5, text: "secret"), "sales", ["bob"], all),
            Mail(Email("e6", "c6", 6, text: "secret"), "jobs", ["ann"], ["ann", "boss"]),
            Mail(Email("e7", "c7", 7, text: "secret"), "info", ["bob"], all),
            new MailChanges
            {
                Conversations =
                [
                    new ConversationChange("c1", Tags: ["seen"]), new ConversationChange("c2", AssigneeId: "bob"),
                    new ConversationChange("c3", AssigneeId: "ann", Tags: ["hidden"]), new ConversationChange("c4", Tags: ["hidden", "seen"]),
                ],
                Records =
                [
                    Followed("c1", "bob"), Followed("c6", "bob"), Followed("c7", "bob"), Followed("c3", "ann"),
                    Record("note-1", 1) with { ConversationId = "c1" }, Record("note-3", 3) with { ConversationId = "c3" },
                ],
                Messages = [Quarantined("q1", "sales")],
            },
            new MailChanges { Merges = [new ConversationMerge("c7", "c5")] });
    }

    private static MailRecord Followed(string conversation, string member) =>
        FollowRecords.ToRecord(new FollowTarget(FollowKind.Conversation, conversation), member, null, Start);

    [Fact]
    public async Task List_OnlyFollowed_ShowsWhatHeFollowsOrIsAssigned()
    {
        await StoreFollowedAsync();
        string[] expected = ["c5", "c2", "c1"];

        Assert.Equal(expected, await ListAsync(new EmailListQuery(Follower)));
        Assert.Equal(expected, await ListAsync(new EmailListQuery(Follower, MailBox.All)));
        Assert.Equal(expected, await ListAsync(new EmailListQuery(Follower) { Text = "secret" }));
        Assert.Equal(expected, await ListAsync(new EmailListQuery(Follower) { OnlyUnread = true }));
        Assert.Equal(expected, await ListAsync(new EmailListQuery(Follower) { From = Start }));
        Assert.Equal(expected, await ListAsync(new EmailListQuery(Follower) { AddressIds = ["sales", "info"] }));
        Assert.Equal(["c5", "c1"], await ListAsync(new EmailListQuery(Follower) { AddressIds = ["sales"] }));
        Assert.Equal(["c1"], await ListAsync(new EmailListQuery(Follower) { Tag = "seen" }));
        Assert.Equal(["c1"], await ListAsync(new EmailListQuery(Follower) { OnlyWithAttachments = true }));
        Assert.Equal(["c5", "c1"], await ListAsync(new EmailListQuery(Follower) { OnlyUnassigned = true }));
        Assert.Equal(expected, await ListAsync(new EmailListQuery(Follower) { State = ConversationState.Open }));
        Assert.Equal(["c5", "c4", "c3", "c2", "c1"], await ListAsync(new EmailListQuery(Member("bob"))));
        Assert.Empty(await ListAsync(new EmailListQuery(Member("stranger") with { OnlyFollowed = true })));
    }

    [Fact]
    public async Task Count_OnlyFollowed_CountsNoMore()
    {
        await StoreFollowedAsync();

        var counts = await Store.CountAsync(Follower, CancellationToken.None);

        Assert.Equal(4, counts.UnreadInbox);
        Assert.Equal(4, await Store.CountUnreadInboxAsync(Follower, CancellationToken.None));
        Assert.Equal(0, counts.Unprocessed);
        Assert.Equal((2, 2, 0), (counts.UnreadByAddress["sales"], counts.UnreadByAddress["info"], counts.UnreadByAddress.GetValueOrDefault("jobs")));
        Assert.Equal(2, await Store.CountUnreadAsync(Follower, ["sales"], CancellationToken.None));
        Assert.Equal(["seen"], await Store.GetTagsAsync(Follower, CancellationToken.None));
    }

    [Fact]
    public async Task Get_OnlyFollowed_GivesNothingElse()
    {
        await StoreFollowedAsync();

        var emails = await Store.GetEmailsAsync(Follower, ["e1", "e2", "e3", "e4", "e5", "e6", "e7"], CancellationToken.None);
        var ids = await Store.GetEmailIdsAsync(Follower, ["c1", "c2", "c3", "c4", "c5", "c6"], CancellationToken.None);

        Assert.Equal(["e1", "e2", "e5", "e7"], emails.Select(e => e.Email.Id).Order());
        Assert.Equal(["e1", "e2", "e5", "e7"], ids.Order());
        Assert.NotNull(await Store.GetConversationAsync(Follower, "c7", CancellationToken.None));
        foreach (var hidden in (string[])["c3", "c4", "c6"])
        {
            Assert.Null(await Store.GetConversationAsync(Follower, hidden, CancellationToken.None));
        }

        Assert.Equal("note-1", await IdsAsync(All with { VisibleTo = Follower }));
        Assert.Equal("note-3 note-1", await IdsAsync(All with { VisibleTo = Member("bob") }));
    }
}
