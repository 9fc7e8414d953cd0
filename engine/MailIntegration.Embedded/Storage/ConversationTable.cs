using MailIntegration.Engine.Storage;

namespace MailIntegration.Embedded.Storage;

/// <summary>Writes conversations, within one transaction.</summary>
internal sealed class ConversationTable
{
    private readonly SqliteSession _session;
    private readonly ListIndex _index;
    private readonly Dictionary<string, long> _known = new(StringComparer.Ordinal);

    public ConversationTable(SqliteSession session, ListIndex index)
    {
        _session = session;
        _index = index;
    }

    /// <summary>The number of a conversation, or of the one that it was merged into; null when it is unknown.</summary>
    public static long? Find(SqliteSession session, string id) =>
        session.Number("SELECT coalesce(merged_into, n) FROM conversations WHERE id = ?1", id);

    public long FindOrAdd(string id)
    {
        if (!_known.TryGetValue(id, out var n))
        {
            n = Find(_session, id) ?? _session.Number("INSERT INTO conversations (id) VALUES (?1) RETURNING n", id)!.Value;
            _known.Add(id, n);
        }

        return n;
    }

    public void Merge(ConversationMerge merge)
    {
        if (Find(_session, merge.FromId) is not { } from || FindOrAdd(merge.IntoId) is var into && from == into)
        {
            return;
        }

        _known.Clear();
        _index.MarkDirty(from);
        _index.MarkDirty(into);
        _session.Run("UPDATE emails SET conversation = ?2 WHERE conversation = ?1", from, into);
        _session.Run("UPDATE thread_references SET conversation = ?2 WHERE conversation = ?1", from, into);
        _session.Run(
            """
            UPDATE conversations AS i SET state = min(i.state, f.state), assignee = coalesce(i.assignee, f.assignee)
            FROM conversations f WHERE f.n = ?1 AND i.n = ?2
            """,
            from, into);
        _session.Run(
            "INSERT OR IGNORE INTO conversation_tags SELECT ?2, tag FROM conversation_tags WHERE conversation = ?1",
            from, into);
        _session.Run("DELETE FROM conversation_tags WHERE conversation = ?1", from);
        RecordTable.Move(_session, from, into);
        _session.Run(
            "UPDATE conversations SET merged_into = ?2, state = 0, assignee = NULL WHERE n = ?1 OR merged_into = ?1",
            from, into);
    }

    /// <summary>Moves an e-mail; one that is gone is left alone.</summary>
    public void Move(EmailMove move)
    {
        if (_session.Many(
                "SELECT e.n, c.n, c.id FROM emails e CROSS JOIN conversations c ON c.n = e.conversation WHERE e.id = ?1",
                row => (Email: row.GetInt64(0), From: row.GetInt64(1), FromId: row.GetString(2)), move.EmailId) is not [var found]
            || FindOrAdd(move.IntoId) is var into && into == found.From)
        {
            return;
        }

        _index.MarkDirty(found.From);
        _index.MarkDirty(into);
        _session.Run("UPDATE emails SET conversation = ?2 WHERE n = ?1", found.Email, into);
        if (move.MessageId is { } messageId)
        {
            _session.Run(
                """
                UPDATE thread_references SET conversation = ?3 WHERE message_id = ?2
                AND address IN (SELECT address FROM links WHERE email = ?1)
                """,
                found.Email, messageId, into);
        }

        if (_session.Number("SELECT 1 FROM emails WHERE conversation = ?1 LIMIT 1", found.From) is null)
        {
            Merge(new ConversationMerge(found.FromId, move.IntoId));
        }
    }

    /// <summary>Changes a conversation; one that is gone is left alone.</summary>
    public void Change(ConversationChange change)
    {
        if (Find(_session, change.ConversationId) is not { } n)
        {
            return;
        }

        _session.Run(
            """
            UPDATE conversations SET state = coalesce(?2, state),
                assignee = CASE WHEN ?3 IS NULL THEN assignee ELSE nullif(?3, '') END WHERE n = ?1
            """,
            n, change.State, change.AssigneeId);
        if (change.Tags is { } tags)
        {
            _session.Run("DELETE FROM conversation_tags WHERE conversation = ?1", n);
            foreach (var tag in tags.Distinct(StringComparer.Ordinal))
            {
                _session.Run("INSERT INTO conversation_tags (conversation, tag) VALUES (?1, ?2)", n, tag);
            }
        }
    }

    /// <summary>Removes what is left of conversations that lost their last e-mail.</summary>
    public void RemoveEmpty(IReadOnlyCollection<long> conversations)
    {
        foreach (var n in conversations)
        {
            if (_session.Number("SELECT 1 FROM emails WHERE conversation = ?1 LIMIT 1", n) is null)
            {
                _session.Run("DELETE FROM thread_references WHERE conversation = ?1", n);
                _session.Run("DELETE FROM conversation_tags WHERE conversation = ?1", n);
                _session.Run("DELETE FROM conversations WHERE n = ?1 OR merged_into = ?1", n);
            }
        }
    }
}
