using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Embedded.Storage;

/// <summary>
/// A <see cref="MailReader"/> in the numbers of the database. What he sees are the entries of two principals: twice himself
/// for a member; all managers and his own private mail for a manager.
/// </summary>
internal sealed class Viewer
{
    // Nobody has this number, nor its negative.
    private const long Unknown = long.MaxValue;

    public Viewer(SqliteSession session, MailReader reader)
    {
        IsManager = reader.SeesAll;
        MemberId = reader.MemberId;
        Member = NameTable.Find(session, reader.MemberId) ?? Unknown;
        (First, Second) = IsManager ? (0, -Member) : (Member, Member);
        Only = IsManager || !reader.OnlyFollowed ? null : session.Many(
            """
            SELECT coalesce(c.merged_into, c.n) FROM records f CROSS JOIN conversations c ON c.id = f.conversation
            WHERE f.kind = ?1 AND f.owner = ?2
            UNION SELECT n FROM conversations WHERE assignee = ?2
            """,
            row => row.GetInt64(0), RecordKinds.Follow, MemberId);
        HasPrivateMail = IsManager && session.Number("SELECT 1 FROM entries WHERE principal = ?1 LIMIT 1", Second) is not null;
    }

    /// <summary>The only conversations that he sees any mail of (CV5); null for no such bound.</summary>
    public IReadOnlyList<long>? Only { get; }

    public bool IsManager { get; }

    public string MemberId { get; }

    public long Member { get; }

    public long First { get; }

    public long Second { get; }

    /// <summary>Whether he is a manager who reads mail that other managers do not see.</summary>
    public bool HasPrivateMail { get; }

    /// <summary>The least value of unread.linked that counts for him.</summary>
    public long Linked => IsManager ? 0 : 1;

    /// <summary>The bound <see cref="Only"/> as a further condition; empty where there is none.</summary>
    /// <param name="conversation">A column with the number of a conversation.</param>
    public string AndOnly(string conversation) => Only is null ? "" : $" AND {conversation} IN ({string.Join(',', Only)})";
}
