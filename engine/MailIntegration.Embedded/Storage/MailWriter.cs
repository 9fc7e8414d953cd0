using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Storage;
using Microsoft.Data.Sqlite;

namespace MailIntegration.Embedded.Storage;

/// <summary>Writes e-mails, their links and their ledger rows, within one transaction.</summary>
internal sealed class MailWriter
{
    private readonly SqliteSession _session;
    private readonly NameTable _names;
    private readonly ListIndex _index;
    private readonly ConversationTable _conversations;
    private readonly Dictionary<string, StoredNumber> _new = new(StringComparer.Ordinal);
    private readonly HashSet<long> _linked = [];

    public MailWriter(SqliteSession session, NameTable names, ListIndex index, ConversationTable conversations)
    {
        _session = session;
        _names = names;
        _index = index;
        _conversations = conversations;
    }

    public void Write(MailChanges changes)
    {
        var keys = changes.Messages.Where(m => m.EmailId is not null).ToLookup(m => m.EmailId!, StringComparer.Ordinal);

        // Full-text search writes a segment whenever numbers fall, so oldest first.
        foreach (var email in changes.Emails.OrderBy(e => e.At))
        {
            For(keys[email.Id].FirstOrDefault()?.Key, () => Write(email));
        }

        foreach (var link in changes.Links)
        {
            For(keys[link.EmailId].OrderByDescending(m => m.AddressId == link.AddressId).FirstOrDefault()?.Key, () => Write(link));
        }

        foreach (var message in changes.Messages)
        {
            For(message.Key, () => Write(message));
        }

        foreach (var reference in changes.ThreadReferences)
        {
            _session.Run(
                "INSERT OR IGNORE INTO thread_references (address, message_id, conversation) VALUES (?1, ?2, ?3)",
                _names[reference.AddressId], reference.MessageId, _conversations.FindOrAdd(reference.ConversationId));
        }
    }

    private void Write(Email email)
    {
        var first = EmailNumber.First(email.At);
        var n = _session.Number("SELECT max(n) + 1 FROM emails WHERE n BETWEEN ?1 AND ?2", first, EmailNumber.Last(email.At))
            ?? first;
        var conversation = _conversations.FindOrAdd(email.ConversationId);
        _session.Run(
            """
            INSERT INTO emails (n, id, logical_key, conversation, kind, subject, from_name, from_address, at, snippet,
                attachments, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            """,
            n, email.Id, email.LogicalKey, conversation, email.Kind, email.Subject, email.From?.Name, email.From?.Address,
            email.At, email.Snippet, email.HasAttachments, email.State);
        var details = new EmailDetails(
            email.To, email.Cc, email.MessageId, email.Date, email.Attachments, email.Size, email.Warnings, email.Explanation,
            email.Class, email.Trust, email.OriginalSender);
        _session.Run("INSERT INTO email_details (email, json) VALUES (?1, ?2)", n, StoredJson.Write(details));
        _session.Run("INSERT INTO search (rowid, text) VALUES (?1, ?2)", n, SearchText.Of(email));
        _new.Add(email.Id, new StoredNumber(n, conversation, email.HasAttachments, email.State));
    }

    private void Write(EmailLink link)
    {
        var address = _names[link.AddressId];
        var principals = _names.Principals(link.ReaderIds, link.ManagersSee);
        var email = Find(link.EmailId);
        var box = MailBoxes.Of(link.Folder, email.State);
        var isFirst = _new.ContainsKey(link.EmailId) && _linked.Add(email.Number);
        var before = isFirst ? [] : _session.Many(
            """
            SELECT DISTINCT x.principal FROM entries x CROSS JOIN links l ON l.email = x.email AND l.address = x.address
            WHERE x.email = ?1 AND l.folder <> 1
            """,
            row => row.GetInt64(0), email.Number);
        _session.Run(
            """
            INSERT INTO links (email, address, folder, received) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET folder = excluded.folder, received = excluded.received
            """,
            email.Number, address, link.Folder, link.ReceivedAt);
        if (!isFirst)
        {
            _session.Run("DELETE FROM entries WHERE email = ?1 AND address = ?2", email.Number, address);
        }

        var all = NameTable.Json(principals);
        _session.Run(
            """
            INSERT INTO entries (email, principal, address, box, attachments)
            SELECT ?1, value, ?2, ?3, ?4 FROM json_each(?5)
            """,
            email.Number, address, box, email.Attachments, all);
        var unreadFor = link.Folder == MailFolder.Sent ? [] : link.UnreadFor.Distinct(StringComparer.Ordinal).ToList();
        if (isFirst && link.ManagersSee && _index.CanAdd(email.Conversation))
        {
            _index.Add(email, address, box, all, _names.Json(unreadFor));
            return;
        }

        _index.MarkDirty(email.Conversation);
        foreach (var member in unreadFor)
        {
            // Who was told of the mail before, as its reader or as a manager, has his mark already, or has read it.
            var n = _names[member];
            if (!before.Contains(n) && (link.ReaderIds.Contains(member) || !before.Contains(0)))
            {
                _index.MarkUnread(n, email.Number);
            }
        }
    }

    private StoredNumber Find(string emailId)
    {
        if (_new.TryGetValue(emailId, out var written))
        {
            return written;
        }

        var rows = _session.Many(
            "SELECT n, conversation, attachments, state FROM emails WHERE id = ?1",
            row => new StoredNumber(row.GetInt64(0), row.GetInt64(1), row.GetBoolean(2), (EmailState)row.GetInt32(3)), emailId);
        return rows is [var found] ? found : throw ApplyAbortedException.Conflict("email");
    }

    private void Write(ProviderMessage message)
    {
        long? email = message.EmailId is null ? null : Find(message.EmailId).Number;
        var sql = message.Version == 0
            ? """
                INSERT INTO messages (key, address, provider_id, folder, received, outcome, reason, email, raw_blob, size,
                    attempts, retry_at, gone_at, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14 + 1)
                """
            : """
                UPDATE messages SET address = ?2, provider_id = ?3, folder = ?4, received = ?5, outcome = ?6, reason = ?7,
                    email = ?8, raw_blob = ?9, size = ?10, attempts = ?11, retry_at = ?12, gone_at = ?13, version = ?14 + 1
                WHERE key = ?1 AND version = ?14
                """;
        var written = _session.Run(
            sql, message.Key, _names[message.AddressId], message.ProviderId, message.Folder, message.ReceivedAt,
            message.Outcome, message.Reason, email, message.RawBlob, message.Size, message.Attempts, message.RetryAt,
            message.GoneAt, message.Version);
        if (written == 0)
        {
            throw ApplyAbortedException.Conflict("message");
        }
    }

    /// <summary>Does the work of one mail; what the database does not accept of it is that mail's fault.</summary>
    private static void For(string? messageKey, Action work)
    {
        try
        {
            work();
        }
        catch (SqliteException exception) when (messageKey is not null && IsRefusal(exception))
        {
            throw ApplyAbortedException.Rejected(messageKey, exception);
        }
    }

    // https://www.sqlite.org/rescode.html: TOOBIG, CONSTRAINT except for keys, MISMATCH.
    private static bool IsRefusal(SqliteException exception) =>
        exception.SqliteErrorCode is 18 or 19 or 20 && !IsKeyInUse(exception);

    /// <summary>SQLITE_CONSTRAINT_PRIMARYKEY, _UNIQUE and _ROWID.</summary>
    public static bool IsKeyInUse(SqliteException exception) => exception.SqliteExtendedErrorCode is 1555 or 2067 or 2579;
}
