using MailIntegration.Engine.Journal;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using static MailIntegration.Tests.Storage.MailData;

namespace MailIntegration.Tests.Storage;

public abstract partial class MailStoreConformance
{
    /// <summary>Who may see what (PR2). Mail: s1 and s2 at sales (bob), i1 at info (ann), o1 at dora's own account.</summary>
    public static TheoryData<string, bool, string> Readers => new()
    {
        { "ann", false, "i1" },
        { "bob", false, "s1 s2" },
        { "cees", false, "" },
        { "dora", false, "o1" },
        { "nobody", false, "" },
        { "boss", true, "i1 s1 s2" },
        { "dora", true, "i1 o1 s1 s2" },
        { "nobody", true, "i1 s1 s2" },
    };

    private Task StoreForReadersAsync() => ApplyAsync(
        Mail(Email("s1", "c1", 1, text: "secret"), "sales", ["bob"], ["bob", "boss", "dora"]),
        Mail(Email("s2", "c1", 2, text: "secret"), "sales", ["bob"], ["bob", "boss", "dora"]),
        Mail(Email("i1", "c2", 3, text: "secret"), "info", ["ann"], ["ann", "boss", "dora"]),
        Mail(Email("o1", "c3", 4, text: "secret"), "own", ["dora"], managersSee: false));

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task List_EachReader_ShowsOnlyWhatHeMaySee(string member, bool seesAll, string visible)
    {
        await StoreForReadersAsync();
        var reader = new MailReader(member, seesAll);
        var expected = visible.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(e => e[0] switch { 's' => "c1", 'i' => "c2", _ => "c3" }).Distinct().OrderDescending().ToArray();

        Assert.Equal(expected, await ListAsync(new EmailListQuery(reader)));
        Assert.Equal(expected, await ListAsync(new EmailListQuery(reader, MailBox.All)));
        Assert.Equal(expected, await ListAsync(new EmailListQuery(reader) { Text = "secret" }));
        Assert.Equal(expected, await ListAsync(new EmailListQuery(reader) { From = Start }));
        foreach (var address in (string[])["sales", "info", "own"])
        {
            var conversation = address switch { "sales" => "c1", "info" => "c2", _ => "c3" };
            Assert.Equal(
                expected.Where(c => c == conversation), await ListAsync(new EmailListQuery(reader) { AddressIds = [address] }));
        }
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task Count_EachReader_CountsOnlyWhatHeMaySee(string member, bool seesAll, string visible)
    {
        await StoreForReadersAsync();
        await ApplyAsync(
            new MailChanges { Messages = [Quarantined("q1", "sales"), Quarantined("q2", "info"), Quarantined("q3", "own")] });
        var reader = new MailReader(member, seesAll);
        var emails = visible.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var unread = member is "nobody" ? [] : emails;

        var counts = await Store.CountAsync(reader, CancellationToken.None);
        Assert.Equal(counts.UnreadInbox, await Store.CountUnreadInboxAsync(reader, CancellationToken.None));

        Assert.Equal(unread.Length, counts.UnreadInbox);
        Assert.Equal(unread.Count(e => e[0] == 's'), counts.UnreadByAddress.GetValueOrDefault("sales"));
        Assert.Equal(unread.Count(e => e[0] == 'i'), counts.UnreadByAddress.GetValueOrDefault("info"));
        Assert.Equal(unread.Count(e => e[0] == 'o'), counts.UnreadByAddress.GetValueOrDefault("own"));
        Assert.Equal(emails.Select(e => e[0]).Distinct().Count(), counts.Unprocessed);
        Assert.Equal(unread.Length > 0, (await ListAsync(new EmailListQuery(reader) { OnlyUnread = true })).Length > 0);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task GetEmails_EachReader_GivesOnlyWhatHeMaySee(string member, bool seesAll, string visible)
    {
        await StoreForReadersAsync();
        var reader = new MailReader(member, seesAll);
        var expected = visible.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        var emails = await Store.GetEmailsAsync(reader, ["s1", "s2", "i1", "o1", "unknown"], CancellationToken.None);
        var ids = await Store.GetEmailIdsAsync(reader, ["c1", "c2", "c3", "unknown"], CancellationToken.None);

        Assert.Equal(expected, emails.Select(e => e.Email.Id).Order());
        Assert.Equal(expected, ids.Order());
        foreach (var (conversation, first) in ((string, char)[])[("c1", 's'), ("c2", 'i'), ("c3", 'o')])
        {
            var view = await Store.GetConversationAsync(reader, conversation, CancellationToken.None);
            Assert.Equal(expected.Where(e => e[0] == first), view?.Emails.Select(e => e.Email.Id) ?? []);
            Assert.Equal(expected.Any(e => e[0] == first), view is not null);
        }
    }

    [Fact]
    public async Task GetEmails_MailAtTwoAddresses_GivesEachReaderHisCopiesOnly()
    {
        var email = Email("e1", "c1", 1);
        await ApplyAsync(
            Mail(email, "info", ["ann"]),
            new MailChanges { Messages = [Message(email, "own")], Links = [Link(email, "own", ["dora"], managersSee: false)] });

        async Task<string> CopiesAsync(MailReader reader)
        {
            var view = Assert.Single(await Store.GetEmailsAsync(reader, ["e1"], CancellationToken.None));
            return string.Join(' ', view.Links.Select(l => l.RawBlob).Order());
        }

        Assert.Equal("blob-e1-info", await CopiesAsync(Member("ann")));
        Assert.Equal("blob-e1-own", await CopiesAsync(Member("dora")));
        Assert.Equal("blob-e1-info", await CopiesAsync(Manager("boss")));
        Assert.Equal("blob-e1-info blob-e1-own", await CopiesAsync(Manager("dora")));
        Assert.Equal(["info"], (await RowAsync(new EmailListQuery(Manager("boss")))).AddressIds);
        Assert.Equal(["info", "own"], (await RowAsync(new EmailListQuery(Manager("dora")))).AddressIds.Order());
    }

    [Fact]
    public async Task List_ConversationPartlyVisible_CountsAndRootAreTheReadersOwn()
    {
        await ApplyAsync(
            Mail(Email("own", "c1", 1, "Private first"), "own", ["dora"], managersSee: false),
            Mail(Email("shared", "c1", 2, "Shared answer"), "info", ["ann"]));

        var ann = await RowAsync(new EmailListQuery(Member("ann")));
        var dora = await RowAsync(new EmailListQuery(Member("dora")));
        var boss = await RowAsync(new EmailListQuery(Manager("boss")));
        var doraAsManager = await RowAsync(new EmailListQuery(Manager("dora")));

        Assert.Equal(("Shared answer", 1, "shared"), (ann.Subject, ann.Total, ann.LastEmailId));
        Assert.Equal(("Private first", 1, "own"), (dora.Subject, dora.Total, dora.LastEmailId));
        Assert.Equal(("Shared answer", 1, "shared"), (boss.Subject, boss.Total, boss.RootEmailId));
        Assert.Equal(("Private first", 2, "shared"), (doraAsManager.Subject, doraAsManager.Total, doraAsManager.LastEmailId));
    }

    [Fact]
    public async Task Count_AddressKnownByRelinkOnly_CountsUnprocessedForItsReaders()
    {
        await ApplyAsync(
            new MailChanges { Relinks = [new AddressRelink("info", ["ann"], ManagersSee: true)] },
            new MailChanges { Messages = [Quarantined("q1", "info")] });

        Assert.Equal(1, (await Store.CountAsync(Member("ann"), CancellationToken.None)).Unprocessed);
        Assert.Equal(1, (await Store.CountAsync(Manager(), CancellationToken.None)).Unprocessed);
        Assert.Equal(0, (await Store.CountAsync(Member("bob"), CancellationToken.None)).Unprocessed);
    }

    [Fact]
    public async Task Relinks_ReaderLosesAndGainsMailAtOnce_KeepsUnreadMark()
    {
        var email = Email("e1", "c1", 1);
        await ApplyAsync(
            Mail(email, "info", ["ann"]),
            new MailChanges { Messages = [Message(email, "sales")], Links = [Link(email, "sales", ["bob"])] },
            new MailChanges
            {
                Relinks = [new("info", [], false), new("info", ["ann", "cees"], false), new("sales", [], false)],
            });
        Assert.Equal(1, (await Store.CountAsync(Member("ann"), CancellationToken.None)).UnreadByAddress["info"]);

        await ApplyAsync(new MailChanges { Relinks = [new("info", ["cees"], false), new("sales", ["ann"], false)] });

        var counts = await Store.CountAsync(Member("ann"), CancellationToken.None);
        Assert.Equal((1, "sales"), (counts.UnreadInbox, Assert.Single(counts.UnreadByAddress).Key));
    }

    private static ProviderMessage Quarantined(string id, string address) =>
        Message(Email(id, "none", 1), address) with { EmailId = null, Outcome = MessageOutcome.Quarantined };
}
