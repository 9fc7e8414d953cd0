using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Embedded.Storage;

/// <summary>
/// One list of conversations. Without conditions on single e-mails it walks list_rows. Otherwise it walks e-mails from
/// newest to oldest, keeps those that match and have no newer match in their conversation, and counts for each row of the
/// page.
/// </summary>
internal sealed class ListQuery
{
    private readonly SqliteSession _session;
    private readonly ListFilter _filter;

    private ListQuery(SqliteSession session, ListFilter filter)
    {
        _session = session;
        _filter = filter;
    }

    public static ConversationPage Run(SqliteSession session, EmailListQuery query) =>
        new ListQuery(session, new ListFilter(session, query)).Run(Math.Clamp(query.Take, 1, 200));

    private ConversationPage Run(int take)
    {
        var found = _filter.AsksForEmails ? WalkEmails(take + 1) : WalkRows(take + 1);
        var rows = found.Take(take).Select(Row).ToList();
        return new ConversationPage(
            rows, found.Count > take ? new ListPosition(rows[^1].At, rows[^1].ConversationId) : null);
    }

    private List<Found> WalkRows(int take)
    {
        var arms = _filter.RowSources().Select(source =>
            $"""
            SELECT r.conversation, r.last, r.first, r.emails, ({_filter.UnreadOf("r.conversation", "count(DISTINCT email)")}),
                r.attachments
            FROM {source} AND r.scope = $scope AND r.box = $box AND r.last < $after AND r.conversation IS NOT $listed
            {_filter.Conversation("r.conversation")}
            """);
        return _session.Many(
            $"{string.Join(" UNION ALL ", arms)} ORDER BY 2 DESC",
            row => new Found(
                row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt32(3), row.GetInt32(4), row.GetInt64(5) > 0),
            _filter.Values, take);
    }

    private List<Found> WalkEmails(int take)
    {
        var arms = _filter.EmailSources().Select(source =>
            $"""
            SELECT d.email, e.conversation FROM {source}
            AND d.email < $after AND d.email >= $low AND d.email < $high AND e.conversation IS NOT $listed
            AND {_filter.Matches("e")} {_filter.Conversation("e.conversation")}
            AND NOT EXISTS (
                SELECT 1 FROM emails t WHERE t.conversation = e.conversation AND t.n > e.n AND {_filter.Matches("t")})
            """);
        var newest = new List<(long Email, long Conversation)>();
        _session.Each(
            $"{string.Join(" UNION ALL ", arms)} ORDER BY 1 DESC",
            row =>
            {
                // An e-mail that several addresses have comes several times in a row.
                var next = (row.GetInt64(0), row.GetInt64(1));
                if (newest.Count == 0 || newest[^1] != next)
                {
                    newest.Add(next);
                }

                return newest.Count < take;
            },
            _filter.Values);
        return newest.ConvertAll(n => Count(n.Email, n.Conversation));
    }

    private Found Count(long last, long conversation)
    {
        _filter.Values["$conversation"] = conversation;
        return _session.Many(
            $"""
            SELECT min(t.n), count(*), sum({_filter.Unread("t")}), max(t.attachments) FROM emails t
            WHERE t.conversation = $conversation AND {_filter.Matches("t")}
            """,
            row => new Found(
                conversation, last, row.GetInt64(0), row.GetInt32(1), row.GetInt32(2), row.GetBoolean(3)),
            _filter.Values).Single();
    }

    private ConversationRow Row(Found found)
    {
        _filter.Values["$conversation"] = found.Conversation;
        _filter.Values["$last"] = found.Last;
        _filter.Values["$root"] = found.First;
        return _session.Many(
            RowSql,
            row => new ConversationRow(
                row.GetString(0), row.GetString(1), row.Time(2), row.GetString(3), row.Mailbox(4), (EmailKind)row.GetInt32(6),
                row.GetString(7), row.GetInt32(8), found.Matching, found.Unread, found.HasAttachments, row.GetString(9),
                (EmailKind)row.GetInt32(10), (ConversationState)row.GetInt32(11), row.Text(12),
                StoredJson.Read<List<string>>(row.GetString(13)), StoredJson.Read<List<string>>(row.GetString(14))),
            _filter.Values).Single();
    }

    // A manager's private row, when there is one, counts more than that of all managers, and its principal is negative.
    private const string RowSql = """
        WITH mine AS MATERIALIZED (
            SELECT scope, box, emails, first FROM list_rows
            WHERE conversation = $conversation AND principal = (
                SELECT min(principal) FROM list_rows WHERE conversation = $conversation AND principal IN ($first, $second)))
        SELECT c.id, root.subject, last.at, last.id, last.from_name, last.from_address, last.kind, last.snippet,
            coalesce(total.emails, 0), root.id, root.kind, c.state, c.assignee,
            (SELECT json_group_array(tag) FROM conversation_tags WHERE conversation = c.n),
            (SELECT json_group_array(id) FROM names WHERE n IN (SELECT scope FROM mine))
        FROM conversations c CROSS JOIN emails last ON last.n = $last
        LEFT JOIN mine total ON total.scope = 0 AND total.box = 5
        CROSS JOIN emails root ON root.n = coalesce(total.first, $root)
        WHERE c.n = $conversation
        """;

    private sealed record Found(long Conversation, long Last, long First, int Matching, int Unread, bool HasAttachments);
}
