using System.Data.Common;
using MailIntegration.Engine.Storage;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>
/// Finds the documents of capabilities. Conditions are compared by hashes of 63 bits: with a million records, the chance
/// that any two texts share one is below one in ten million. What is returned is compared with its texts; a count is not.
/// </summary>
internal sealed class RecordQueries
{
    private const string Select = """
        SELECT r.[Kind],r.[Id],r.[Version],r.[Json],r.[ConversationId],r.[Owner],r.[State],r.[OwnKey],r.[DueAt],r.[At],r.[Blobs]
        FROM [#Record] r
        """;

    private readonly RecordQuery _query;
    private readonly List<string> _conditions = [];
    private readonly List<object?> _values = [];

    private RecordQueries(RecordQuery query, Viewer? viewer)
    {
        _query = query;
        And(true, () => $"r.[KindHash] = {Parameter(RowKey.Text(query.Kind))}");
        AndIn("OwnerHash", query.Owners);
        AndIn("ConversationHash", query.ConversationIds);
        AndIn("StateHash", query.States);
        And(query.Key is not null, () => $"r.[UniqueKey] = {Parameter(RowKey.Unique(query.Kind, "", query.Key))}");
        And(query.DueBefore is not null, () => $"r.[DueAt] <= {Parameter(query.DueBefore)}");
        And(query.From is not null, () => $"r.[At] >= {Parameter(query.From)}");
        And(query.Until is not null, () => $"r.[At] < {Parameter(query.Until)}");
        And(query.Order == RecordOrder.Due, () => "r.[DueAt] IS NOT NULL");
        And(viewer is not null, () =>
            $"""
            EXISTS (SELECT 1 FROM [#Conversation] c INNER JOIN [#EmailLinkIndex] l ON l.[Conversation] = c.[Number]
                WHERE c.[ConversationId] = r.[ConversationId] AND l.[Principal] IN {SqlText.List(viewer!.Principals)}{viewer.AndOnly("c.[Number]")})
            """);
    }

    private string Where => string.Join(" AND ", _conditions);

    public static async Task<IReadOnlyList<MailRecord>> FindAsync(
        MailSession session, string kind, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var found = await session.ManyAsync(
            list => $"{Select} WHERE r.[RecordKey] IN {list}", ids.Select(id => RowKey.Record(kind, id)), Record, cancellationToken);
        return found.OrderBy(r => r.Id, StringComparer.Ordinal).ToList();
    }

    public static async Task<IReadOnlyList<MailRecord>> RunAsync(
        MailSession session, NameTable names, RecordQuery query, CancellationToken cancellationToken)
    {
        var sql = await CreateAsync(session, names, query, cancellationToken);
        var order = sql.Page();
        var found = await session.ManyAsync(
            session.Sql.First($"{Select} WHERE {sql.Where} ORDER BY {order}", Math.Clamp(query.Take, 1, 1000)), Record,
            cancellationToken, [.. sql._values]);
        return found.Where(sql.Matches).ToList();
    }

    public static async Task<int> CountAsync(
        MailSession session, NameTable names, RecordQuery query, int cap, CancellationToken cancellationToken)
    {
        var sql = await CreateAsync(session, names, query, cancellationToken);
        var rows = session.Sql.First($"SELECT r.[RecordKey] FROM [#Record] r WHERE {sql.Where}", cap);
        return (int)(await session.NumberAsync($"SELECT COUNT(*) FROM ({rows}) x", cancellationToken, [.. sql._values]) ?? 0);
    }

    private static async Task<RecordQueries> CreateAsync(
        MailSession session, NameTable names, RecordQuery query, CancellationToken cancellationToken) =>
        new(query, query.VisibleTo is { } reader ? await Viewer.LoadAsync(session, names, reader, cancellationToken) : null);

    /// <summary>Adds where the page begins, and returns its order.</summary>
    private string Page()
    {
        var (column, comparison, direction) = _query.Order switch
        {
            RecordOrder.Newest => ("At", "<", " DESC"),
            RecordOrder.Oldest => ("At", ">", ""),
            _ => ("DueAt", ">", ""),
        };
        if (_query.After is var (at, id))
        {
            // The first comparison says nothing new, but not every database finds the start of the page without it.
            var (time, key) = (Parameter(at), Parameter(RowKey.Record(_query.Kind, id)));
            _conditions.Add(
                $"r.[{column}] {comparison}= {time} AND (r.[{column}] {comparison} {time} OR r.[RecordKey] {comparison} {key})");
        }

        return $"r.[{column}]{direction},r.[RecordKey]{direction}";
    }

    private bool Matches(MailRecord record)
    {
        static bool IsIn(IReadOnlyCollection<string>? wanted, string? value) =>
            wanted is null || wanted.Contains(value, StringComparer.Ordinal);
        return record.Kind == _query.Kind && IsIn(_query.Owners, record.Owner) && IsIn(_query.States, record.State)
            && IsIn(_query.ConversationIds, record.ConversationId);
    }

    private void AndIn(string column, IReadOnlyCollection<string>? wanted) => And(
        wanted is not null,
        () => wanted!.Count == 1
            ? $"r.[{column}] = {Parameter(RowKey.Text(wanted.First()))}"
            : $"r.[{column}] IN {SqlText.List(wanted.Select(RowKey.Text).OfType<long>().Distinct())}");

    private void And(bool isAsked, Func<string> condition)
    {
        if (isAsked)
        {
            _conditions.Add(condition());
        }
    }

    private string Parameter(object? value)
    {
        _values.Add(value);
        return $"@p{_values.Count - 1}";
    }

    private static MailRecord Record(DbDataReader row) => new()
    {
        Kind = row.GetString(0),
        Id = row.GetString(1),
        Version = row.Long(2),
        Json = row.GetString(3),
        ConversationId = row.Text(4),
        Owner = row.Text(5),
        State = row.Text(6),
        Key = row.Text(7),
        DueAt = row.TimeOrNull(8),
        At = row.Time(9),
        Blobs = row.Text(10) is { } blobs ? StoredJson.Read<List<string>>(blobs) : [],
    };
}
