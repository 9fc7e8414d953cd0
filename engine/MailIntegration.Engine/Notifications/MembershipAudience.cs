using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Notifications;

/// <summary>Who wants to hear of new members and teams in what he follows (NT4), and may.</summary>
public sealed class MembershipAudience
{
    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly IPeople _people;
    private readonly IMailAuthorization _authorization;
    private readonly NoticeBook _book;

    public MembershipAudience(
        IMailStore store, IMailSetupStore setup, IPeople people, IMailAuthorization authorization, NoticeBook book)
    {
        _store = store;
        _setup = setup;
        _people = people;
        _authorization = authorization;
        _book = book;
    }

    /// <summary>Members of a team and who follows it.</summary>
    public async Task<IReadOnlyList<Member>> OfTeamAsync(
        FollowTarget team, IReadOnlyList<Member> members, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(team);
        var followers = await _store.GetRecordsAsync(FollowRecords.Of(team), cancellationToken);
        var concerned = followers.Select(f => f.Owner).OfType<string>().ToHashSet(StringComparer.Ordinal);
        concerned.UnionWith((await _people.GetTeamsAsync(cancellationToken)).FirstOrDefault(t => t.Id == team.Id)?.MemberIds ?? []);
        return (await WantingAsync(members, cancellationToken)).Where(m => concerned.Contains(m.Id)).ToList();
    }

    /// <summary>Readers of an address who follow one of its conversations or other teams, or are in one of these.</summary>
    /// <param name="teamId">The team that is new there.</param>
    public async Task<IReadOnlyList<Member>> OfAddressAsync(
        ChannelAddress address, string teamId, IReadOnlyList<Member> members, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        var setup = await _setup.GetAsync(cancellationToken);
        if (setup.FindChannel(address.ChannelId) is not { } channel)
        {
            return [];
        }

        var teams = await _people.GetTeamsAsync(cancellationToken);
        var audience = LinkResolver.Resolve(channel, address, await _people.GetMembersAsync(cancellationToken), teams);
        var others = address.Links.Where(l => l.Kind == LinkKind.ProcessTeam && l.TargetId != teamId).Select(l => l.TargetId).ToHashSet(StringComparer.Ordinal);
        var concerned = teams.Where(t => others.Contains(t.Id)).SelectMany(t => t.MemberIds).ToHashSet(StringComparer.Ordinal);
        var told = new List<Member>();
        foreach (var member in await WantingAsync(members, cancellationToken))
        {
            if (await _authorization.GetRightsAsync(member.Id, cancellationToken) is { } rights
                && rights.Reads(audience)
                && (concerned.Contains(member.Id) || await FollowsAtAsync(rights, address.Id, others, cancellationToken)))
            {
                told.Add(member);
            }
        }

        return told;
    }

    private async Task<bool> FollowsAtAsync(
        MemberRights rights, string addressId, HashSet<string> teams, CancellationToken cancellationToken)
    {
        foreach (var record in await _store.GetRecordsAsync(FollowRecords.OfMember(rights.Member.Id), cancellationToken))
        {
            var target = FollowRecords.ToTarget(record);
            if (target.Kind == FollowKind.Team
                ? teams.Contains(target.Id)
                : FollowRecords.IsOfConversation(record)
                    && await _store.GetConversationAsync(rights.Reader, record.ConversationId!, cancellationToken) is { } view
                    && view.Emails.Any(e => e.Links.Any(l => l.AddressId == addressId)))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<IReadOnlyList<Member>> WantingAsync(IReadOnlyList<Member> members, CancellationToken cancellationToken)
    {
        var settings = await _book.GetAsync(members.Select(m => m.Id).ToList(), cancellationToken);
        return members.Where(m => settings[m.Id].NewFollowers).ToList();
    }
}
