using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Embedded.Storage;

/// <summary>Writes changes to mail that is stored already, within one transaction.</summary>
internal sealed class ChangeWriter
{
    private readonly SqliteSession _session;
    private readonly NameTable _names;
    private readonly ListIndex _index;
    private readonly ConversationTable _conversations;

    public ChangeWriter(SqliteSession session, NameTable names, ListIndex index, ConversationTable conversations)
    {
        _session = session;
        _names = names;
        _index = index;
        _conversations = conversations;
    }

    public void Write(MailChanges changes)
    {
        foreach (var change in changes.EmailStates)
        {
            Write(change);
        }

        foreach (var change in changes.Reads)
        {
            Write(change);
        }

        foreach (var merge in changes.Merges)
        {
            _conversations.Merge(merge);
        }

        foreach (var move in changes.Moves)
        {
            _conversations.Move(move);
        }

        foreach (var change in changes.Conversations)
        {
            _conversations.Change(change);
        }

        WriteAudiences(changes);
        Erase(changes);
    }

    private void Write(EmailStateChange change)
    {
        if (Find(change.EmailId) is not var (email, conversation))
        {
            return;
        }

        _session.Run("UPDATE emails SET state = ?2, state_at = ?3 WHERE n = ?1", email, change.State, change.At);
        _session.Run(
            $"""
            UPDATE entries SET box = (SELECT {Boxes.Sql} FROM links l CROSS JOIN emails e ON e.n = l.email
                WHERE l.email = entries.email AND l.address = entries.address)
            WHERE email = ?1
            """,
            email);
        _index.MarkDirty(conversation);
    }

    private void Write(ReadChange change)
    {
        foreach (var id in change.EmailIds)
        {
            if (Find(id) is not var (email, _))
            {
                continue;
            }

            long? member = change.MemberId is { } memberId ? _names[memberId] : null;
            if (change.IsRead)
            {
                _index.MarkRead(member, email);
                continue;
            }

            var members = member is { } one ? [one] : _session.Many(
                "SELECT DISTINCT principal FROM entries WHERE email = ?1 AND principal > 0", row => row.GetInt64(0), email);
            members.ForEach(n => _index.MarkUnread(n, email));
        }
    }

    private void WriteAudiences(MailChanges changes)
    {
        foreach (var link in changes.Links.GroupBy(l => l.AddressId).Select(g => g.Last()))
        {
            WriteAudience(_names[link.AddressId], NameTable.Json(_names.Principals(link.ReaderIds, link.ManagersSee)));
        }

        foreach (var relink in changes.Relinks)
        {
            var address = _names[relink.AddressId];
            var principals = NameTable.Json(_names.Principals(relink.ReaderIds, relink.ManagersSee));
            WriteAudience(address, principals);
            MarkDirty("SELECT DISTINCT e.conversation FROM links l CROSS JOIN emails e ON e.n = l.email WHERE l.address = ?1", address);
            _session.Run(
                "DELETE FROM entries WHERE address = ?1 AND email IN (SELECT email FROM links WHERE address = ?1)", address);
            _session.Run(
                $"""
                INSERT INTO entries (email, principal, address, box, attachments)
                SELECT l.email, p.value, l.address, {Boxes.Sql}, e.attachments
                FROM links l CROSS JOIN emails e ON e.n = l.email CROSS JOIN json_each(?2) p WHERE l.address = ?1
                """,
                address, principals);
        }
    }

    /// <summary>Remembers who reads an address, for what is waiting there without an e-mail.</summary>
    private void WriteAudience(long address, string principals)
    {
        _session.Run(
            "DELETE FROM audiences WHERE address = ?1 AND principal NOT IN (SELECT value FROM json_each(?2))", address, principals);
        _session.Run("INSERT OR IGNORE INTO audiences SELECT ?1, value FROM json_each(?2)", address, principals);
    }

    private void Erase(MailChanges changes)
    {
        var touched = new HashSet<long>();
        foreach (var id in changes.ErasedEmailIds)
        {
            if (Find(id) is var (email, conversation))
            {
                _session.Run($"UPDATE messages SET {Tombstone} WHERE email = ?1", email, MessageOutcome.Erased);
                EraseEmail(email);
                touched.Add(conversation);
            }
        }

        foreach (var id in changes.ErasedAddressIds)
        {
            touched.UnionWith(EraseAddress(_names[id]));
        }

        foreach (var conversation in touched)
        {
            _index.MarkDirty(conversation);
        }

        _conversations.RemoveEmpty(touched);
    }

    private List<long> EraseAddress(long address)
    {
        var emails = _session.Many(
            """
            SELECT l.email, e.conversation, EXISTS (SELECT 1 FROM links o WHERE o.email = l.email AND o.address <> l.address)
            FROM links l CROSS JOIN emails e ON e.n = l.email WHERE l.address = ?1
            """,
            row => (Number: row.GetInt64(0), Conversation: row.GetInt64(1), HasOther: row.GetBoolean(2)), address);
        _session.Run($"UPDATE messages SET {Tombstone} WHERE address = ?1", address, MessageOutcome.Erased);
        foreach (var email in emails)
        {
            _session.Run("DELETE FROM entries WHERE email = ?1 AND address = ?2", email.Number, address);
            if (!email.HasOther)
            {
                EraseEmail(email.Number);
            }
        }

        foreach (var table in (string[])["links", "thread_references", "cursors", "health", "ledger_days", "audiences"])
        {
            _session.Run($"DELETE FROM {table} WHERE address = ?1", address);
        }

        return emails.ConvertAll(e => e.Conversation);
    }

    private const string Tombstone = """
        outcome = ?2, email = NULL, raw_blob = NULL, reason = NULL, retry_at = NULL, version = version + 1
        """;

    private void EraseEmail(long email)
    {
        _session.Run("DELETE FROM entries WHERE email = ?1", email);
        _session.Run("DELETE FROM links WHERE email = ?1", email);
        _session.Run("DELETE FROM search WHERE rowid = ?1", email);
        _session.Run("DELETE FROM email_details WHERE email = ?1", email);
        _session.Run("DELETE FROM emails WHERE n = ?1", email);
    }

    private void MarkDirty(string sql, long address) =>
        _session.Many(sql, row => row.GetInt64(0), address).ForEach(_index.MarkDirty);

    /// <summary>An e-mail that was erased meanwhile needs no change any more: null.</summary>
    private (long Email, long Conversation)? Find(string emailId) => _session.Many(
        "SELECT n, conversation FROM emails WHERE id = ?1",
        row => (row.GetInt64(0), row.GetInt64(1)), emailId) is [var found] ? found : null;
}
