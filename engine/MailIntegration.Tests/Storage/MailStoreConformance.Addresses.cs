using MailIntegration.Engine.Storage;
using static MailIntegration.Tests.Storage.MailData;

namespace MailIntegration.Tests.Storage;

/// <summary>Lists and counts at several addresses at once: the mail of a team (TH1, AD4).</summary>
public abstract partial class MailStoreConformance
{
    /// <summary>e1 at info, e2 at sales, e3 at both, e4 at a third address; e5 follows e1 in its conversation, at sales.</summary>
    private async Task StoreAtAddressesAsync()
    {
        var both = Email("e3", "c3", 3);
        await ApplyAsync(
            Mail(Email("e1", "c1", 1), "info", ["ann"]),
            Mail(Email("e2", "c2", 2), "sales", ["ann", "bob"]),
            Mail(both, "info", ["ann"]),
            new MailChanges { Messages = [Message(both, "sales")], Links = [Link(both, "sales", ["ann", "bob"])] },
            Mail(Email("e4", "c4", 4), "jobs", ["ann"]),
            Mail(Email("e5", "c1", 5), "sales", ["ann", "bob"]));
    }

    [Theory]
    [InlineData("info sales", "c1 c3 c2")]
    [InlineData("sales info", "c1 c3 c2")]
    [InlineData("info", "c3 c1")]
    [InlineData("info jobs", "c4 c3 c1")]
    [InlineData("info info unknown", "c3 c1")]
    [InlineData("unknown", "")]
    [InlineData("unknown stranger", "")]
    [InlineData("", "")]
    public async Task List_SeveralAddresses_ShowsEachConversationOnceNewestFirst(string addresses, string expected)
    {
        await StoreAtAddressesAsync();
        var conversations = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var reader in (Engine.People.MailReader[])[Member("ann"), Manager("ann")])
        {
            var query = new EmailListQuery(reader) { AddressIds = addresses.Split(' ', StringSplitOptions.RemoveEmptyEntries) };

            Assert.Equal(conversations, await ListAsync(query));
            Assert.Equal(conversations, await ListAsync(query with { OnlyUnread = true }));
            Assert.Equal(conversations, await ListAsync(query with { Box = MailBox.All }));
            Assert.Equal(conversations, (await AllPagesAsync(query with { Take = 1 }, 10)).Select(r => r.ConversationId));
        }
    }

    [Fact]
    public async Task List_SeveralAddresses_CountsOnceAndOnlyThere()
    {
        await StoreAtAddressesAsync();
        var query = new EmailListQuery(Member("ann")) { AddressIds = ["info", "jobs"] };

        var rows = (await Store.ListAsync(query, CancellationToken.None)).Rows.ToDictionary(r => r.ConversationId);

        Assert.Equal(("e1", 1, 1, 2), (rows["c1"].LastEmailId, rows["c1"].Matching, rows["c1"].Unread, rows["c1"].Total));
        rows = (await Store.ListAsync(query with { AddressIds = ["info", "sales"] }, CancellationToken.None)).Rows.ToDictionary(r => r.ConversationId);
        Assert.Equal(("e5", 2, 2, 2), (rows["c1"].LastEmailId, rows["c1"].Matching, rows["c1"].Unread, rows["c1"].Total));
        Assert.Equal(("e3", 1, 1, 1), (rows["c3"].LastEmailId, rows["c3"].Matching, rows["c3"].Unread, rows["c3"].Total));
    }

    [Fact]
    public async Task List_MoreAddressesThanWalks_ShowsTheSame()
    {
        await StoreAtAddressesAsync();
        var names = Enumerable.Range(0, 60).Select(i => $"extra{i:00}").ToArray();
        await ApplyAsync(names.Select((name, i) => Mail(Email($"x{i}", $"x{i:00}", 10 + i), name, ["ann"])).ToArray());
        var query = new EmailListQuery(Member("ann")) { AddressIds = ["info", .. names], Take = 200 };

        var expected = (string[])[.. Enumerable.Range(0, 60).Reverse().Select(i => $"x{i:00}"), "c3", "c1"];
        Assert.Equal(expected, await ListAsync(query));
        Assert.Equal(expected, await ListAsync(query with { OnlyUnread = true }));
        Assert.Equal(expected, await ListAsync(query with { Reader = Manager("ann") }));
        Assert.Equal(expected, (await AllPagesAsync(query with { Take = 7 }, 100)).Select(r => r.ConversationId));
        Assert.Equal(62, await Store.CountUnreadAsync(Member("ann"), query.AddressIds, CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task List_SeveralAddressesPerReader_ShowsOnlyWhatHeMaySee(string member, bool seesAll, string visible)
    {
        await StoreForReadersAsync();
        var reader = new Engine.People.MailReader(member, seesAll);
        var emails = visible.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(e => e[0] != 'i').ToList();
        var expected = emails.Select(e => e[0] == 's' ? "c1" : "c3").Distinct().OrderDescending();

        Assert.Equal(expected, await ListAsync(new EmailListQuery(reader) { AddressIds = ["sales", "own"] }));
        Assert.Equal(
            member == "nobody" ? 0 : emails.Count, await Store.CountUnreadAsync(reader, ["sales", "own"], CancellationToken.None));
    }

    [Fact]
    public async Task CountUnread_SeveralAddresses_CountsEachEmailOnceAndFollowsReading()
    {
        await StoreAtAddressesAsync();
        Task<int> CountAsync(params string[] addresses) => Store.CountUnreadAsync(Member("ann"), addresses, CancellationToken.None);

        Assert.Equal((2, 3, 4), (await CountAsync("info"), await CountAsync("sales"), await CountAsync("info", "sales")));
        Assert.Equal((0, 0), (await CountAsync(), await CountAsync("unknown")));
        await ApplyAsync(new MailChanges { Reads = [new ReadChange("ann", ["e3"], IsRead: true)] });
        Assert.Equal(3, await CountAsync("info", "sales"));
    }
}
