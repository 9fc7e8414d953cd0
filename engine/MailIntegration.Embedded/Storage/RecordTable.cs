using System.Globalization;
using System.Text;
using MailIntegration.Engine.Storage;
using Microsoft.Data.Sqlite;

namespace MailIntegration.Embedded.Storage;

/// <summary>The documents of capabilities: written within one transaction, found by their few indexed values.</summary>
internal static class RecordTable
{
    private const string Columns =
        "r.kind, r.id, r.version, r.json, r.conversation, r.owner, r.state, r.key, r.due, r.at, r.blobs";

    public static void Write(SqliteSession session, MailChanges changes)
    {
        foreach (var deletion in changes.DeletedRecords)
        {
            var deleted = session.Run(
                "DELETE FROM records WHERE kind = ?1 AND id = ?2 AND version = coalesce(?3, version)",
                deletion.Kind, deletion.Id, deletion.Version);
            if (deleted == 0 && deletion.Version is not null)
            {
                throw ApplyAbortedException.Conflict("record");
            }

            session.Run("DELETE FROM record_blobs WHERE kind = ?1 AND id = ?2", deletion.Kind, deletion.Id);
        }

        foreach (var record in changes.Records)
        {
            Write(session, record);
        }
    }

    public static IReadOnlyList<MailRecord> Find(SqliteSession session, string kind, IEnumerable<string> ids) => session.Many(
        $"SELECT {Columns} FROM records r WHERE r.kind = ?1 AND r.id IN (SELECT value FROM json_each(?2)) ORDER BY r.id",
        Record, kind, StoredJson.Write(ids));

    public static IReadOnlyList<MailRecord> Run(SqliteSession session, RecordQuery query)
    {
        var order = query.Order switch
        {
            RecordOrder.Newest => "r.at DESC, r.id DESC",
            RecordOrder.Oldest => "r.at, r.id",
            _ => "r.due, r.id",
        };
        var (where, values) = Condition(session, query);
        values["$take"] = Math.Clamp(query.Take, 1, 1000);
        return session.Many($"SELECT {Columns} FROM records r WHERE {where} ORDER BY {order} LIMIT $take", Record, values);
    }

    public static int Count(SqliteSession session, RecordQuery query, int cap)
    {
        var (where, values) = Condition(session, query with { After = null });
        values["$cap"] = cap;
        return session.Many(
            $"SELECT count(*) FROM (SELECT 1 FROM records r WHERE {where} LIMIT $cap)", row => row.GetInt32(0), values)[0];
    }

    /// <summary>Records follow their conversation into the one that it was merged into.</summary>
    public static void Move(SqliteSession session, long from, long into) => session.Run(
        """
        UPDATE records SET conversation = (SELECT id FROM conversations WHERE n = ?2), version = version + 1
        WHERE conversation = (SELECT id FROM conversations WHERE n = ?1)
        """,
        from, into);

    private static void Write(SqliteSession session, MailRecord record)
    {
        var sql = record.Version == 0
            ? """
                INSERT INTO records (kind, id, version, json, conversation, owner, state, key, due, at, blobs)
                VALUES (?1, ?2, ?3 + 1, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
                """
            : """
                UPDATE records SET version = ?3 + 1, json = ?4, conversation = ?5, owner = ?6, state = ?7, key = ?8, due = ?9,
                    at = ?10, blobs = ?11
                WHERE kind = ?1 AND id = ?2 AND version = ?3
                """;
        var conversation = record.ConversationId is { } id
            ? session.Many(
                """
                SELECT coalesce((SELECT i.id FROM conversations i WHERE i.n = c.merged_into), c.id)
                FROM conversations c WHERE c.id = ?1
                """,
                row => row.GetString(0), id) is [var current] ? current : id
            : null;
        var blobs = record.Blobs.Distinct(StringComparer.Ordinal).ToList();
        var written = session.Run(
            sql, record.Kind, record.Id, record.Version, record.Json, conversation, record.Owner, record.State, record.Key,
            record.DueAt, record.At, blobs.Count == 0 ? null : StoredJson.Write(blobs));
        if (written == 0)
        {
            throw ApplyAbortedException.Conflict("record");
        }

        session.Run("DELETE FROM record_blobs WHERE kind = ?1 AND id = ?2", record.Kind, record.Id);
        foreach (var blob in blobs)
        {
            session.Run("INSERT INTO record_blobs (blob, kind, id) VALUES (?1, ?2, ?3)", blob, record.Kind, record.Id);
        }
    }

    private static (string Where, Dictionary<string, object?> Values) Condition(SqliteSession session, RecordQuery query)
    {
        var where = new StringBuilder("r.kind = $kind");
        var values = new Dictionary<string, object?>(StringComparer.Ordinal) { ["$kind"] = query.Kind };
        void And(string sql, string name, object? value)
        {
            if (value is not null)
            {
                where.Append(" AND ").Append(sql);
                values[name] = value is IReadOnlyCollection<string> list ? StoredJson.Write(list) : value;
            }
        }

        // One value is compared and not looked up in a list: only then does an index give the rows in order.
        void AndOneOf(string column, string name, IReadOnlyCollection<string>? list)
        {
            var one = list is { Count: 1 } ? list.First() : null;
            And(one is null ? $"{column} IN (SELECT value FROM json_each({name}))" : $"{column} = {name}", name, one ?? (object?)list);
        }

        AndOneOf("r.owner", "$owners", query.Owners);
        AndOneOf("r.conversation", "$conversations", query.ConversationIds);
        AndOneOf("r.state", "$states", query.States);
        And("r.key = $key", "$key", query.Key);
        And("r.due <= $due", "$due", query.DueBefore);
        And("r.at >= $from", "$from", query.From);
        And("r.at < $until", "$until", query.Until);
        if (query.Order == RecordOrder.Due)
        {
            where.Append(" AND r.due IS NOT NULL");
        }

        if (query.After is { } after)
        {
            where.Append(query.Order switch
            {
                RecordOrder.Newest => " AND (r.at, r.id) < ($after, $afterId)",
                RecordOrder.Oldest => " AND (r.at, r.id) > ($after, $afterId)",
                _ => " AND (r.due, r.id) > ($after, $afterId)",
            });
            values["$after"] = after.At;
            values["$afterId"] = after.Id;
        }

        if (query.VisibleTo is { } reader)
        {
            var viewer = new Viewer(session, reader);
            where.Append(CultureInfo.InvariantCulture,
                $"""
                 AND EXISTS (SELECT 1 FROM conversations c CROSS JOIN list_rows l ON l.conversation = c.n
                    WHERE c.id = r.conversation AND l.principal IN ($first, $second){viewer.AndOnly("c.n")})
                """);
            values["$first"] = viewer.First;
            values["$second"] = viewer.Second;
        }

        return (where.ToString(), values);
    }

    private static MailRecord Record(SqliteDataReader row) => new()
    {
        Kind = row.GetString(0),
        Id = row.GetString(1),
        Version = row.GetInt64(2),
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
