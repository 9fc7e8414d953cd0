using MailIntegration.Engine.Storage;
using static MailIntegration.Tests.Storage.MailData;

namespace MailIntegration.Tests.Storage;

public abstract partial class MailStoreConformance
{
    [Fact]
    public async Task Records_WrittenAndReplaced_ComeBackAsWritten()
    {
        var record = Record("r1", 1) with
        {
            ConversationId = "c1",
            Owner = "ann",
            State = "open",
            Key = "Key-1",
            DueAt = Hour(5),
            Blobs = ["blob-a", "blob-b"],
        };
        await ApplyAsync(new MailChanges { Records = [record] });
        AssertSame(record with { Version = 1 }, await RecordAsync("r1"));

        var changed = record with { Version = 1, Json = """{"a":2}""", Owner = null, Key = null, DueAt = null, Blobs = [] };
        await ApplyAsync(new MailChanges { Records = [changed] });

        AssertSame(changed with { Version = 2 }, await RecordAsync("r1"));
        Assert.Empty(await Store.FindRecordsAsync("other", ["r1"], CancellationToken.None));
    }

    [Fact]
    public async Task Records_OtherVersion_IsConflictAndWritesNothing()
    {
        await ApplyAsync(new MailChanges { Records = [Record("r1", 1)] });
        await ApplyAsync(new MailChanges { Records = [Record("r1", 1) with { Version = 1 }] });

        foreach (var version in (long[])[0, 1, 3])
        {
            var changes = new MailChanges { Records = [Record("new", 1), Record("r1", 9) with { Version = version }] };
            Assert.Equal(ApplyOutcome.Conflict, (await Store.ApplyAsync(changes, CancellationToken.None)).Outcome);
        }

        var deletion = new MailChanges { DeletedRecords = [new RecordDeletion("draft", "r1", 1)] };
        Assert.Equal(ApplyOutcome.Conflict, (await Store.ApplyAsync(deletion, CancellationToken.None)).Outcome);
        Assert.Equal((2L, Hour(1)), ((await RecordAsync("r1")).Version, (await RecordAsync("r1")).At));
        Assert.Empty(await Store.FindRecordsAsync("draft", ["new"], CancellationToken.None));
    }

    [Fact]
    public async Task Records_KeyInUse_IsConflictWithinItsKindOnly()
    {
        await ApplyAsync(new MailChanges { Records = [Record("r1", 1) with { Key = "same" }] });

        var second = Record("r2", 1) with { Key = "same" };
        Assert.Equal(ApplyOutcome.Conflict, (await Store.ApplyAsync(new MailChanges { Records = [second] }, CancellationToken.None)).Outcome);
        await ApplyAsync(
            new MailChanges { Records = [second with { Kind = "other" }, Record("r3", 1) with { Key = "Same" }] },
            new MailChanges { DeletedRecords = [new RecordDeletion("draft", "r1")], Records = [second] });

        var found = await Store.GetRecordsAsync(new RecordQuery { Kind = "draft", Key = "same" }, CancellationToken.None);
        Assert.Equal("r2", Assert.Single(found).Id);
    }

    [Fact]
    public async Task Records_IdsThatDifferInCase_AreTwo()
    {
        await ApplyAsync(new MailChanges { Records = [Record("Id", 1), Record("iD", 2)] });

        Assert.Equal(Hour(2), (await RecordAsync("iD")).At);
        Assert.Equal(Hour(1), (await RecordAsync("Id")).At);
    }

    [Fact]
    public async Task GetRecords_EveryCondition_Narrows()
    {
        await ApplyAsync(new MailChanges
        {
            Records =
            [
                Record("r1", 1) with { Owner = "ann", State = "open", ConversationId = "c1", DueAt = Hour(3) },
                Record("r2", 2) with { Owner = "bob", State = "open", ConversationId = "c2", DueAt = Hour(1) },
                Record("r3", 3) with { Owner = "ann", State = "done", ConversationId = "c1" },
                Record("r4", 4),
                Record("r5", 5) with { Kind = "other", Owner = "ann" },
            ],
        });

        Assert.Equal("r4 r3 r2 r1", await IdsAsync(All));
        Assert.Equal("r3 r1", await IdsAsync(All with { Owners = ["ann", "nobody"] }));
        Assert.Equal("", await IdsAsync(All with { Owners = [] }));
        Assert.Equal("r2 r1", await IdsAsync(All with { States = ["open"] }));
        Assert.Equal("r2", await IdsAsync(All with { ConversationIds = ["c2"] }));
        Assert.Equal("r2", await IdsAsync(All with { DueBefore = Hour(2) }));
        Assert.Equal("r3 r2", await IdsAsync(All with { From = Hour(2), Until = Hour(4) }));
        Assert.Equal("r2 r1", await IdsAsync(All with { Order = RecordOrder.Due }));
        Assert.Equal("r1 r2 r3 r4", await IdsAsync(All with { Order = RecordOrder.Oldest }));
        Assert.Equal(2, await Store.CountRecordsAsync(All with { Owners = ["ann"], Take = 1 }, 10, CancellationToken.None));
        Assert.Equal(3, await Store.CountRecordsAsync(All, 3, CancellationToken.None));
    }

    [Theory]
    [InlineData(RecordOrder.Newest)]
    [InlineData(RecordOrder.Oldest)]
    [InlineData(RecordOrder.Due)]
    public async Task GetRecords_PageByPage_MeetsEachOnce(RecordOrder order)
    {
        // Several of one moment: the id decides.
        var records = Enumerable.Range(0, 25).Select(i => Record($"r{i:00}", i / 4) with { DueAt = Hour(9 - i / 4) }).ToList();
        await ApplyAsync(new MailChanges { Records = records });
        var seen = new List<string>();
        (DateTimeOffset, string)? after = null;
        while (true)
        {
            var page = await Store.GetRecordsAsync(All with { Order = order, After = after, Take = 7 }, CancellationToken.None);
            if (page.Count == 0)
            {
                break;
            }

            seen.AddRange(page.Select(r => r.Id));
            after = (order == RecordOrder.Due ? page[^1].DueAt!.Value : page[^1].At, page[^1].Id);
        }

        var whole = await Store.GetRecordsAsync(All with { Order = order, Take = 100 }, CancellationToken.None);
        Assert.Equal(25, seen.Count);
        Assert.Equal(whole.Select(r => r.Id), seen);
    }

    [Fact]
    public async Task GetRecords_VisibleTo_KeepsToConversationsOfTheReader()
    {
        await ApplyAsync(
            Mail(Email("e1", "c1", 1), "info", ["ann"]),
            Mail(Email("e2", "c2", 1), "jobs", ["bob"]),
            Mail(Email("e3", "c3", 1), "own", ["bob"], managersSee: false),
            new MailChanges
            {
                Records =
                [
                    .. Enumerable.Range(1, 4).Select(i => Record($"r{i}", i) with { ConversationId = $"c{i}" }),
                    Record("r5", 5),
                ],
            });

        Assert.Equal("r1", await IdsAsync(All with { VisibleTo = Member("ann") }));
        Assert.Equal("r3 r2", await IdsAsync(All with { VisibleTo = Member("bob") }));
        Assert.Equal("r2 r1", await IdsAsync(All with { VisibleTo = Manager() }));
        Assert.Equal("", await IdsAsync(All with { VisibleTo = Member("stranger") }));
        Assert.Equal(1, await Store.CountRecordsAsync(All with { VisibleTo = Member("ann") }, 10, CancellationToken.None));
    }

    [Fact]
    public async Task Records_OfMergedConversation_FollowItAndLaterOnesToo()
    {
        await ApplyAsync(
            Mail(Email("e1", "c1", 1), "info", ["ann"]),
            Mail(Email("e2", "c2", 2), "info", ["ann"]),
            new MailChanges { Records = [Record("r1", 1) with { ConversationId = "c2" }] },
            new MailChanges { Merges = [new ConversationMerge("c2", "c1")] },
            new MailChanges { Records = [Record("r2", 2) with { ConversationId = "c2" }] });

        Assert.Equal("r2 r1", await IdsAsync(All with { ConversationIds = ["c1"] }));
        var stale = new MailChanges { Records = [Record("r1", 1) with { Version = 1 }] };
        Assert.Equal(ApplyOutcome.Conflict, (await Store.ApplyAsync(stale, CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task FindUnusedBlobs_NamedByRecord_IsUsedUntilTheRecordLetsGo()
    {
        await ApplyAsync(new MailChanges { Records = [Record("r1", 1) with { Blobs = ["b1", "b2"] }] });
        Assert.Equal(["b3"], await Store.FindUnusedBlobsAsync(["b1", "b2", "b3"], CancellationToken.None));

        await ApplyAsync(new MailChanges { Records = [Record("r1", 1) with { Version = 1, Blobs = ["b2"] }] });
        Assert.Equal(["b1"], await Store.FindUnusedBlobsAsync(["b1", "b2"], CancellationToken.None));

        await ApplyAsync(new MailChanges { DeletedRecords = [new RecordDeletion("draft", "r1", 2)] });
        Assert.Equal(["b1", "b2"], await Store.FindUnusedBlobsAsync(["b1", "b2"], CancellationToken.None));
    }

    [Fact]
    public async Task Records_LongJsonAndAnyText_SurvivesUnchanged()
    {
        var json = $$"""{"text":"{{new string('é', 500_000)}} 😀 \u0000 ' \" --"}""";
        await ApplyAsync(new MailChanges { Records = [Record("r1", 1) with { Json = json, Owner = "o'brien@x.example" }] });

        Assert.Equal(json, (await RecordAsync("r1")).Json);
    }

    private static RecordQuery All => new() { Kind = "draft" };

    private static MailRecord Record(string id, double hour) =>
        new() { Kind = "draft", Id = id, Json = """{"a":1}""", At = Hour(hour) };

    private static void AssertSame(MailRecord expected, MailRecord actual)
    {
        Assert.Equal(expected.Blobs, actual.Blobs);
        Assert.Equal(expected with { Blobs = actual.Blobs }, actual);
    }

    private async Task<MailRecord> RecordAsync(string id) =>
        Assert.Single(await Store.FindRecordsAsync("draft", [id], CancellationToken.None));

    private async Task<string> IdsAsync(RecordQuery query) =>
        string.Join(' ', (await Store.GetRecordsAsync(query, CancellationToken.None)).Select(r => r.Id));
}
