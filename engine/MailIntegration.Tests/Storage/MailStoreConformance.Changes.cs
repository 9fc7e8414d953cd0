using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Storage;
using static MailIntegration.Tests.Storage.MailData;

namespace MailIntegration.Tests.Storage;

public abstract partial class MailStoreConformance
{
    [Fact]
    public async Task Apply_LinkOfUnknownEmail_IsConflict()
    {
        var changes = new MailChanges { Links = [Link(Email("gone", "c1", 1), "info", ["ann"])] };

        Assert.Equal(ApplyOutcome.Conflict, (await Store.ApplyAsync(changes, CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task Apply_LogicalKeyInUse_IsConflictAndChangesNothing()
    {
        var first = Email("e1", "c1", 1);
        await ApplyAsync(Mail(first, "info", ["ann"]));

        var second = Mail(Email("e2", "c2", 2) with { LogicalKey = first.LogicalKey }, "sales", ["bob"]);
        Assert.Equal(ApplyOutcome.Conflict, (await Store.ApplyAsync(second, CancellationToken.None)).Outcome);

        Assert.Empty(await ListAsync(new EmailListQuery(Member("bob"))));
        Assert.Empty(await Store.FindMessagesAsync(["key-e2-sales"], CancellationToken.None));
        var known = (await Store.FindEmailsAsync([first.LogicalKey, "logical-e2"], CancellationToken.None)).Values;
        Assert.Equal(("e1", "c1", "info"), Assert.Single(known.Select(e => (e.EmailId, e.ConversationId, string.Join(' ', e.AddressIds)))));
    }

    [Fact]
    public async Task Apply_LateLink_ShowsToNewReadersAndStaysReadForOldOnes()
    {
        var email = Email("e1", "c1", 1);
        await ApplyAsync(
            Mail(email, "info", ["ann", "bob"]),
            new MailChanges { Reads = [new ReadChange("ann", ["e1"], IsRead: true)] },
            new MailChanges { Links = [Link(email, "sales", ["ann", "cees"])], Messages = [Message(email, "sales")] });

        Assert.Equal((0, 1), (await UnreadAsync("ann"), (await RowAsync(new EmailListQuery(Member("ann")))).Total));
        Assert.Equal(1, await UnreadAsync("bob"));
        Assert.Equal(1, await UnreadAsync("cees"));
        Assert.Equal(["sales"], (await RowAsync(new EmailListQuery(Member("cees")))).AddressIds);
    }

    [Fact]
    public async Task Apply_SentMail_IsNeverUnread()
    {
        await ApplyAsync(
            Mail(Email("e1", "c1", 1) with { Kind = EmailKind.Sent }, "info", ["ann"], folder: MailFolder.Sent),
            new MailChanges { Reads = [new ReadChange("ann", ["e1"], IsRead: false)] },
            new MailChanges { EmailStates = [new EmailStateChange("e1", EmailState.Archived, Hour(2))] });

        Assert.Equal(0, (await RowAsync(new EmailListQuery(Member("ann"), MailBox.All))).Unread);
    }

    [Fact]
    public async Task Apply_Reads_AreForOneMemberOrForAll()
    {
        await ApplyAsync(
            Mail(Email("e1", "c1", 1), "info", ["ann", "bob"], ["ann", "bob", "boss"]),
            Mail(Email("e2", "c1", 2), "info", ["ann", "bob"], ["ann", "bob", "boss"]),
            new MailChanges { Reads = [new ReadChange("ann", ["e1", "gone"], IsRead: true)] });
        Assert.Equal((1, 2), (await UnreadAsync("ann"), await UnreadAsync("bob")));

        await ApplyAsync(new MailChanges { Reads = [new ReadChange(null, ["e1", "e2"], IsRead: true)] });
        Assert.Equal((0, 0), (await UnreadAsync("ann"), await UnreadAsync("bob")));
        Assert.Equal(0, (await Store.CountAsync(Manager("boss"), CancellationToken.None)).UnreadInbox);

        await ApplyAsync(new MailChanges { Reads = [new ReadChange("bob", ["e2"], IsRead: false)] });
        Assert.Equal((0, 1), (await UnreadAsync("ann"), await UnreadAsync("bob")));

        await ApplyAsync(new MailChanges { Reads = [new ReadChange(null, ["e1"], IsRead: false)] });
        Assert.Equal((1, 2), (await UnreadAsync("ann"), await UnreadAsync("bob")));
    }

    [Fact]
    public async Task Apply_Merge_MovesMailReferencesAndMarks()
    {
        await ApplyAsync(
            Mail(Email("e1", "c1", 1), "info", ["ann"]),
            Mail(Email("e2", "c2", 2), "info", ["ann"]),
            new MailChanges { Conversations = [new ConversationChange("c2", ConversationState.Open, "bob", ["late"])] },
            new MailChanges { Conversations = [new ConversationChange("c1", ConversationState.Done, null, ["vip"])] },
            new MailChanges { Merges = [new ConversationMerge("c2", "c1")] },
            Mail(Email("e3", "c2", 3), "info", ["ann"]));

        var row = await RowAsync(new EmailListQuery(Member("ann")));
        Assert.Equal(("c1", 3, 3, "e1", "e3"), (row.ConversationId, row.Total, row.Unread, row.RootEmailId, row.LastEmailId));
        Assert.Equal((ConversationState.Open, "bob", "late vip"), (row.State, row.AssigneeId, string.Join(' ', row.Tags.Order())));
        Assert.Equal("c1", (await Store.GetConversationAsync(Member("ann"), "c2", CancellationToken.None))!.Id);
        var threads = await Store.FindThreadsAsync("info", ["e1@client.example", "e2@client.example"], CancellationToken.None);
        Assert.All(threads, t => Assert.Equal(("c1", Hour(1)), (t.ConversationId, t.FirstAt)));
        Assert.Equal(2, threads.Count);
    }

    [Fact]
    public async Task Apply_Move_TakesMailReferenceAndMarksAlong()
    {
        var (second, third) = (Email("e2", "c1", 2), Email("e3", "c1", 3));
        await ApplyAsync(
            Mail(Email("e1", "c1", 1), "info", ["ann"]),
            Mail(second, "info", ["ann"]),
            Mail(third, "info", ["ann"]) with { Links = [Link(third, "info", ["ann"]), Link(third, "sales", ["bob"])] },
            new MailChanges { ThreadReferences = [new ThreadReference("sales", third.MessageId!, "c1")] },
            new MailChanges { Reads = [new ReadChange("ann", ["e2"], IsRead: true)] },
            new MailChanges { Moves = [new("e2", second.MessageId, "new"), new("e3", third.MessageId, "new"), new("gone", null, "other")] });

        var rows = (await Store.ListAsync(new EmailListQuery(Member("ann")), CancellationToken.None)).Rows;
        Assert.Equal(
            [("new", 2, 1, "e2"), ("c1", 1, 1, "e1")], rows.Select(r => (r.ConversationId, r.Total, r.Unread, r.RootEmailId)));
        Assert.Equal(["new"], await ListAsync(new EmailListQuery(Member("bob"))));
        Assert.Equal("new", (await Store.GetEmailsAsync(Member("ann"), ["e3"], CancellationToken.None))[0].Email.ConversationId);
        foreach (var (address, id, conversation) in new[]
        {
            ("info", "e1@client.example", "c1"), ("info", "e2@client.example", "new"), ("info", "e3@client.example", "new"),
            ("sales", "e3@client.example", "new"),
        })
        {
            Assert.Equal(conversation, Assert.Single(await Store.FindThreadsAsync(address, [id], CancellationToken.None)).ConversationId);
        }

        Assert.Null(await Store.GetConversationAsync(Manager(), "other", CancellationToken.None));
    }

    [Fact]
    public async Task Apply_MoveOfTheLastMail_LeavesASignpostAndTakesRecordsAlong()
    {
        var email = Email("e1", "c1", 1);
        await ApplyAsync(
            Mail(email, "info", ["ann"]),
            Mail(Email("e2", "c2", 2), "info", ["ann"]),
            new MailChanges
            {
                Records = [new MailRecord { Kind = RecordKinds.Message, Id = "n1", Json = "{}", ConversationId = "c1", At = Hour(1) }],
                Conversations = [new ConversationChange("c1", null, "ann", ["vip"])],
            },
            new MailChanges { Moves = [new("e1", email.MessageId, "c2")] });

        var row = await RowAsync(new EmailListQuery(Member("ann")));
        Assert.Equal(("c2", 2, "ann", "vip"), (row.ConversationId, row.Total, row.AssigneeId, string.Join(',', row.Tags)));
        Assert.Equal("c2", (await Store.GetConversationAsync(Member("ann"), "c1", CancellationToken.None))!.Id);
        Assert.Equal("c2", Assert.Single(await Store.FindRecordsAsync(RecordKinds.Message, ["n1"], CancellationToken.None)).ConversationId);
    }

    [Fact]
    public async Task Apply_Relink_ChangesWhoSeesOldMail()
    {
        await ApplyAsync(
            Mail(Email("e1", "c1", 1, text: "secret"), "info", ["ann"], ["ann", "boss"]),
            new MailChanges { Relinks = [new AddressRelink("info", ["bob"], ManagersSee: false)] });

        Assert.Empty(await ListAsync(new EmailListQuery(Member("ann")) { Text = "secret" }));
        Assert.Empty(await ListAsync(new EmailListQuery(Member("ann"))));
        Assert.Empty(await ListAsync(new EmailListQuery(Manager("boss"))));
        Assert.Equal(0, (await Store.CountAsync(Manager("boss"), CancellationToken.None)).UnreadInbox);
        Assert.Equal(["c1"], await ListAsync(new EmailListQuery(Member("bob"))));
        Assert.Equal(["c1"], await ListAsync(new EmailListQuery(Manager("bob"))));
        Assert.Equal(0, await UnreadAsync("bob"));
        Assert.Equal(0, await UnreadAsync("ann"));
    }

    [Fact]
    public async Task Apply_LinkAgainWithOtherFolder_Moves()
    {
        var email = Email("e1", "c1", 1);
        await ApplyAsync(
            Mail(email, "info", ["ann"], folder: MailFolder.Spam),
            new MailChanges { Links = [Link(email, "info", ["ann"])] });

        Assert.Equal(["c1"], await ListAsync(new EmailListQuery(Member("ann"))));
        Assert.Empty(await ListAsync(new EmailListQuery(Member("ann"), MailBox.Spam)));
        Assert.Equal(1, await UnreadAsync("ann"));
    }

    [Fact]
    public async Task Apply_ErasedEmail_LeavesATombstone()
    {
        var email = Email("e1", "c1", 1, text: "secret");
        await ApplyAsync(Mail(email, "info", ["ann"]), new MailChanges { ErasedEmailIds = ["e1", "gone"] });

        Assert.Empty(await ListAsync(new EmailListQuery(Member("ann"), MailBox.All)));
        Assert.Empty(await ListAsync(new EmailListQuery(Member("ann")) { Text = "secret" }));
        Assert.Empty(await Store.GetEmailsAsync(Member("ann"), ["e1"], CancellationToken.None));
        Assert.Null(await Store.GetConversationAsync(Manager(), "c1", CancellationToken.None));
        Assert.Empty(await Store.FindThreadsAsync("info", [email.MessageId!], CancellationToken.None));
        Assert.Equal(0, await UnreadAsync("ann"));
        var row = (await Store.FindMessagesAsync(["key-e1-info"], CancellationToken.None))["key-e1-info"];
        Assert.Equal((MessageOutcome.Erased, null, null, 2L), (row.Outcome, row.EmailId, row.RawBlob, row.Version));
        Assert.Equal(["blob-e1-info"], await Store.FindUnusedBlobsAsync(["blob-e1-info"], CancellationToken.None));

        // The same mail at another address, later, is new.
        await ApplyAsync(Mail(Email("e9", "c9", 9) with { LogicalKey = email.LogicalKey }, "sales", ["bob"]));
        Assert.Equal(["c9"], await ListAsync(new EmailListQuery(Member("bob"))));
    }

    [Fact]
    public async Task Apply_ErasedAddress_KeepsMailThatAnotherAddressHas()
    {
        var (shared, single) = (Email("e1", "c1", 1), Email("e2", "c2", 2));
        await ApplyAsync(
            Mail(shared, "info", ["ann"]),
            new MailChanges { Links = [Link(shared, "sales", ["bob"])], Messages = [Message(shared, "sales")] },
            Mail(single, "info", ["ann"]) with
            {
                Cursor = Cursor("info", "t1", 0),
                Health = [new Engine.Sync.AddressHealth("info", Hour(1), Hour(1))],
            },
            new MailChanges { ErasedAddressIds = ["info"] });

        Assert.Empty(await ListAsync(new EmailListQuery(Member("ann"))));
        Assert.Equal(["c1"], await ListAsync(new EmailListQuery(Member("bob"))));
        Assert.Equal(["c1"], await ListAsync(new EmailListQuery(Manager())));
        Assert.Empty(await Store.GetCursorsAsync("info", CancellationToken.None));
        Assert.Empty(await Store.GetHealthAsync(CancellationToken.None));
        Assert.Equal(
            ["blob-e1-info", "blob-e2-info"],
            (await Store.FindUnusedBlobsAsync(["blob-e1-info", "blob-e2-info", "blob-e1-sales"], CancellationToken.None)).Order());
    }

    [Fact]
    public async Task Apply_ReferenceThatExists_ChangesNothing()
    {
        await ApplyAsync(
            Mail(Email("e1", "c1", 1), "info", ["ann"]),
            Mail(Email("e2", "c2", 2), "info", ["ann"]),
            new MailChanges { ThreadReferences = [new ThreadReference("info", "e1@client.example", "c2")] });

        var thread = Assert.Single(await Store.FindThreadsAsync("info", ["e1@client.example"], CancellationToken.None));
        Assert.Equal("c1", thread.ConversationId);
        Assert.Empty(await Store.FindThreadsAsync("sales", ["e1@client.example"], CancellationToken.None));
    }

    private async Task<int> UnreadAsync(string member) =>
        (await Store.CountAsync(Member(member), CancellationToken.None)).UnreadInbox;
}
