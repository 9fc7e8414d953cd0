using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.People;

/// <summary>An invitation that waits for a member's answer.</summary>
public sealed record WaitingInvitation(FollowTarget Target, string Title, string InvitedBy);

/// <summary>What became of inviting somebody.</summary>
/// <param name="IsWaiting">He has to accept first; false: he takes part at once.</param>
public sealed record Invited(string MemberId, bool IsWaiting);

/// <summary>
/// Members invite each other to dossiers, and answer invitations to dossiers and process teams (NT4). Taking part in a dossier is
/// following it; nobody can be invited to what he may not see (PR2).
/// </summary>
public sealed class MemberInvitations
{
    private readonly InvitationBook _book;
    private readonly NoticeBook _settings;
    private readonly NoticeList _notices;
    private readonly Followers _followers;
    private readonly FollowTargets _targets;
    private readonly DossierService _dossiers;
    private readonly ITeamRoster _teams;
    private readonly IPeople _people;
    private readonly IMailAuthorization _authorization;
    private readonly DeskWriter _writer;
    private readonly TimeProvider _time;

    public MemberInvitations(
        InvitationBook book,
        NoticeBook settings,
        NoticeList notices,
        Followers followers,
        FollowTargets targets,
        DossierService dossiers,
        ITeamRoster teams,
        IPeople people,
        IMailAuthorization authorization,
        DeskWriter writer,
        TimeProvider time)
    {
        _book = book;
        _settings = settings;
        _notices = notices;
        _followers = followers;
        _targets = targets;
        _dossiers = dossiers;
        _teams = teams;
        _people = people;
        _authorization = authorization;
        _writer = writer;
        _time = time;
    }

    /// <summary>What waits for the member's answer, as far as he may see it.</summary>
    public async Task<IReadOnlyList<WaitingInvitation>> ListAsync(MemberRights rights, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        var members = await _people.GetMembersAsync(cancellationToken);
        var list = new List<WaitingInvitation>();
        foreach (var target in await _book.OfMemberAsync(rights.Member.Id, cancellationToken))
        {
            if (await _targets.FindAsync(rights, target, cancellationToken) is { } thing)
            {
                var record = await _book.FindAsync(target, rights.Member.Id, cancellationToken);
                var by = record is null ? null : InvitationBook.Read(record).By;
                list.Add(new WaitingInvitation(target, thing.Title, members.FirstOrDefault(m => m.Id == by)?.Name ?? ""));
            }
        }

        return list.OrderBy(i => i.Title, StringComparer.CurrentCultureIgnoreCase).ToList();
    }

    /// <summary>Invites a member to take part in a dossier.</summary>
    public async Task<SetupResult<Invited>> InviteAsync(
        MemberRights rights, string key, string memberId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        var target = new FollowTarget(FollowKind.Dossier, key);
        if (!await MayInviteAsync(rights, target, cancellationToken))
        {
            return SetupResult.NotFound<Invited>();
        }

        if (await RefusalAsync(target, memberId, cancellationToken) is { } refusal)
        {
            return SetupResult.Invalid<Invited>("memberId", refusal);
        }

        if ((await _settings.GetAsync(memberId, cancellationToken)).AcceptInvitations || memberId == rights.Member.Id)
        {
            await _followers.WriteAsync(
                memberId, target, null, isFollowing: true, cancellationToken,
                now => memberId == rights.Member.Id ? [] : [MembershipNews.OfJoining(target, memberId, rights.Member.Id, now)]);
            return SetupResult.Saved(new Invited(memberId, IsWaiting: false));
        }

        await _writer.CommitAsync(
            async token =>
            {
                if (await _book.FindAsync(target, memberId, token) is not null)
                {
                    return null;
                }

                var now = _time.GetUtcNow();
                return new MailChanges
                {
                    Records = [InvitationBook.ToRecord(target, memberId, rights.Member.Id, now)],
                    Work = [MembershipNews.OfInvitation(target, memberId, rights.Member.Id, now)],
                    Events = [DeskEvents.Changed(DeskKind.Follow, null, [memberId, rights.Member.Id], now)],
                };
            },
            cancellationToken);
        return SetupResult.Saved(new Invited(memberId, IsWaiting: true));
    }

    /// <summary>Takes an invitation to a dossier back; one that is answered or gone already stays as it is.</summary>
    /// <returns>False when there is no such dossier that the member may invite to.</returns>
    public async Task<bool> WithdrawAsync(MemberRights rights, string key, string memberId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        var target = new FollowTarget(FollowKind.Dossier, key);
        if (!await MayInviteAsync(rights, target, cancellationToken))
        {
            return false;
        }

        await EndAsync(target, memberId, isFollowing: false, cancellationToken);
        return true;
    }

    /// <summary>Accepts or declines. Saying the same twice changes nothing.</summary>
    /// <returns>False when there is no such invitation: it was taken back, or what it was for is gone.</returns>
    public async Task<bool> AnswerAsync(MemberRights rights, FollowTarget target, bool accepts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        ArgumentNullException.ThrowIfNull(target);
        var me = rights.Member.Id;
        var isDone = target.Kind switch
        {
            FollowKind.Team => await AnswerTeamAsync(me, target.Id, accepts, cancellationToken),
            FollowKind.Dossier => await AnswerDossierAsync(rights, target, accepts, cancellationToken),
            _ => false,
        };
        var line = NoticeRecords.IdOf(new Notice { Kind = NoticeKind.Invited, MemberId = me, Target = target });
        await _notices.MarkReadAsync(me, [line], cancellationToken);
        return isDone;
    }

    /// <summary>Who takes part in a dossier and who is invited; null when the member may not know of it.</summary>
    public async Task<(IReadOnlyList<string> Followers, IReadOnlyList<string> Invited)?> OfDossierAsync(
        MemberRights rights, string key, CancellationToken cancellationToken)
    {
        var target = new FollowTarget(FollowKind.Dossier, key);
        return await _targets.FindAsync(rights, target, cancellationToken) is null
            ? null
            : (await _followers.GetAsync(target, cancellationToken), await _book.OfDossierAsync(key, cancellationToken));
    }

    private async Task<bool> AnswerTeamAsync(string memberId, string teamId, bool accepts, CancellationToken cancellationToken)
    {
        if ((await _people.GetTeamsAsync(cancellationToken)).FirstOrDefault(t => t.Id == teamId) is not { } team)
        {
            return false;
        }

        return await _teams.AnswerAsync(teamId, memberId, accepts, cancellationToken)
            || team.MemberIds.Contains(memberId, StringComparer.Ordinal) == accepts;
    }

    private async Task<bool> AnswerDossierAsync(
        MemberRights rights, FollowTarget target, bool accepts, CancellationToken cancellationToken)
    {
        var isWaiting = await _book.FindAsync(target, rights.Member.Id, cancellationToken) is not null;
        var isFollowing = await _followers.IsFollowingAsync(rights.Member.Id, target, cancellationToken);
        if (!isWaiting)
        {
            return isFollowing == accepts;
        }

        // He may have lost sight of it since.
        var isVisible = await _targets.FindAsync(rights, target, cancellationToken) is not null;
        await EndAsync(target, rights.Member.Id, accepts && isVisible, cancellationToken);
        return isVisible || !accepts;
    }

    private async Task EndAsync(FollowTarget target, string memberId, bool isFollowing, CancellationToken cancellationToken)
    {
        if (isFollowing)
        {
            await _followers.WriteAsync(memberId, target, null, isFollowing: true, cancellationToken);
        }

        await _writer.CommitAsync(
            async token => await _book.FindAsync(target, memberId, token) is { } record
                ? new MailChanges
                {
                    DeletedRecords = [new RecordDeletion(record.Kind, record.Id)],
                    Events =
                    [
                        DeskEvents.Changed(DeskKind.Follow, null, [memberId, InvitationBook.Read(record).By], _time.GetUtcNow()),
                        DeskEvents.Changed(DeskKind.Notice, null, [memberId], _time.GetUtcNow()),
                    ],
                }
                : null,
            cancellationToken);
    }

    /// <summary>Who may file in a dossier may ask others to take part in it.</summary>
    private async Task<bool> MayInviteAsync(MemberRights rights, FollowTarget target, CancellationToken cancellationToken) =>
        await _targets.FindAsync(rights, target, cancellationToken) is not null
        && await _dossiers.MayUseAsync(rights, target.Id, cancellationToken);

    private async Task<Reason?> RefusalAsync(FollowTarget target, string memberId, CancellationToken cancellationToken)
    {
        if ((await _people.GetMembersAsync(cancellationToken)).FirstOrDefault(m => m.Id == memberId) is not { } member)
        {
            return new Reason("member-missing", "member", memberId);
        }

        if (!member.IsEnabled || await _authorization.GetRightsAsync(memberId, cancellationToken) is not { } rights)
        {
            return new Reason("invited-disabled", "name", member.Name);
        }

        if (await _followers.IsFollowingAsync(memberId, target, cancellationToken))
        {
            return new Reason("invited-in-already", "name", member.Name);
        }

        return await _targets.FindAsync(rights, target, cancellationToken) is null
            ? new Reason("invited-sees-nothing", "name", member.Name)
            : null;
    }
}
