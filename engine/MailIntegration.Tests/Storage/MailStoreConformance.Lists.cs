using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Storage;
using static MailIntegration.Tests.Storage.MailData;

namespace MailIntegration.Tests.Storage;

public abstract partial class MailStoreConformance
{
    [Fact]
    public async Task List_Pages_GiveEveryConversationOnceNewestFirst()
    {
        // Several conversations share a millisecond, and some have mail in several pages' time.
        var mails = Enumerable.Range(0, 30).Select(i => Mail(Email($"e{i:00}", $"c{i % 20:00}", i / 3), "info", ["ann"])).ToArray();
        await ApplyAsync(mails);

        var query = new EmailListQuery(Member("ann")) { Take = 3 };
        var rows = await AllPagesAsync(query, 100);

        Assert.Equal(20, rows.Count);
        Assert.Equal(20, rows.DistinctBy(r => r.ConversationId).Count());
        Assert.Equal(rows.OrderByDescending(r => r.At), rows);
        var filtered = await AllPagesAsync(query with { Until = Hour(5) }, 100);
        Assert.Equal(15, filtered.DistinctBy(r => r.ConversationId).Count());
        Assert.Equal(filtered.Count, filtered.DistinctBy(r => r.ConversationId).Count());
    }

    [Fact]
    public async Task List_PositionWasErased_GoesOnWithoutLoss()
    {
        await ApplyAsync(Enumerable.Range(0, 6).Select(i => Mail(Email($"e{i}", $"c{i}", i), "info", ["ann"])).ToArray());
        var first = await Store.ListAsync(new EmailListQuery(Member("ann")) { Take = 2 }, CancellationToken.None);
        await ApplyAsync(new MailChanges { ErasedEmailIds = ["e4"] });

        Assert.Equal("c4", first.Next!.ConversationId);
        Assert.Equal(["c3", "c2", "c1", "c0"], await ListAsync(new EmailListQuery(Member("ann")) { After = first.Next }));
    }

    [Theory]
    [InlineData("invoice", "c1")]
    [InlineData("INVOICE", "c1")]
    [InlineData("inv", "c1")]
    [InlineData("voice", "")]
    [InlineData("cafe", "c2")]
    [InlineData("Café", "c2")]
    [InlineData("cafe\u0301", "c2")]
    [InlineData("invoice overdue", "c1")]
    [InlineData("invoice cafe", "")]
    [InlineData("e1@client.example", "c1")]
    [InlineData("\"Sender of e2\"", "c2")]
    [InlineData("invoice OR cafe", "")]
    [InlineData("invoice NOT overdue", "")]
    [InlineData("text:invoice", "")]
    [InlineData("inv* AND (", "")]
    [InlineData("'; DROP TABLE emails; --", "")]
    [InlineData("\"", "c2 c1")]
    [InlineData("  ", "c2 c1")]
    [InlineData("Übersicht", "c2")]
    [InlineData("ubersicht", "c2")]
    [InlineData("Ελλάδα", "c2")]
    [InlineData("ελλαδα", "c2")]
    [InlineData("請求書", "c1")]
    [InlineData("\ud800", "c2 c1")]
    public async Task List_Text_FindsAllWordsAsPrefixesAndKnowsNoSyntax(string text, string expected)
    {
        await ApplyAsync(
            Mail(Email("e1", "c1", 1, "Invoice 2026-17", "Your invoice is overdue. 請求書"), "info", ["ann"]),
            Mail(Email("e2", "c2", 2, "Menu", "Le café du coin. Übersicht. Ελλάδα"), "info", ["ann"]));

        Assert.Equal(
            expected.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            await ListAsync(new EmailListQuery(Member("ann")) { Text = text }));
    }

    [Fact]
    public async Task List_SeveralConditions_MustHoldForOneEmail()
    {
        await ApplyAsync(
            Mail(Email("e1", "c1", 1, text: "apple") with { Attachments = [Attachment()] }, "info", ["ann"]),
            Mail(Email("e2", "c1", 2, text: "pear"), "info", ["ann"]),
            Mail(Email("e3", "c2", 3, text: "pear") with { Attachments = [Attachment(isInline: true)] }, "info", ["ann"]));
        var query = new EmailListQuery(Member("ann")) { OnlyWithAttachments = true };

        Assert.Equal(["c1"], await ListAsync(query));
        Assert.Equal(["c1"], await ListAsync(query with { Text = "apple" }));
        Assert.Empty(await ListAsync(query with { Text = "pear" }));
        Assert.Empty(await ListAsync(query with { From = Hour(2) }));
        var row = await RowAsync(query with { Text = "apple" });
        Assert.Equal((2, 1, "e1", Hour(1)), (row.Total, row.Matching, row.LastEmailId, row.At));
    }

    [Fact]
    public async Task List_Period_IncludesItsStartAndExcludesItsEnd()
    {
        await ApplyAsync(Enumerable.Range(0, 4).Select(i => Mail(Email($"e{i}", $"c{i}", i), "info", ["ann"])).ToArray());

        Assert.Equal(["c2", "c1"], await ListAsync(new EmailListQuery(Member("ann")) { From = Hour(1), Until = Hour(3) }));
    }

    [Theory]
    [InlineData(MailFolder.Inbox, EmailState.Normal, MailBox.Inbox)]
    [InlineData(MailFolder.Sent, EmailState.Normal, MailBox.Sent)]
    [InlineData(MailFolder.Spam, EmailState.Normal, MailBox.Spam)]
    [InlineData(MailFolder.Spam, EmailState.NotSpam, MailBox.Inbox)]
    [InlineData(MailFolder.Sent, EmailState.NotSpam, MailBox.Sent)]
    [InlineData(MailFolder.Inbox, EmailState.Spam, MailBox.Spam)]
    [InlineData(MailFolder.Inbox, EmailState.Archived, MailBox.Archive)]
    [InlineData(MailFolder.Spam, EmailState.Deleted, MailBox.Deleted)]
    public async Task List_FolderAndState_DecideTheBox(MailFolder folder, EmailState state, MailBox expected)
    {
        await ApplyAsync(
            Mail(Email("e1", "c1", 1), "info", ["ann"], folder: folder),
            new MailChanges { EmailStates = [new EmailStateChange("e1", state, Hour(2))] });

        foreach (var box in Enum.GetValues<MailBox>())
        {
            var isIn = box == expected || (box == MailBox.All && expected is not (MailBox.Spam or MailBox.Deleted));
            Assert.Equal(isIn ? ["c1"] : [], await ListAsync(new EmailListQuery(Member("ann"), box)));
        }

        Assert.Equal(expected, Assert.Single(await Store.GetEmailsAsync(Member("ann"), ["e1"], CancellationToken.None)).Box);
    }

    [Fact]
    public async Task List_StateAssigneeAndTags_Filter()
    {
        await ApplyAsync(Enumerable.Range(1, 3).Select(i => Mail(Email($"e{i}", $"c{i}", i), "info", ["ann"])).ToArray());
        await ApplyAsync(new MailChanges
        {
            Conversations =
            [
                new ConversationChange("c1", ConversationState.Done, "boss", ["vip"]),
                new ConversationChange("c2", AssigneeId: "ann", Tags: ["vip", "late"]),
                new ConversationChange("unknown", ConversationState.Done),
            ],
        });
        await ApplyAsync(new MailChanges { Conversations = [new ConversationChange("c2", AssigneeId: "", Tags: ["late"])] });
        var query = new EmailListQuery(Member("ann"));

        Assert.Equal(["c1"], await ListAsync(query with { State = ConversationState.Done }));
        Assert.Equal(["c3", "c2"], await ListAsync(query with { State = ConversationState.Open }));
        Assert.Equal(["c3", "c2"], await ListAsync(query with { OnlyUnassigned = true }));
        Assert.Equal(["c1"], await ListAsync(query with { Tag = "vip" }));
        Assert.Equal(["c2"], await ListAsync(query with { Tag = "late", State = ConversationState.Open }));
        Assert.Equal(["c1"], await ListAsync(new EmailListQuery(Manager("boss")) { OnlyMine = true }));
        Assert.Equal(["c3", "c2", "c1"], await ListAsync(new EmailListQuery(Manager("ann")) { OnlyMine = true }));
    }

    [Fact]
    public async Task Count_ManyUnread_StopsAtTheCap()
    {
        var emails = Enumerable.Range(0, MailCounts.Cap + 5).Select(i => Email($"e{i}", $"c{i}", i / 60.0)).ToList();
        await ApplyAsync(new MailChanges
        {
            Emails = emails,
            Links = emails.ConvertAll(e => Link(e, "info", ["ann"])),
            Messages = emails.ConvertAll(e => Message(e, "info")),
        });

        var counts = await Store.CountAsync(Member("ann"), CancellationToken.None);

        Assert.Equal(MailCounts.Cap, counts.UnreadInbox);
        Assert.Equal(MailCounts.Cap, counts.UnreadByAddress["info"]);
    }
}
