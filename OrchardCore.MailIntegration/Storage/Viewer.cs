using MailIntegration.Engine.People;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>
/// A <see cref="MailReader"/> in the numbers of the database (PR2). What he sees are the rows of his principals: himself for
/// a member; all managers, and his own private mail, for a manager.
/// </summary>
internal sealed record Viewer(string MemberId, bool IsManager, long Member, IReadOnlyList<long> Principals)
{
    // Nobody has this number, nor its negative.
    private const long Unknown = long.MaxValue;

    /// <summary>The least value of EmailUnread.Linked that counts for him.</summary>
    public int Linked => IsManager ? 0 : 1;

    public static async Task<Viewer> LoadAsync(
        MailSession session, NameTable names, MailReader reader, CancellationToken cancellationToken)
    {
        var member = await names.FindAsync(reader.MemberId, cancellationToken) ?? Unknown;
        if (!reader.SeesAll)
        {
            return new Viewer(reader.MemberId, false, member, [member]);
        }

        // Nearly no manager has private mail; without it his lists are one walk over one index.
        var hasPrivate = member != Unknown && await session.NumberAsync(
            session.Sql.First("SELECT [Email] FROM [#EmailLinkIndex] WHERE [Principal] = @p0", 1), cancellationToken, -member) is not null;
        return new Viewer(reader.MemberId, true, member, hasPrivate ? [0, -member] : [0]);
    }
}
