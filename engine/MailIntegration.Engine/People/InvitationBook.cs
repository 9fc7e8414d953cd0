using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.People;

/// <summary>That a member is invited to take part in a dossier.</summary>
/// <param name="By">The member who invites him.</param>
internal sealed record DossierInvitation(FollowTarget Target, string By);

/// <summary>Invitations of members that wait for an answer (NT4): to process teams, where the home keeps them, and to dossiers.</summary>
public sealed class InvitationBook
{
    private readonly IMailStore _store;
    private readonly IPeople _people;

    public InvitationBook(IMailStore store, IPeople people)
    {
        _store = store;
        _people = people;
    }

    /// <summary>To what a member is invited.</summary>
    public async Task<IReadOnlySet<FollowTarget>> OfMemberAsync(string memberId, CancellationToken cancellationToken)
    {
        var records = await _store.GetRecordsAsync(
            new RecordQuery { Kind = RecordKinds.Invitation, Owners = [memberId], Take = 1000 }, cancellationToken);
        var teams = await _people.GetTeamsAsync(cancellationToken);
        return records.Select(r => Read(r).Target)
            .Concat(teams.Where(t => t.InvitedIds.Contains(memberId, StringComparer.Ordinal)).Select(t => new FollowTarget(FollowKind.Team, t.Id)))
            .ToHashSet();
    }

    /// <summary>Who is invited to a dossier, earliest first.</summary>
    public async Task<IReadOnlyList<string>> OfDossierAsync(string key, CancellationToken cancellationToken) =>
        (await _store.GetRecordsAsync(
            new RecordQuery
            {
                Kind = RecordKinds.Invitation, States = [new FollowTarget(FollowKind.Dossier, key).State!], Order = RecordOrder.Oldest, Take = 1000,
            },
            cancellationToken)).Select(r => r.Owner!).ToList();

    internal async Task<MailRecord?> FindAsync(FollowTarget target, string memberId, CancellationToken cancellationToken) =>
        await _store.FindRecordsAsync(RecordKinds.Invitation, [IdOf(target, memberId)], cancellationToken) is [var record] ? record : null;

    internal static MailRecord ToRecord(FollowTarget target, string memberId, string by, DateTimeOffset now) => new()
    {
        Kind = RecordKinds.Invitation,
        Id = IdOf(target, memberId),
        Json = RecordJson.Write(new DossierInvitation(target, by)),
        Owner = memberId,
        State = target.State,
        At = now,
    };

    internal static DossierInvitation Read(MailRecord record) => RecordJson.Read<DossierInvitation>(record);

    internal static string IdOf(FollowTarget target, string memberId) => $"{target.State}/{memberId}";
}
