using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>
/// A <see cref="MailReader"/> in the numbers of the database (PR2). What he sees are the rows of his principals: himself for
/// a member; all managers, and his own private mail, for a manager.
/// </summary>
internal sealed record Viewer(string MemberId, bool IsManager, long Member, IReadOnlyList<long> Principals)
{
    // Nobody has this number, nor its negative.
    private const long Unknown = long.MaxValue;

    // As many as one member may follow.
    private const int MostFollowed = 1000;

    /// <summary>The least value of EmailUnread.Linked that counts for him.</summary>
    public int Linked => IsManager ? 0 : 1;

    /// <summary>The only conversations that he sees any mail of (CV5); null for no such bound.</summary>
    public IReadOnlyList<long>? Only { get; init; }

    /// <summary>The bound <see cref="Only"/> as a further condition; empty where there is none.</summary>
    /// <param name="conversation">A column with the number of a conversation.</param>
    public string AndOnly(string conversation) => Only switch
    {
        null => "",
        [] => " AND 1 = 0",
        _ => $" AND {conversation} IN {SqlText.List(Only)}",
    };

    public static async Task<Viewer> LoadAsync(
        MailSession session, NameTable names, MailReader reader, CancellationToken cancellationToken)
    {
        var member = await names.FindAsync(reader.MemberId, cancellationToken) ?? Unknown;
        if (!reader.SeesAll)
        {
            return new Viewer(reader.MemberId, false, member, [member])
            {
                Only = reader.OnlyFollowed ? await FollowedAsync(session, names, reader.MemberId, cancellationToken) : null,
            };
        }

        // Nearly no manager has private mail; without it his lists are one walk over one index.
        var hasPrivate = member != Unknown && await session.NumberAsync(
            session.Sql.First("SELECT [Email] FROM [#EmailLinkIndex] WHERE [Principal] = @p0", 1), cancellationToken, -member) is not null;
        return new Viewer(reader.MemberId, true, member, hasPrivate ? [0, -member] : [0]);
    }

    /// <summary>Conversations that the member follows or is assigned.</summary>
    private static async Task<IReadOnlyList<long>> FollowedAsync(
        MailSession session, NameTable names, string memberId, CancellationToken cancellationToken)
    {
        var follows = await RecordQueries.RunAsync(
            session, names, new RecordQuery { Kind = RecordKinds.Follow, Owners = [memberId], Take = MostFollowed }, cancellationToken);
        var ids = follows.Select(f => f.ConversationId).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var followed = await ConversationTable.FindAsync(session, ids, cancellationToken);
        var assigned = await session.ManyAsync(
            "SELECT [Number] FROM [#Conversation] WHERE [Assignee] = @p0", row => row.Long(0), cancellationToken, memberId);
        return followed.Values.Union(assigned).ToList();
    }
}
