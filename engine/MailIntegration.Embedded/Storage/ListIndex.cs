using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Embedded.Storage;

/// <summary>
/// Keeps list_rows and unread in step with entries, within one transaction. New mail of the plain kind is counted in at
/// once; every other change marks its conversation, and marked conversations are computed anew at the end.
/// </summary>
internal sealed class ListIndex
{
    private readonly SqliteSession _session;
    private readonly HashSet<long> _dirty = [];
    private bool _marked;

    public ListIndex(SqliteSession session) => _session = session;

    public void MarkDirty(long conversation)
    {
        if (_dirty.Add(conversation))
        {
            _session.Run("INSERT INTO temp.dirty (n) VALUES (?1)", conversation);
        }
    }

    /// <summary>Has a mail count as unread for a member, from the end of the transaction on.</summary>
    public void MarkUnread(long member, long email)
    {
        _marked = true;
        _session.Run("INSERT OR IGNORE INTO temp.marks (member, email) VALUES (?1, ?2)", member, email);
    }

    /// <param name="member">Null: everybody.</param>
    public void MarkRead(long? member, long email)
    {
        if (_marked)
        {
            _session.Run("DELETE FROM temp.marks WHERE email = ?2 AND (?1 IS NULL OR member = ?1)", member, email);
        }

        const string Where = "WHERE conversation = (SELECT conversation FROM emails WHERE n = ?1) AND email = ?1";
        if (member is { } one)
        {
            _session.Run($"DELETE FROM unread {Where} AND member = ?2", email, one);
        }
        else
        {
            _session.Run($"DELETE FROM unread {Where}", email);
        }
    }

    /// <summary>Counts in an e-mail that is new, through its first link.</summary>
    /// <param name="principals">JSON array: all managers and members.</param>
    /// <param name="unreadFor">JSON array of members.</param>
    public void Add(StoredNumber email, long address, MailBox box, string principals, string unreadFor)
    {
        _session.Run(
            """
            INSERT INTO list_rows (conversation, principal, scope, box, emails, last, first, attachments)
            SELECT ?1, p.value, s.scope, b.box, 1, ?2, ?2, ?3
            FROM json_each(?4) p, (SELECT 0 AS scope UNION ALL SELECT ?5) s,
                (SELECT ?6 AS box UNION ALL SELECT 5 WHERE ?6 NOT IN (2, 4)) b
            WHERE true
            ON CONFLICT DO UPDATE SET emails = emails + 1, last = max(last, excluded.last),
                first = min(first, excluded.first), attachments = attachments + excluded.attachments
            """,
            email.Conversation, email.Number, email.Attachments, principals, address, box);
        _session.Run(
            """
            INSERT INTO unread (conversation, member, email, address, box, linked)
            SELECT ?1, u.value, ?2, ?3, ?4, u.value IN (SELECT value FROM json_each(?5)) FROM json_each(?6) u
            """,
            email.Conversation, email.Number, address, box, principals, unreadFor);
    }

    /// <summary>Whether <see cref="Add"/> may count in mail of a conversation.</summary>
    public bool CanAdd(long conversation) => !_dirty.Contains(conversation) && _session.Number(
        "SELECT 1 FROM list_rows WHERE conversation = ?1 AND principal < 0 LIMIT 1", conversation) is null;

    /// <summary>Brings everything up to date. Called once, at the end.</summary>
    public void Complete()
    {
        if (_dirty.Count > 0)
        {
            _session.Run("DELETE FROM list_rows WHERE conversation IN (SELECT n FROM temp.dirty)");
            _session.Run(CountSql);
            _session.Run(
                """
                INSERT OR IGNORE INTO temp.marks (member, email)
                SELECT member, email FROM unread WHERE conversation IN (SELECT n FROM temp.dirty)
                """);
            _session.Run("DELETE FROM unread WHERE conversation IN (SELECT n FROM temp.dirty)");
            _session.Run("DELETE FROM temp.dirty");
        }

        if (_dirty.Count > 0 || _marked)
        {
            _session.Run(UnreadSql);
            _session.Run("DELETE FROM temp.marks");
        }
    }

    private const string CountSql = """
        INSERT INTO list_rows (conversation, principal, scope, box, emails, last, first, attachments)
        WITH seen AS MATERIALIZED (
            SELECT e.conversation, x.principal, x.address, x.box, x.email, x.attachments
            FROM temp.dirty d CROSS JOIN emails e ON e.conversation = d.n CROSS JOIN entries x ON x.email = e.n),
        owners AS MATERIALIZED (SELECT DISTINCT conversation, principal FROM seen WHERE principal < 0),
        everything AS (
            SELECT * FROM seen
            UNION ALL
            SELECT s.conversation, o.principal, s.address, s.box, s.email, s.attachments
            FROM owners o CROSS JOIN seen s ON s.conversation = o.conversation AND s.principal = 0),
        placed AS (
            SELECT DISTINCT conversation, principal, scopes.n * address AS scope,
                CASE boxes.n WHEN 0 THEN 5 ELSE box END AS place, email, attachments
            FROM everything CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1) scopes
            CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1) boxes
            WHERE boxes.n = 1 OR box NOT IN (2, 4))
        SELECT conversation, principal, scope, place, count(*), max(email), min(email), sum(attachments)
        FROM placed GROUP BY conversation, principal, scope, place
        """;

    // Mail in a provider's sent folder is never unread.
    private const string UnreadSql = """
        INSERT OR IGNORE INTO unread (conversation, member, email, address, box, linked)
        SELECT e.conversation, m.member, e.n, x.address, x.box, max(x.principal = m.member)
        FROM temp.marks m CROSS JOIN emails e ON e.n = m.email
        CROSS JOIN entries x ON x.email = e.n AND x.principal IN (0, m.member)
        CROSS JOIN links l ON l.email = e.n AND l.address = x.address
        WHERE l.folder <> 1 GROUP BY m.member, e.n, x.address
        """;
}

/// <summary>An e-mail in the numbers of the database.</summary>
internal sealed record StoredNumber(long Number, long Conversation, bool Attachments, EmailState State);
