using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using Microsoft.Data.Sqlite;

namespace MailIntegration.Embedded.Storage;

/// <summary>Opened e-mails and conversations, and the numbers beside the filters, as a reader may see them.</summary>
internal static class EmailQueries
{
    public static ConversationView? Conversation(SqliteSession session, MailReader reader, string conversationId)
    {
        if (ConversationTable.Find(session, conversationId) is not { } conversation)
        {
            return null;
        }

        var emails = Views(session, new Viewer(session, reader), "e.conversation = ?1", conversation);
        return emails.Count == 0 ? null : session.Many(
            """
            SELECT id, state, assignee, (SELECT json_group_array(tag) FROM conversation_tags WHERE conversation = n)
            FROM conversations WHERE n = ?1
            """,
            row => new ConversationView(
                row.GetString(0), (ConversationState)row.GetInt32(1), row.Text(2),
                StoredJson.Read<List<string>>(row.GetString(3)), emails),
            conversation).Single();
    }

    public static IReadOnlyList<EmailView> Emails(SqliteSession session, MailReader reader, IEnumerable<string> emailIds) =>
        Views(session, new Viewer(session, reader), "e.id IN (SELECT value FROM json_each(?1))", StoredJson.Write(emailIds));

    public static IReadOnlyList<string> Ids(SqliteSession session, MailReader reader, IEnumerable<string> conversationIds)
    {
        var viewer = new Viewer(session, reader);
        return session.Many(
            $"""
            SELECT e.id FROM emails e
            WHERE e.conversation IN (
                SELECT coalesce(merged_into, n) FROM conversations WHERE id IN (SELECT value FROM json_each(?1)))
            {viewer.AndOnly("e.conversation")} AND EXISTS (SELECT 1 FROM entries x WHERE x.email = e.n AND x.principal IN (?2, ?3)) ORDER BY e.n
            """,
            row => row.GetString(0), StoredJson.Write(conversationIds), viewer.First, viewer.Second);
    }

    /// <summary>Hops from tag to tag, however many conversations carry each.</summary>
    public static IReadOnlyList<string> Tags(SqliteSession session, MailReader reader)
    {
        var viewer = new Viewer(session, reader);
        return session.Many(
            $"""
            WITH RECURSIVE known(tag) AS (
                SELECT min(tag) FROM conversation_tags
                UNION ALL
                SELECT (SELECT min(tag) FROM conversation_tags WHERE tag > known.tag) FROM known WHERE known.tag IS NOT NULL)
            SELECT tag FROM known WHERE EXISTS (
                SELECT 1 FROM conversation_tags t CROSS JOIN list_rows r
                ON r.conversation = t.conversation AND r.principal IN (?1, ?2) WHERE t.tag = known.tag {viewer.AndOnly("t.conversation")})
            ORDER BY tag LIMIT 1000
            """,
            row => row.GetString(0), viewer.First, viewer.Second);
    }

    public static MailCounts Count(SqliteSession session, MailReader reader)
    {
        var viewer = new Viewer(session, reader);
        if (viewer.Only is not null)
        {
            return CountOnly(session, viewer);
        }

        var byAddress = session.Many(
            """
            SELECT a.id, min(CASE ?2 WHEN 1 THEN u.linked ELSE u.total END, ?3) AS count
            FROM unread_counts u CROSS JOIN names a ON a.n = u.address WHERE u.member = ?1 AND count > 0
            """,
            row => (Id: row.GetString(0), Count: row.GetInt32(1)), viewer.Member, viewer.Linked, MailCounts.Cap);
        var unprocessed = session.Number(
            """
            SELECT count(*) FROM (SELECT 1 FROM messages m WHERE m.outcome = ?1 AND m.outcome > 1 AND EXISTS (
                SELECT 1 FROM audiences a WHERE a.address = m.address AND a.principal IN (?2, ?3)) LIMIT ?4)
            """,
            MessageOutcome.Quarantined, viewer.First, viewer.Second, MailCounts.Cap);
        return new MailCounts(
            Unread(session, viewer, MailBox.Inbox), Unread(session, viewer, MailBox.Spam), (int)unprocessed!.Value,
            byAddress.ToDictionary(a => a.Id, a => a.Count, StringComparer.Ordinal));
    }

    public static int CountUnread(SqliteSession session, MailReader reader, IEnumerable<string> addressIds)
    {
        var viewer = new Viewer(session, reader);
        return (int)session.Number(
            $"""
            SELECT count(*) FROM (
                SELECT DISTINCT u.email FROM unread u WHERE u.member = ?1 AND u.box = ?2 AND u.linked >= ?3
                {viewer.AndOnly("u.conversation")} AND u.address IN (SELECT n FROM names WHERE id IN (SELECT value FROM json_each(?4))) LIMIT ?5)
            """,
            viewer.Member, MailBox.Inbox, viewer.Linked, StoredJson.Write(addressIds), MailCounts.Cap)!.Value;
    }

    /// <summary>The running numbers count all that is linked to a member; of a few conversations it is counted anew. Mail that is not
    /// processed is in none.</summary>
    private static MailCounts CountOnly(SqliteSession session, Viewer viewer)
    {
        var byAddress = session.Many(
            $"""
            SELECT a.id, min(count(DISTINCT u.email), ?4) FROM unread u CROSS JOIN names a ON a.n = u.address
            WHERE u.member = ?1 AND u.box = ?2 AND u.linked >= ?3 {viewer.AndOnly("u.conversation")} GROUP BY a.id
            """,
            row => (Id: row.GetString(0), Count: row.GetInt32(1)), viewer.Member, MailBox.Inbox, viewer.Linked, MailCounts.Cap);
        return new MailCounts(
            Unread(session, viewer, MailBox.Inbox), Unread(session, viewer, MailBox.Spam), 0,
            byAddress.ToDictionary(a => a.Id, a => a.Count, StringComparer.Ordinal));
    }

    private static int Unread(SqliteSession session, Viewer viewer, MailBox box) => (int)session.Number(
        $"""
        SELECT count(*) FROM (
            SELECT DISTINCT email FROM unread
            WHERE member = ?1 AND box = ?2 AND linked >= ?3 {viewer.AndOnly("conversation")} LIMIT ?4)
        """,
        viewer.Member, box, viewer.Linked, MailCounts.Cap)!.Value;

    private static List<EmailView> Views(SqliteSession session, Viewer viewer, string where, object filter)
    {
        var copies = session.Many(
            $"""
            SELECT e.n, x.box, a.id, l.folder, l.received, m.raw_blob, m.provider_id
            FROM emails e CROSS JOIN entries x ON x.email = e.n AND x.principal IN (?2, ?3)
            CROSS JOIN links l ON l.email = e.n AND l.address = x.address CROSS JOIN names a ON a.n = l.address
            LEFT JOIN messages m ON m.key = (
                SELECT key FROM messages WHERE email = e.n AND address = l.address ORDER BY outcome, received, key LIMIT 1)
            WHERE {where} {viewer.AndOnly("e.conversation")} ORDER BY l.received, a.id
            """,
            row => (
                Email: row.GetInt64(0),
                Box: (MailBox)row.GetInt32(1),
                Copy: new EmailCopy(
                    row.GetString(2), (MailFolder)row.GetInt32(3), row.Time(4), row.Text(5), row.Text(6) ?? "")),
            filter, viewer.First, viewer.Second).ToLookup(c => c.Email);
        return session.Many(
            $"""
            SELECT e.n, e.id, e.logical_key, c.id, e.kind, e.subject, e.from_name, e.from_address, e.at, e.snippet, e.state,
                d.json, EXISTS (SELECT 1 FROM unread u
                    WHERE u.conversation = e.conversation AND u.member = ?2 AND u.email = e.n AND u.linked >= ?3)
            FROM emails e CROSS JOIN email_details d ON d.email = e.n CROSS JOIN conversations c ON c.n = e.conversation
            WHERE {where} ORDER BY e.n
            """,
            row => (Number: row.GetInt64(0), Email: Email(row), IsUnread: row.GetBoolean(12)),
            filter, viewer.Member, viewer.Linked)
            .Where(e => copies.Contains(e.Number))
            .Select(e => new EmailView(
                e.Email, copies[e.Number].Min(c => c.Box), e.IsUnread,
                copies[e.Number].Select(c => c.Copy).DistinctBy(c => c.AddressId).ToList()))
            .ToList();
    }

    private static Email Email(SqliteDataReader row)
    {
        var details = StoredJson.Read<EmailDetails>(row.GetString(11));
        return new Email
        {
            Id = row.GetString(1),
            LogicalKey = row.GetString(2),
            ConversationId = row.GetString(3),
            Kind = (EmailKind)row.GetInt32(4),
            Subject = row.GetString(5),
            From = row.Mailbox(6),
            To = details.To,
            Cc = details.Cc,
            MessageId = details.MessageId,
            At = row.Time(8),
            Date = details.Date,
            Snippet = row.GetString(9),
            Attachments = details.Attachments,
            Size = details.Size,
            Warnings = details.Warnings,
            Explanation = details.Explanation,
            Class = details.Class,
            Trust = details.Trust,
            OriginalSender = details.OriginalSender,
            State = (EmailState)row.GetInt32(10),
        };
    }
}
