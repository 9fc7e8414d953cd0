using System.Data.Common;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Storage;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>The ledger, and what waits to be done.</summary>
internal sealed class LedgerQueries
{
    private const string Select = """
        SELECT m.[MessageKey],a.[Id],m.[ProviderId],m.[Folder],m.[Received],m.[Outcome],m.[Reason],s.[EmailId],m.[RawBlob],
            m.[Size],m.[Attempts],m.[RetryAt],m.[GoneAt],m.[Version]
        FROM [#Message] m INNER JOIN [#Name] a ON a.[Number] = m.[Address]
        LEFT JOIN [#EmailState] s ON s.[Number] = m.[Email]
        """;

    private readonly MailSession _session;
    private readonly NameTable _names;

    public LedgerQueries(MailSession session, NameTable names)
    {
        _session = session;
        _names = names;
    }

    public async Task<IReadOnlyDictionary<string, ProviderMessage>> ByKeyAsync(
        IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var rows = await _session.ManyAsync(
            list => $"{Select} WHERE m.[MessageKey] IN {list}", keys, Message, cancellationToken);
        return rows.ToDictionary(m => m.Key, StringComparer.Ordinal);
    }

    public async Task<IReadOnlyList<ProviderMessage>> ListAsync(LedgerQuery query, CancellationToken cancellationToken)
    {
        var conditions = new List<string> { "1 = 1" };
        var values = new List<object?>();
        if (query.AddressId is { } id)
        {
            if (await _names.FindAsync(id, cancellationToken) is not { } address)
            {
                return [];
            }

            conditions.Add($"m.[Address] = {SqlText.Text(address)}");
        }

        if (query.Day is { } day)
        {
            conditions.Add($"m.[Received] >= {Start(day)} AND m.[Received] < {Start(day.AddDays(1))}");
        }

        if (query.Outcomes.Count > 0)
        {
            conditions.Add($"m.[Outcome] IN {SqlText.List(query.Outcomes.Select(o => (long)o))}");
        }

        if (query.DueBefore is { } due)
        {
            conditions.Add($"m.[RetryAt] <= {due.ToUnixTimeMilliseconds()}");
        }

        if (query.After is var (at, key))
        {
            values.Add(key);
            var received = SqlText.Text(at.ToUnixTimeMilliseconds());
            conditions.Add($"(m.[Received] < {received} OR (m.[Received] = {received} AND m.[MessageKey] < @p0))");
        }

        return await _session.ManyAsync(
            _session.Sql.First(
                $"{Select} WHERE {string.Join(" AND ", conditions)} ORDER BY m.[Received] DESC, m.[MessageKey] DESC", query.Take),
            Message, cancellationToken, [.. values]);
    }

    public async Task<IReadOnlyDictionary<DateOnly, long>> CountByDayAsync(
        string addressId, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        if (await _names.FindAsync(addressId, cancellationToken) is not { } address)
        {
            return new Dictionary<DateOnly, long>();
        }

        // Days since 1970: MySQL divides to fractions, so the remainder is taken off first. No row is from before 1970
        // without being counted on the day after: the check looks back 30 days.
        var days = await _session.ManyAsync(
            $"""
            SELECT [Received] - [Received] % 86400000 AS [Day], COUNT(*) AS [Number] FROM [#Message]
            WHERE [Address] = @p0 AND [GoneAt] IS NULL AND [Received] >= {Start(from)} AND [Received] < {Start(until.AddDays(1))}
            GROUP BY [Received] - [Received] % 86400000
            """,
            row => (row.Time(0), row.Long(1)), cancellationToken, address);
        return days.ToDictionary(d => DateOnly.FromDateTime(d.Item1.UtcDateTime), d => d.Item2);
    }

    public async Task<IReadOnlyList<LedgerDay>> DaysAsync(string addressId, CancellationToken cancellationToken) =>
        await _session.ManyAsync(
            """
            SELECT d.[Day],d.[ProviderCount],d.[LedgerCount],d.[CheckedAt] FROM [#LedgerDay] d
            INNER JOIN [#Name] a ON a.[Number] = d.[Address] WHERE a.[Id] = @p0 ORDER BY d.[Day] DESC
            """,
            row => new LedgerDay(addressId, DateOnly.FromDayNumber(row.Int(0)), row.Long(1), row.Long(2), row.Time(3)),
            cancellationToken, addressId);

    public async Task<IReadOnlyList<WorkItem>> DueWorkAsync(DateTimeOffset now, int take, CancellationToken cancellationToken) =>
        await _session.ManyAsync(
            _session.Sql.First(
                "SELECT [WorkId],[Kind],[DueAt],[Payload],[Attempts] FROM [#Work] WHERE [DueAt] <= @p0 ORDER BY [DueAt],[WorkId]", take),
            row => new WorkItem(row.GetString(0), row.GetString(1), row.Time(2), row.GetString(3), row.Int(4)),
            cancellationToken, now);

    public async Task<IReadOnlyList<MailEvent>> EventsAsync(int take, CancellationToken cancellationToken) =>
        await _session.ManyAsync(
            _session.Sql.First("SELECT [EventId],[Kind],[At],[Payload],[AddressId] FROM [#Event] ORDER BY [Number]", take),
            row => new MailEvent(row.GetString(0), row.GetString(1), row.Time(2), row.GetString(3), row.Text(4)),
            cancellationToken);

    public async Task<IReadOnlyList<string>> DeletedEmailIdsAsync(
        DateTimeOffset before, int take, CancellationToken cancellationToken) =>
        await _session.ManyAsync(
            _session.Sql.First(
                $"SELECT [EmailId] FROM [#EmailState] WHERE [State] = {(int)EmailState.Deleted} AND [StateAt] < @p0 ORDER BY [StateAt]", take),
            row => row.GetString(0), cancellationToken, before);

    public async Task<IReadOnlyList<string>> BlobNamesAsync(
        IReadOnlyCollection<string> emailIds, CancellationToken cancellationToken)
    {
        var names = await _session.ManyAsync(
            list =>
                $"""
                SELECT DISTINCT m.[RawBlob] FROM [#Message] m INNER JOIN [#EmailState] s ON s.[Number] = m.[Email]
                WHERE m.[RawBlob] IS NOT NULL AND s.[EmailId] IN {list}
                """,
            emailIds, row => row.GetString(0), cancellationToken);
        return names.Distinct(StringComparer.Ordinal).ToList();
    }

    public async Task<IReadOnlyList<string>> UnusedBlobsAsync(
        IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var used = new List<string?>();
        foreach (var chunk in names.Select(RowKey.Blob).OfType<long>().Distinct().Chunk(500))
        {
            // Not DISTINCT: names that differ in case only are the same to some databases.
            var list = SqlText.List(chunk);
            used.AddRange(await _session.ManyAsync(
                $"SELECT [RawBlob] FROM [#Message] WHERE [RawBlobHash] IN {list}", row => row.Text(0), cancellationToken));
            used.AddRange(await _session.ManyAsync(
                $"SELECT [Blob] FROM [#RecordBlob] WHERE [BlobHash] IN {list}", row => row.Text(0), cancellationToken));
        }

        return names.Except(used.OfType<string>(), StringComparer.Ordinal).ToList();
    }

    private static string Start(DateOnly day) =>
        SqlText.Text(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds());

    private static ProviderMessage Message(DbDataReader row) => new()
    {
        Key = row.GetString(0),
        AddressId = row.GetString(1),
        ProviderId = row.GetString(2),
        Folder = (MailFolder)row.Int(3),
        ReceivedAt = row.Time(4),
        Outcome = (MessageOutcome)row.Int(5),
        Reason = row.Reason(6),
        EmailId = row.Text(7),
        RawBlob = row.Text(8),
        Size = row.Long(9),
        Attempts = row.Int(10),
        RetryAt = row.TimeOrNull(11),
        GoneAt = row.TimeOrNull(12),
        Version = row.Long(13),
    };
}
