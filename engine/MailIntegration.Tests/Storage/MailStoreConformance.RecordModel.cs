using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using static MailIntegration.Tests.Storage.MailData;

namespace MailIntegration.Tests.Storage;

public abstract partial class MailStoreConformance
{
    /// <summary>Random writes, many of which must be refused; after each, random queries are compared with a list in memory.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Apply_RandomRecords_OutcomesAndQueriesAgreeWithModel(int seed)
    {
        foreach (var (conversation, reader) in RandomRecords.Readers)
        {
            await ApplyAsync(Mail(Email("e" + conversation, conversation, 1), "to-" + reader, [reader]));
        }

        var random = new RandomRecords(seed);
        for (var step = 0; step < 400; step++)
        {
            var changes = random.Next();
            var result = await Store.ApplyAsync(changes, CancellationToken.None);
            Assert.True(result.Outcome == random.Apply(changes), $"Step {step}: {result.Outcome} {result.Reason}");
            for (var i = 0; i < 4; i++)
            {
                var query = random.Query();
                var expected = random.List(query);
                var actual = await Store.GetRecordsAsync(query, CancellationToken.None);
                Assert.True(
                    expected.Select(Describe).SequenceEqual(actual.Select(Describe)),
                    $"Step {step}, {query}\nexpected {string.Join('\n', expected.Select(Describe))}\nactual {string.Join('\n', actual.Select(Describe))}");
                Assert.Equal(
                    Math.Min(5, random.List(query with { After = null, Take = 1000 }).Count),
                    await Store.CountRecordsAsync(query, 5, CancellationToken.None));
            }

            Assert.Equal(
                RandomRecords.Blobs.Except(random.All.SelectMany(r => r.Blobs)),
                await Store.FindUnusedBlobsAsync(RandomRecords.Blobs, CancellationToken.None));
        }
    }

    private static string Describe(MailRecord record) => record with { Blobs = [] } + string.Join(',', record.Blobs);
}

/// <summary>Few kinds, ids, keys and owners, some of which differ in case only; and what must become of them.</summary>
internal sealed class RandomRecords(int seed)
{
    public static readonly string[] Owners = ["ann", "bob", "cees"];
    public static readonly string[] Blobs = ["b1", "b2", "B2", "b3"];

    /// <summary>Who reads the mail of which conversation.</summary>
    public static readonly Dictionary<string, string> Readers = Enumerable.Range(0, 40).ToDictionary(i => $"c{i}", i => Owners[i % 3]);

    private static readonly string[] Kinds = ["draft", "draft", "other"];
    private static readonly string[] Ids = [.. Enumerable.Range(0, 12).Select(i => $"r{i}"), "R1", "r", "é"];
    private static readonly string[] Keys = ["k1", "k2", "K2", "k2 ", "r1"];
    private static readonly string[] States = ["open", "done", "Done"];

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, string> _aliases = [];
    private readonly Dictionary<string, HashSet<string>> _seers = Readers.ToDictionary(r => r.Key, r => new HashSet<string> { r.Value });

    public List<MailRecord> All { get; private set; } = [];

    public MailChanges Next()
    {
        var deleted = Many(1, () => (Kind: Pick(Kinds), Id: Pick(Ids)));
        return new MailChanges
        {
            DeletedRecords = [.. deleted.Select(d => new RecordDeletion(d.Kind, d.Id, Chance(50) ? null : Version(d.Kind, d.Id)))],
            Records = Many(3, Record),
            Merges = Chance(5) ? [new ConversationMerge(Conversation(), Conversation())] : [],
        };
    }

    public ApplyOutcome Apply(MailChanges changes)
    {
        var all = All.ToList();
        var merges = changes.Merges.Select(m => (From: Current(m.FromId), Into: Current(m.IntoId))).Where(m => m.From != m.Into).ToList();
        string Follow(string id) => merges.Aggregate(id, (now, m) => now == m.From ? m.Into : now);
        foreach (var d in changes.DeletedRecords)
        {
            if (all.RemoveAll(r => r.Kind == d.Kind && r.Id == d.Id && (d.Version ?? r.Version) == r.Version) == 0 && d.Version is not null)
            {
                return ApplyOutcome.Conflict;
            }
        }

        foreach (var record in changes.Records)
        {
            var at = all.FindIndex(r => r.Kind == record.Kind && r.Id == record.Id);
            if ((at < 0 ? 0 : all[at].Version) != record.Version
                || (record.Key is not null && all.Exists(r => r.Kind == record.Kind && r.Id != record.Id && r.Key == record.Key)))
            {
                return ApplyOutcome.Conflict;
            }

            all.RemoveAll(r => r.Kind == record.Kind && r.Id == record.Id);
            var conversation = record.ConversationId is { } c ? Current(c) : null;
            all.Add(record with { Version = record.Version + 1, ConversationId = conversation });
        }

        All = [.. all.Select(r => r.ConversationId is { } c && Follow(c) != c ? r with { ConversationId = Follow(c), Version = r.Version + 1 } : r)];
        foreach (var (from, into) in merges)
        {
            _seers[into].UnionWith(_seers[from]);
            foreach (var id in Readers.Keys.Where(id => Current(id) == from).ToList())
            {
                _aliases[id] = into;
            }
        }

        return ApplyOutcome.Applied;
    }

    public RecordQuery Query() => new()
    {
        Kind = Pick(Kinds),
        Owners = Chance(25) ? Many(3, () => Pick(Owners)) : null,
        ConversationIds = Chance(25) ? Many(9, Conversation) : null,
        States = Chance(25) ? Many(2, () => Pick(States)) : null,
        Key = Chance(10) ? Pick(Keys) : null,
        DueBefore = Chance(20) ? Hour(_random.Next(6)) : null,
        From = Chance(20) ? Hour(_random.Next(6)) : null,
        Until = Chance(20) ? Hour(_random.Next(6)) : null,
        VisibleTo = Chance(25) ? new MailReader(Pick(Owners), SeesAll: Chance(20)) : null,
        Order = (RecordOrder)_random.Next(3),
        After = Chance(50) ? (Hour(_random.Next(6)), Pick(Ids)) : null,
        Take = _random.Next(1, 9),
    };

    public IReadOnlyList<MailRecord> List(RecordQuery q)
    {
        DateTimeOffset? At(MailRecord r) => q.Order == RecordOrder.Due ? r.DueAt : r.At;
        var sign = q.Order == RecordOrder.Newest ? -1 : 1;
        int Compare((DateTimeOffset At, string Id) a, (DateTimeOffset At, string Id) b) =>
            sign * (a.At != b.At ? a.At.CompareTo(b.At) : string.CompareOrdinal(a.Id, b.Id));
        return All
            .Where(r => r.Kind == q.Kind && At(r) is not null
                && (q.Owners is null || q.Owners.Contains(r.Owner))
                && (q.ConversationIds is null || q.ConversationIds.Contains(r.ConversationId))
                && (q.States is null || q.States.Contains(r.State))
                && (q.Key is null || q.Key == r.Key)
                && (q.DueBefore is null || r.DueAt <= q.DueBefore)
                && (q.From is null || r.At >= q.From)
                && (q.Until is null || r.At < q.Until)
                && (q.VisibleTo is null || (r.ConversationId is { } c && (q.VisibleTo.SeesAll || _seers[c].Contains(q.VisibleTo.MemberId))))
                && (q.After is null || Compare((At(r)!.Value, r.Id), q.After.Value) > 0))
            .Order(Comparer<MailRecord>.Create((a, b) => Compare((At(a)!.Value, a.Id), (At(b)!.Value, b.Id))))
            .Take(q.Take).ToList();
    }

    private MailRecord Record()
    {
        var (kind, id) = (Pick(Kinds), Pick(Ids));
        return new MailRecord
        {
            Kind = kind,
            Id = id,
            Version = Version(kind, id),
            Json = $$"""{"n":{{_random.Next()}}}""",
            ConversationId = Chance(60) ? Conversation() : null,
            Owner = Chance(60) ? Pick(Chance(10) ? ["Ann"] : Owners) : null,
            State = Chance(60) ? Pick(States) : null,
            Key = Chance(25) ? Pick(Keys) : null,
            DueAt = Chance(60) ? Hour(_random.Next(6)) : null,
            At = Hour(_random.Next(6)),
            Blobs = Many(2, () => Pick(Blobs)).Distinct().ToList(),
        };
    }

    private long Version(string kind, string id) =>
        (All.Find(r => r.Kind == kind && r.Id == id)?.Version ?? 0) + (Chance(5) ? _random.Next(2) : 0);

    private string Current(string id) => _aliases.GetValueOrDefault(id, id);

    private string Conversation() => $"c{_random.Next(Readers.Count)}";

    private List<T> Many<T>(int most, Func<T> make) => [.. Enumerable.Range(0, _random.Next(most + 1)).Select(_ => make())];

    private bool Chance(int percent) => _random.Next(100) < percent;

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
