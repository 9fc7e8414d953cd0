using System.Text.Json;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Engine.Templates;

namespace MailIntegration.Engine.Notifications;

/// <summary>
/// Tells of who takes part (NT4): a member that he is in a process team or dossier now, or invited to it; others, who want to know,
/// of new members of their teams and of teams that read along in what they follow. The work item is written with the change.
/// </summary>
public sealed class MembershipNews : IWorkHandler
{
    public const string WorkKind = "membership-news";

    private readonly IPeople _people;
    private readonly IMailSetupStore _setup;
    private readonly IMailAuthorization _authorization;
    private readonly FollowTargets _targets;
    private readonly InvitationBook _invitations;
    private readonly MembershipAudience _audience;
    private readonly NoticeLines _lines;
    private readonly ISystemMails _mails;
    private readonly ISiteFacts _site;

    public MembershipNews(
        IPeople people,
        IMailSetupStore setup,
        IMailAuthorization authorization,
        FollowTargets targets,
        InvitationBook invitations,
        MembershipAudience audience,
        NoticeLines lines,
        ISystemMails mails,
        ISiteFacts site)
    {
        _people = people;
        _setup = setup;
        _authorization = authorization;
        _targets = targets;
        _invitations = invitations;
        _audience = audience;
        _lines = lines;
        _mails = mails;
        _site = site;
    }

    private enum What
    {
        /// <summary>He is in; only he hears of it.</summary>
        Joined,

        /// <summary>He is invited.</summary>
        Invited,

        /// <summary>Others hear that he is in the team.</summary>
        NewMember,

        /// <summary>The team reads another address.</summary>
        NewTeam,
    }

    public string Kind => WorkKind;

    /// <param name="actorId">Who put him there; null when it was no member.</param>
    public static WorkItem OfJoining(FollowTarget target, string memberId, string? actorId, DateTimeOffset now) =>
        Make(new Order(What.Joined, target, memberId, actorId), now);

    /// <inheritdoc cref="OfJoining"/>
    public static WorkItem OfInvitation(FollowTarget target, string memberId, string? actorId, DateTimeOffset now) =>
        Make(new Order(What.Invited, target, memberId, actorId), now);

    /// <inheritdoc cref="OfJoining"/>
    public static WorkItem OfMember(string teamId, string memberId, string? actorId, DateTimeOffset now) =>
        Make(new Order(What.NewMember, new FollowTarget(FollowKind.Team, teamId), memberId, actorId), now);

    public static WorkItem OfTeam(string teamId, string addressId, string? actorId, DateTimeOffset now) =>
        Make(new Order(What.NewTeam, new FollowTarget(FollowKind.Team, teamId), "", actorId) { AddressId = addressId }, now);

    public async Task HandleAsync(WorkItem item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        var order = JsonSerializer.Deserialize<Order>(item.Payload)!;
        var members = (await _people.GetMembersAsync(cancellationToken)).Where(m => m.IsEnabled).ToList();
        var site = await _site.GetAsync(cancellationToken);
        var actor = members.FirstOrDefault(m => m.Id == order.ActorId)?.Name ?? site.Name;
        switch (order.What)
        {
            case What.Joined or What.Invited when members.FirstOrDefault(m => m.Id == order.MemberId) is { } member:
                await TellHimAsync(item, order, member, actor, site, cancellationToken);
                break;
            case What.NewMember when members.FirstOrDefault(m => m.Id == order.MemberId) is { } joined:
                foreach (var member in await _audience.OfTeamAsync(order.Target, members, cancellationToken))
                {
                    if (member.Id != joined.Id && member.Id != order.ActorId)
                    {
                        await TellOtherAsync(
                            item, NoticeKind.NewMember, order.Target, member, joined.Name,
                            team => new Reason("news-member", Args(("name", joined.Name), ("team", team))), cancellationToken);
                    }
                }

                break;
            case What.NewTeam when (await _setup.GetAsync(cancellationToken)).FindAddress(order.AddressId!) is { } address:
                foreach (var member in await _audience.OfAddressAsync(address, order.Target.Id, members, cancellationToken))
                {
                    if (member.Id != order.ActorId)
                    {
                        await TellOtherAsync(
                            item, NoticeKind.NewTeam, order.Target, member, actor,
                            team => new Reason("news-team", Args(("team", team), ("address", address.Email))), cancellationToken);
                    }
                }

                break;
        }
    }

    private async Task TellHimAsync(
        WorkItem item, Order order, Member member, string actor, SiteFacts site, CancellationToken cancellationToken)
    {
        var isWaiting = order.What == What.Invited;
        if (await _authorization.GetRightsAsync(member.Id, cancellationToken) is not { } rights
            || await _targets.FindAsync(rights, order.Target, cancellationToken) is not { } thing
            || (isWaiting && !(await _invitations.OfMemberAsync(member.Id, cancellationToken)).Contains(order.Target)))
        {
            return;
        }

        await _lines.AddOnceAsync(
            new Notice
            {
                Kind = isWaiting ? NoticeKind.Invited : NoticeKind.Joined, MemberId = member.Id, Target = thing.Target, At = item.DueAt,
                Subject = thing.Title, Author = actor,
            },
            cancellationToken);
        if (isWaiting && EmailAddresses.Normalize(member.Email) is { } address)
        {
            // The mailbox that sends it keeps a copy for its readers: a dossier is not named.
            await _mails.SendAsync(
                SystemMailKind.TeamInvitation,
                new SystemMailRecipient(address, member.Name) { IsMember = true, ToldId = member.Id },
                new Dictionary<string, object?>
                {
                    ["invitedBy.name"] = actor,
                    ["invitation.text"] = order.Target.Kind == FollowKind.Team
                        ? new Reason("news-invited-team", "team", thing.Title)
                        : new Reason("news-invited-dossier"),
                    ["link"] = site.MailCentre is { } centre ? $"{centre}/notifications" : "",
                },
                $"{item.Id}/{member.Id}",
                cancellationToken);
        }
    }

    private async Task TellOtherAsync(
        WorkItem item,
        NoticeKind kind,
        FollowTarget target,
        Member member,
        string author,
        Func<string, Reason> news,
        CancellationToken cancellationToken)
    {
        if (await _authorization.GetRightsAsync(member.Id, cancellationToken) is not { } rights
            || await _targets.FindAsync(rights, target, cancellationToken) is not { } thing)
        {
            return;
        }

        await _lines.AddOnceAsync(
            new Notice
            {
                Kind = kind, MemberId = member.Id, Target = target, At = item.DueAt, Subject = thing.Title, Author = author,
                Details = [news(thing.Title)],
            },
            cancellationToken);
        await MailAsync(member, news(thing.Title), item, cancellationToken);
    }

    private async Task MailAsync(Member member, Reason news, WorkItem item, CancellationToken cancellationToken)
    {
        if (EmailAddresses.Normalize(member.Email) is { } address)
        {
            var centre = (await _site.GetAsync(cancellationToken)).MailCentre;
            await _mails.SendAsync(
                SystemMailKind.MembershipNews,
                new SystemMailRecipient(address, member.Name) { IsMember = true, ToldId = member.Id },
                new Dictionary<string, object?> { ["news"] = news, ["link"] = centre is null ? "" : $"{centre}/notifications" },
                $"{item.Id}/{member.Id}",
                cancellationToken);
        }
    }

    private static Dictionary<string, string> Args(params (string Key, string Value)[] args) =>
        args.ToDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal);

    private static WorkItem Make(Order order, DateTimeOffset now) => new(Ids.New(now), WorkKind, now, JsonSerializer.Serialize(order));

    private sealed record Order(What What, FollowTarget Target, string MemberId, string? ActorId)
    {
        public string? AddressId { get; init; }
    }
}
