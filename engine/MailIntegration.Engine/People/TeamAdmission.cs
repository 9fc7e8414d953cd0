using MailIntegration.Engine.Notifications;

namespace MailIntegration.Engine.People;

/// <summary>Port: where the home keeps its process teams, for answers to invitations.</summary>
public interface ITeamRoster
{
    /// <summary>Makes an invited member a member of the team, or ends his invitation; stored mail follows.</summary>
    /// <returns>False when he is not invited, or not any more; nothing was changed.</returns>
    Task<bool> AnswerAsync(string teamId, string memberId, bool accepts, CancellationToken cancellationToken);
}

/// <summary>Who of a team is in, and who is only invited.</summary>
public sealed record TeamSplit(IReadOnlyList<string> MemberIds, IReadOnlyList<string> InvitedIds);

/// <summary>
/// Decides who is in a process team at once when somebody puts him there, and who is invited first, because he does not accept
/// invitations automatically (NT4). Every way by which a home saves teams asks it.
/// </summary>
public sealed class TeamAdmission
{
    private readonly IPeople _people;
    private readonly NoticeBook _book;

    public TeamAdmission(IPeople people, NoticeBook book)
    {
        _people = people;
        _book = book;
    }

    /// <param name="before">Members as they were in it.</param>
    /// <param name="memberIds">Members as somebody wants them.</param>
    /// <param name="invitedIds">Members who are invited already.</param>
    /// <param name="actorId">Who changes the team; null when it was no member.</param>
    public async Task<TeamSplit> SplitAsync(
        IReadOnlyCollection<string> before,
        IReadOnlyList<string> memberIds,
        IReadOnlyList<string> invitedIds,
        string? actorId,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(memberIds);
        ArgumentNullException.ThrowIfNull(invitedIds);
        var fresh = memberIds.Where(m => m != actorId && !before.Contains(m, StringComparer.Ordinal)).Distinct(StringComparer.Ordinal).ToList();
        var waiting = new HashSet<string>(StringComparer.Ordinal);
        if (fresh.Count > 0)
        {
            // Who cannot sign in cannot accept; he sees nothing either until he is enabled.
            var members = (await _people.GetMembersAsync(cancellationToken)).Where(m => m.IsEnabled).Select(m => m.Id).ToHashSet(StringComparer.Ordinal);
            var settings = await _book.GetAsync(fresh, cancellationToken);
            waiting.UnionWith(fresh.Where(m => members.Contains(m) && !settings[m].AcceptInvitations));
        }

        var inside = memberIds.Where(m => !waiting.Contains(m)).Distinct(StringComparer.Ordinal).ToList();
        return new TeamSplit(
            inside, memberIds.Where(waiting.Contains).Concat(invitedIds).Except(inside, StringComparer.Ordinal).Distinct(StringComparer.Ordinal).ToList());
    }
}
