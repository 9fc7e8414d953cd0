using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Storage;
using Microsoft.Data.Sqlite;

namespace MailIntegration.Embedded.Storage;

/// <summary>The ledger, and what waits to be done.</summary>
internal static class LedgerQueries
{
    private const string Columns = """
        m.key, a.id, m.provider_id, m.folder, m.received, m.outcome, m.reason, e.id, m.raw_blob, m.size, m.attempts,
        m.retry_at, m.gone_at, m.version
        """;

    private const string Joins = "CROSS JOIN names a ON a.n = m.address LEFT JOIN emails e ON e.n = m.email";

    // Days since 0001-01-01, as DateOnly.DayNumber counts them.
    private const string DayNumber = "(received + 62135596800000) / 86400000";

    public static IReadOnlyDictionary<string, ProviderMessage> ByKey(SqliteSession session, IEnumerable<string> keys) =>
        session.Many(
            $"SELECT {Columns} FROM json_each(?1) k CROSS JOIN messages m ON m.key = k.value {Joins}",
            Message, StoredJson.Write(keys.Distinct())).ToDictionary(m => m.Key, StringComparer.Ordinal);

    public static IReadOnlyList<ProviderMessage> List(SqliteSession session, LedgerQuery query)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["$address"] = query.AddressId is { } id ? NameTable.Find(session, id) ?? -1 : null,
            ["$from"] = query.Day is { } day ? Start(day) : null,
            ["$until"] = query.Day is { } same ? Start(same.AddDays(1)) : null,
            ["$due"] = query.DueBefore,
            ["$at"] = query.After?.At,
            ["$key"] = query.After?.Key,
            ["$take"] = query.Take,
        };
        var conditions = "true";
        void When(bool wanted, string condition) => conditions += wanted ? $" AND {condition}" : "";
        When(query.AddressId is not null, "m.address = $address");
        When(query.Day is not null, "m.received >= $from AND m.received < $until");
        When(query.DueBefore is not null, "m.retry_at <= $due");
        When(query.After is not null, "(m.received, m.key) < ($at, $key)");

        // One arm per outcome, each in the order of its index; the index leaves out the outcomes of plain mail.
        var arms = query.Outcomes.Distinct().Select(o => $"AND m.outcome = {(int)o} {(o > MessageOutcome.Linked ? "AND m.outcome > 1" : "")}")
            .DefaultIfEmpty("").Select(outcome => $"SELECT {Columns} FROM messages m {Joins} WHERE {conditions} {outcome}");
        return session.Many($"{string.Join(" UNION ALL ", arms)} ORDER BY 5 DESC, 1 DESC LIMIT $take", Message, values);
    }

    public static IReadOnlyDictionary<DateOnly, long> CountByDay(
        SqliteSession session, string addressId, DateOnly from, DateOnly until) => session.Many(
        $"""
        SELECT {DayNumber} AS day, count(*) FROM messages
        WHERE address = (SELECT n FROM names WHERE id = ?1) AND gone_at IS NULL AND received >= ?2 AND received < ?3
        GROUP BY day
        """,
        row => (Day: DateOnly.FromDayNumber(row.GetInt32(0)), Count: row.GetInt64(1)),
        addressId, Start(from), Start(until.AddDays(1))).ToDictionary(d => d.Day, d => d.Count);

    public static IReadOnlyList<LedgerDay> Days(SqliteSession session, string addressId) => session.Many(
        """
        SELECT day, provider_count, ledger_count, checked_at FROM ledger_days
        WHERE address = (SELECT n FROM names WHERE id = ?1) ORDER BY day DESC
        """,
        row => new LedgerDay(
            addressId, DateOnly.FromDayNumber(row.GetInt32(0)), row.GetInt64(1), row.GetInt64(2), row.Time(3)),
        addressId);

    public static IReadOnlyList<WorkItem> DueWork(SqliteSession session, DateTimeOffset now, int take) => session.Many(
        "SELECT id, kind, due, payload, attempts FROM work WHERE due <= ?1 ORDER BY due, id LIMIT ?2",
        row => new WorkItem(row.GetString(0), row.GetString(1), row.Time(2), row.GetString(3), row.GetInt32(4)),
        now, take);

    public static IReadOnlyList<MailEvent> Events(SqliteSession session, int take) => session.Many(
        "SELECT id, kind, at, payload, address FROM events ORDER BY n LIMIT ?1",
        row => new MailEvent(row.GetString(0), row.GetString(1), row.Time(2), row.GetString(3), row.Text(4)),
        take);

    public static IReadOnlyList<string> DeletedEmailIds(SqliteSession session, DateTimeOffset before, int take) => session.Many(
        "SELECT id FROM emails WHERE state = 2 AND state_at < ?1 ORDER BY state_at LIMIT ?2", row => row.GetString(0), before, take);

    public static IReadOnlyList<string> BlobNames(SqliteSession session, IEnumerable<string> emailIds) => session.Many(
        """
        SELECT DISTINCT m.raw_blob FROM json_each(?1) i
        CROSS JOIN emails e ON e.id = i.value
        CROSS JOIN messages m ON m.email = e.n AND m.raw_blob IS NOT NULL
        """,
        row => row.GetString(0), StoredJson.Write(emailIds.Distinct()));

    public static IReadOnlyList<string> UnusedBlobs(SqliteSession session, IEnumerable<string> names) => session.Many(
        """
        SELECT value FROM json_each(?1) WHERE NOT EXISTS (SELECT 1 FROM messages WHERE raw_blob = value)
        AND NOT EXISTS (SELECT 1 FROM record_blobs WHERE blob = value)
        """,
        row => row.GetString(0), StoredJson.Write(names.Distinct()));

    private static DateTimeOffset Start(DateOnly day) => new(day.ToDateTime(default, DateTimeKind.Utc));

    private static ProviderMessage Message(SqliteDataReader row) => new()
    {
        Key = row.GetString(0),
        AddressId = row.GetString(1),
        ProviderId = row.GetString(2),
        Folder = (MailFolder)row.GetInt32(3),
        ReceivedAt = row.Time(4),
        Outcome = (MessageOutcome)row.GetInt32(5),
        Reason = row.Reason(6),
        EmailId = row.Text(7),
        RawBlob = row.Text(8),
        Size = row.GetInt64(9),
        Attempts = row.GetInt32(10),
        RetryAt = row.TimeOrNull(11),
        GoneAt = row.TimeOrNull(12),
        Version = row.GetInt64(13),
    };
}
