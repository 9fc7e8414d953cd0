using System.Text.RegularExpressions;
using MailIntegration.Embedded.Storage;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Storage;
using static MailIntegration.Tests.Storage.MailData;

namespace MailIntegration.Tests.Storage;

/// <summary>No query reads a table from end to end, and no list of one source is sorted.</summary>
public sealed partial class SqlitePlanTests : IDisposable
{
    private readonly SqliteFolder _folder = new();
    private readonly SqliteDatabase _database;

    public SqlitePlanTests() => _database = _folder.Open();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<bool, string> Lists => new()
    {
        { false, "inbox" }, { true, "inbox" }, { false, "all" }, { false, "address" }, { true, "address" }, { false, "unread" },
        { true, "unread" }, { false, "attachments" }, { false, "period" }, { true, "period" }, { true, "mine" },
        { true, "unassigned" }, { false, "open" }, { false, "tag" }, { true, "text" }, { false, "second page" },
        { false, "addresses" }, { true, "addresses" }, { true, "unread at addresses" }, { true, "period at addresses" },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task List_CommonQueries_WalkAnIndex(bool isManager, string what)
    {
        var store = new SqliteMailStore(_database);
        await store.ApplyAsync(Mail(Email("e1", "c1", 1, text: "word"), "info", ["ann"]), CancellationToken.None);
        await store.ApplyAsync(Mail(Email("e2", "c2", 2, text: "word"), "sales", ["ann"]), CancellationToken.None);
        var query = new EmailListQuery(isManager ? Manager() : Member("ann"));
        query = what switch
        {
            "all" => query with { Box = MailBox.All },
            "address" => query with { AddressIds = ["info"] },
            "addresses" => query with { AddressIds = ["info", "sales"] },
            "unread at addresses" => query with { AddressIds = ["info", "sales"], OnlyUnread = true },
            "period at addresses" => query with { AddressIds = ["info", "sales"], From = Hour(0) },
            "unread" => query with { OnlyUnread = true },
            "attachments" => query with { OnlyWithAttachments = true },
            "period" => query with { From = Hour(0), Until = Hour(2) },
            "mine" => query with { OnlyMine = true },
            "unassigned" => query with { OnlyUnassigned = true },
            "open" => query with { State = ConversationState.Open },
            "tag" => query with { Tag = "vip" },
            "text" => query with { Text = "word" },
            "second page" => query with { After = new ListPosition(Hour(2), "c9") },
            _ => query,
        };

        var plans = Plans(session => ListQuery.Run(session, query));

        Assert.DoesNotContain(plans, FullScan().IsMatch);
        string[] sorted = ["mine", "open", "tag"];
        Assert.True(sorted.Contains(what) || !plans.Any(p => p.StartsWith("USE TEMP B-TREE FOR ORDER BY", StringComparison.Ordinal)), string.Join('\n', plans));
    }

    [Fact]
    public void OtherQueries_Always_UseAnIndex()
    {
        var plans = Plans(session =>
        {
            EmailQueries.Count(session, Member("ann"));
            EmailQueries.Count(session, Manager());
            EmailQueries.CountUnread(session, Manager(), ["info", "sales"]);
            EmailQueries.Conversation(session, Member("ann"), "c1");
            EmailQueries.Emails(session, Member("ann"), ["e1"]);
            EmailQueries.Ids(session, Member("ann"), ["c1"]);
            PipelineQueries.Emails(session, ["l"]);
            PipelineQueries.Threads(session, "info", ["m"]);
            LedgerQueries.ByKey(session, ["k"]);
            LedgerQueries.UnusedBlobs(session, ["b"]);
            LedgerQueries.CountByDay(session, "info", new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 2));
            LedgerQueries.DeletedEmailIds(session, Hour(1), 10);
            LedgerQueries.DueWork(session, Hour(1), 10);
            LedgerQueries.List(session, new LedgerQuery { AddressId = "info", After = (Hour(1), "k") });
            LedgerQueries.List(session, new LedgerQuery { AddressId = "info", Day = new DateOnly(2026, 3, 1) });
            LedgerQueries.List(session, new LedgerQuery { Outcomes = [MessageOutcome.Quarantined, MessageOutcome.Refused] });
            return LedgerQueries.List(session, new LedgerQuery { DueBefore = Hour(1) });
        });

        Assert.DoesNotContain(plans, FullScan().IsMatch);
    }

    [Theory]
    [InlineData(null, null, "records_at")]
    [InlineData("info", null, "records_owner")]
    [InlineData(null, "bounced", "records_state")]
    [InlineData("info", "bounced", "records_owner_state")]
    public void Records_AsTheJournalListsThem_ComeInTheOrderOfAnIndex(string? owner, string? state, string index)
    {
        var query = new RecordQuery
        {
            Kind = RecordKinds.JournalOut,
            Owners = owner is null ? null : [owner],
            States = state is null ? null : [state],
            From = Hour(0),
        };
        foreach (var page in new[] { query, query with { After = (Hour(1), "r"), Until = Hour(2) }, query with { Order = RecordOrder.Oldest } })
        {
            var plans = Plans(session => RecordTable.Run(session, page));

            Assert.Contains(plans, p => p.StartsWith($"SEARCH r USING INDEX {index} (", StringComparison.Ordinal));
            Assert.DoesNotContain(plans, p => p.StartsWith("USE TEMP B-TREE", StringComparison.Ordinal));
        }
    }

    private List<string> Plans<T>(Func<SqliteSession, T> work) => _database.Read(session =>
    {
        work(session);
        return session.Statements.Where(sql => sql.StartsWith("SELECT", StringComparison.Ordinal) || sql.StartsWith("WITH", StringComparison.Ordinal)).ToList()
            .SelectMany(sql => session.Many(
                "EXPLAIN QUERY PLAN " + sql, row => $"{row.GetString(3)}   [{sql}]",
                Parameter().Matches(sql).Select(m => m.Value).Distinct().ToDictionary(name => name, _ => (object?)null)))
            .ToList();
    });

    [GeneratedRegex(@"^SCAN (?!json_each|k |\(|CONSTANT|search|d VIRTUAL|s |b |scopes|boxes|mine|total|h |m USING INDEX messages_received)")]
    private static partial Regex FullScan();

    [GeneratedRegex(@"\?\d+|\$\w+")]
    private static partial Regex Parameter();
}
