using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Embedded.Storage;

/// <summary>What the pipeline reads before it plans a change.</summary>
internal static class PipelineQueries
{
    public static IReadOnlyDictionary<string, StoredEmail> Emails(SqliteSession session, IEnumerable<string> logicalKeys) =>
        session.Many(
            """
            SELECT e.id, e.logical_key, c.id,
                (SELECT json_group_array(a.id) FROM links l CROSS JOIN names a ON a.n = l.address WHERE l.email = e.n)
            FROM json_each(?1) k CROSS JOIN emails e ON e.logical_key = k.value
            CROSS JOIN conversations c ON c.n = e.conversation
            """,
            row => new StoredEmail(
                row.GetString(0), row.GetString(1), row.GetString(2), StoredJson.Read<List<string>>(row.GetString(3))),
            StoredJson.Write(logicalKeys.Distinct())).ToDictionary(e => e.LogicalKey, StringComparer.Ordinal);

    public static IReadOnlyList<ThreadMatch> Threads(SqliteSession session, string addressId, IEnumerable<string> messageIds) =>
        session.Many(
            """
            SELECT r.message_id, c.id, (SELECT at FROM emails WHERE conversation = r.conversation ORDER BY n LIMIT 1) AS first
            FROM json_each(?2) k CROSS JOIN thread_references r
                ON r.address = (SELECT n FROM names WHERE id = ?1) AND r.message_id = k.value
            CROSS JOIN conversations c ON c.n = r.conversation
            """,
            row => new ThreadMatch(row.GetString(0), row.GetString(1), row.TimeOrNull(2) ?? DateTimeOffset.MaxValue),
            addressId, StoredJson.Write(messageIds.Distinct()));

    /// <summary>Open conversations by assignee.</summary>
    public static IReadOnlyDictionary<string, int> Assigned(SqliteSession session, IEnumerable<string> memberIds) =>
        session.Many(
            """
            SELECT c.assignee, count(*) FROM json_each(?1) m CROSS JOIN conversations c ON c.assignee = m.value
            WHERE c.state = 0 GROUP BY c.assignee
            """,
            row => (row.GetString(0), row.GetInt32(1)), StoredJson.Write(memberIds.Distinct()))
        .ToDictionary(r => r.Item1, r => r.Item2, StringComparer.Ordinal);

    public static IReadOnlyList<SyncCursor> Cursors(SqliteSession session, string addressId) => session.Many(
        """
        SELECT folder, kind, token, complete, until, version FROM cursors
        WHERE address = (SELECT n FROM names WHERE id = ?1)
        """,
        row => new SyncCursor
        {
            AddressId = addressId,
            Folder = (MailFolder)row.GetInt32(0),
            Kind = (CursorKind)row.GetInt32(1),
            Token = row.Text(2),
            IsComplete = row.GetBoolean(3),
            Until = row.TimeOrNull(4),
            Version = row.GetInt64(5),
        },
        addressId);

    public static IReadOnlyList<AddressHealth> Health(SqliteSession session) => session.Many(
        """
        SELECT a.id, last_success, last_attempt, problem, not_before, failures
        FROM health h CROSS JOIN names a ON a.n = h.address ORDER BY a.id
        """,
        row => new AddressHealth(
            row.GetString(0), row.TimeOrNull(1), row.TimeOrNull(2), row.Reason(3), row.TimeOrNull(4), row.GetInt32(5)));
}
