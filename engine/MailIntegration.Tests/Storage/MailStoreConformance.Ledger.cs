using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using static MailIntegration.Tests.Storage.MailData;

namespace MailIntegration.Tests.Storage;

public abstract partial class MailStoreConformance
{
    private static ProviderMessage Row(string id, string address, double hour, MessageOutcome outcome) =>
        Message(Email(id, "none", hour), address) with { EmailId = null, Outcome = outcome };

    [Fact]
    public async Task FindMessages_StoredRow_ComesBackWhole()
    {
        var message = Row("m1", "info", 1, MessageOutcome.Quarantined) with
        {
            Reason = new Reason("mime-broken", "line", "7"),
            Attempts = 3,
            RetryAt = Hour(5),
            GoneAt = Hour(6),
        };
        await ApplyAsync(new MailChanges { Messages = [message] });

        var found = (await Store.FindMessagesAsync([message.Key, "unknown"], CancellationToken.None)).Values.Single();

        Assert.Equal(message with { Version = 1, Reason = null }, found with { Reason = null });
        Assert.Equal(message.Reason.ToString(), found.Reason!.ToString());
    }

    [Fact]
    public async Task ListMessages_Filters_CombineAndPage()
    {
        await ApplyAsync(new MailChanges
        {
            Messages =
            [
                Row("a", "info", 1, MessageOutcome.Quarantined) with { RetryAt = Hour(2) },
                Row("b", "info", 1, MessageOutcome.Quarantined) with { RetryAt = Hour(4) },
                Row("c", "info", 25, MessageOutcome.Ignored),
                Row("d", "sales", 2, MessageOutcome.Quarantined),
                Row("e", "sales", 3, MessageOutcome.Vanished),
            ],
        });

        async Task<string> IdsAsync(LedgerQuery query) => string.Concat(
            (await Store.ListMessagesAsync(query, CancellationToken.None)).Select(m => m.Key.Split('-')[1]));

        Assert.Equal("cedba", await IdsAsync(new LedgerQuery()));
        Assert.Equal("cba", await IdsAsync(new LedgerQuery { AddressId = "info" }));
        Assert.Equal("ba", await IdsAsync(new LedgerQuery { AddressId = "info", Day = new DateOnly(2026, 3, 1) }));
        Assert.Equal("dba", await IdsAsync(new LedgerQuery { Outcomes = [MessageOutcome.Quarantined] }));
        Assert.Equal("a", await IdsAsync(new LedgerQuery { DueBefore = Hour(3) }));
        Assert.Equal("", await IdsAsync(new LedgerQuery { AddressId = "unknown" }));
        Assert.Equal("ce", await IdsAsync(new LedgerQuery { Take = 2 }));
        Assert.Equal("ba", await IdsAsync(new LedgerQuery { After = (Hour(2), "key-d-sales") }));
        Assert.Equal("a", await IdsAsync(new LedgerQuery { After = (Hour(1), "key-b-info") }));
    }

    [Fact]
    public async Task CountMessagesByDay_Rows_AreCountedPerUtcDayWithoutGoneOnes()
    {
        await ApplyAsync(new MailChanges
        {
            Messages =
            [
                Row("a", "info", -9, MessageOutcome.Stored),
                Row("b", "info", 15.99, MessageOutcome.Stored),
                Row("c", "info", 16, MessageOutcome.Ignored),
                Row("d", "info", 16, MessageOutcome.Stored) with { GoneAt = Hour(20) },
                Row("e", "sales", 16, MessageOutcome.Stored),
            ],
        });

        var days = await Store.CountMessagesByDayAsync("info", new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 2), CancellationToken.None);

        Assert.Equal([(new DateOnly(2026, 3, 1), 1L), (new DateOnly(2026, 3, 2), 1L)], days.OrderBy(d => d.Key).Select(d => (d.Key, d.Value)));
    }

    [Fact]
    public async Task Apply_LedgerDaysHealthAndCursors_ReplaceEarlierOnes()
    {
        var day = new LedgerDay("info", new DateOnly(2026, 3, 1), 5, 4, Hour(1));
        var health = new AddressHealth("info", Hour(1), Hour(2), new Reason("throttled", "seconds", "30"), Hour(3), 2);
        var cursor = Cursor("info", "t1", 0) with { Kind = CursorKind.Backfill, Until = Hour(-100) };
        await ApplyAsync(
            new MailChanges { LedgerDays = [day], Health = [health], Cursor = cursor },
            new MailChanges
            {
                LedgerDays = [day with { LedgerCount = 5 }, day with { Day = day.Day.AddDays(1) }],
                Health = [new AddressHealth("info", Hour(5), Hour(5)), new AddressHealth("sales", null, null)],
                Cursor = cursor with { Token = null, IsComplete = true, Version = 1 },
            });

        var days = await Store.GetLedgerDaysAsync("info", CancellationToken.None);
        Assert.Equal([day with { Day = day.Day.AddDays(1) }, day with { LedgerCount = 5 }], days);
        var stored = await Store.GetHealthAsync(CancellationToken.None);
        Assert.Equal(new AddressHealth("info", Hour(5), Hour(5)), stored.Single(h => h.AddressId == "info"));
        Assert.Null(stored.Single(h => h.AddressId == "sales").LastSuccess);
        var moved = Assert.Single(await Store.GetCursorsAsync("info", CancellationToken.None));
        Assert.Equal(cursor with { Token = null, IsComplete = true, Version = 2 }, moved);
    }

    [Fact]
    public async Task GetDueWork_Items_ComeWhenDueOldestFirst()
    {
        var (first, second, later) = (
            new WorkItem("w1", "provider-move", Hour(1), "{}"),
            new WorkItem("w2", "provider-read", Hour(2), "{\"id\":1}", Attempts: 2),
            new WorkItem("w3", "provider-read", Hour(9), "{}"));
        await ApplyAsync(
            new MailChanges { Work = [later, second, first] },
            new MailChanges { Work = [later with { DueAt = Hour(8), Attempts = 1 }] });

        Assert.Equal([first, second], await Store.GetDueWorkAsync(Hour(2), 10, CancellationToken.None));
        Assert.Equal([first], await Store.GetDueWorkAsync(Hour(9), 1, CancellationToken.None));
        await ApplyAsync(new MailChanges { FinishedWork = ["w1", "w2"] });
        Assert.Equal([later with { DueAt = Hour(8), Attempts = 1 }], await Store.GetDueWorkAsync(Hour(9), 10, CancellationToken.None));
    }

    [Fact]
    public async Task GetEvents_Events_ComeInTheOrderOfWritingUntilDeleted()
    {
        var events = Enumerable.Range(0, 4).Select(i => new MailEvent($"z{9 - i}", "email-received", Hour(-i), "{}", i == 0 ? "info" : null)).ToList();
        await ApplyAsync(new MailChanges { Events = events[..2] }, new MailChanges { Events = events[2..] });

        Assert.Equal(events[..3], await Store.GetEventsAsync(3, CancellationToken.None));
        await Store.DeleteEventsAsync([events[0].Id, events[2].Id, "unknown"], CancellationToken.None);
        Assert.Equal([events[1], events[3]], await Store.GetEventsAsync(10, CancellationToken.None));
    }

    [Fact]
    public async Task Apply_FinishedEvents_GoOnceWithWhatTheyBecame()
    {
        var told = new MailEvent("told", "email-received", Hour(1), "{}", "info");
        await ApplyAsync(new MailChanges { Events = [told, told with { Id = "other" }] });
        MailChanges Taken(string id) => new()
        {
            FinishedEvents = ["told"],
            Records = [new MailRecord { Kind = "delivery", Id = id, Json = "{}", At = Hour(1) }],
        };

        await ApplyAsync(Taken("first"));
        var again = await Store.ApplyAsync(Taken("second"), CancellationToken.None);

        Assert.Equal(ApplyOutcome.Conflict, again.Outcome);
        Assert.Equal(["other"], (await Store.GetEventsAsync(10, CancellationToken.None)).Select(e => e.Id));
        Assert.Equal(["first"], (await Store.FindRecordsAsync("delivery", ["first", "second"], CancellationToken.None)).Select(r => r.Id));
    }

    [Fact]
    public async Task GetDeletedEmailIds_Deleted_ComeWhenOldEnough()
    {
        await ApplyAsync(Enumerable.Range(0, 4).Select(i => Mail(Email($"e{i}", "c1", i), "info", ["ann"])).ToArray());
        await ApplyAsync(new MailChanges
        {
            EmailStates =
            [
                new("e0", EmailState.Deleted, Hour(10)), new("e1", EmailState.Deleted, Hour(12)),
                new("e2", EmailState.Deleted, Hour(9)), new("e3", EmailState.Archived, Hour(1)),
            ],
        });
        await ApplyAsync(new MailChanges { EmailStates = [new("e2", EmailState.Normal, Hour(11))] });

        Assert.Equal(["e0"], await Store.GetDeletedEmailIdsAsync(Hour(12), 10, CancellationToken.None));
        Assert.Equal(["e0", "e1"], await Store.GetDeletedEmailIdsAsync(Hour(13), 10, CancellationToken.None));
        Assert.Equal(["e0"], await Store.GetDeletedEmailIdsAsync(Hour(13), 1, CancellationToken.None));
    }

    [Fact]
    public async Task FindUnusedBlobs_Names_WithoutALedgerRowComeBack()
    {
        await ApplyAsync(Mail(Email("e1", "c1", 1), "info", ["ann"]));

        Assert.Equal(["x"], await Store.FindUnusedBlobsAsync(["x", "blob-e1-info"], CancellationToken.None));
    }

    [Fact]
    public async Task Apply_WorkFinishedAndAddedAgain_StaysForLater()
    {
        var item = new WorkItem("again", "provider-move", Hour(1), "{}");
        await ApplyAsync(new MailChanges { Work = [item] });

        await ApplyAsync(new MailChanges { FinishedWork = [item.Id], Work = [item with { DueAt = Hour(5), Attempts = 1 }] });

        Assert.Empty(await Store.GetDueWorkAsync(Hour(4), 10, CancellationToken.None));
        Assert.Equal(1, Assert.Single(await Store.GetDueWorkAsync(Hour(5), 10, CancellationToken.None)).Attempts);
    }
}
