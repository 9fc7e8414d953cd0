using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Channels;

/// <summary>What a change does to the mail that is stored already, for one member (AD2, AD3, AD4).</summary>
/// <param name="Gains">E-mails that he sees afterwards and did not before.</param>
/// <param name="Loses">E-mails that he saw and does not see afterwards.</param>
public sealed record SightChange(string MemberId, string Name, long Gains, long Loses);

/// <summary>
/// Says, before it is saved, who gains and who loses sight of how much stored mail when links, teams or roles change. What
/// somebody sees through another address as well he neither gains nor loses. Saving it announces the change to
/// <see cref="AddressRelinker"/>, which then gives the mail to its new readers.
/// </summary>
public sealed class SightPreviewer
{
    private readonly IMailSetupStore _setup;
    private readonly IMailStore _store;
    private readonly IPeople _people;

    public SightPreviewer(IMailSetupStore setup, IMailStore store, IPeople people)
    {
        _setup = setup;
        _store = store;
        _people = people;
    }

    /// <summary>Other links of an address; null when there is no such address.</summary>
    public async Task<IReadOnlyList<SightChange>?> PreviewLinksAsync(
        string addressId, IReadOnlyList<AddressLink> links, CancellationToken cancellationToken)
    {
        var now = await NowAsync(cancellationToken);
        return now.Setup.FindAddress(addressId) is not { } address ? null : await CompareAsync(
            now,
            now with
            {
                Setup = now.Setup with
                {
                    Addresses = now.Setup.Addresses.Select(a => a.Id == addressId ? address with { Links = links } : a).ToList(),
                },
            },
            cancellationToken);
    }

    /// <summary>Other members of a team; none when the team is to be deleted.</summary>
    public async Task<IReadOnlyList<SightChange>> PreviewTeamAsync(
        string teamId, IReadOnlyList<string> memberIds, CancellationToken cancellationToken)
    {
        var now = await NowAsync(cancellationToken);
        var teams = now.Teams.Where(t => t.Id != teamId).Append(new ProcessTeam(teamId, "", memberIds)).ToList();
        return await CompareAsync(now, now with { Teams = teams }, cancellationToken);
    }

    /// <summary>A member with other roles, enabled or disabled; null when he is a member no more.</summary>
    public async Task<IReadOnlyList<SightChange>> PreviewMemberAsync(
        string memberId, Member? after, CancellationToken cancellationToken)
    {
        var now = await NowAsync(cancellationToken);
        var members = now.Members.Where(m => m.Id != memberId).ToList();
        if (after is not null)
        {
            members.Add(after);
        }

        return await CompareAsync(now, now with { Members = members }, cancellationToken);
    }

    private async Task<State> NowAsync(CancellationToken cancellationToken) => new(
        await _setup.GetAsync(cancellationToken),
        await _people.GetMembersAsync(cancellationToken),
        await _people.GetTeamsAsync(cancellationToken));

    private async Task<IReadOnlyList<SightChange>> CompareAsync(State before, State after, CancellationToken cancellationToken)
    {
        // Members who change in the same way share their figures.
        var figures = new Dictionary<string, long>(StringComparer.Ordinal);
        async Task<long> CountAsync(HashSet<string> at, HashSet<string> butNotAt)
        {
            var more = at.Except(butNotAt).Order(StringComparer.Ordinal).ToList();
            if (more.Count == 0)
            {
                return 0;
            }

            var key = string.Join(',', more) + "|" + string.Join(',', butNotAt.Order(StringComparer.Ordinal));
            if (!figures.TryGetValue(key, out var count))
            {
                figures[key] = count = await _store.CountEmailsAsync(more, butNotAt.ToList(), cancellationToken);
            }

            return count;
        }

        var changes = new List<SightChange>();
        foreach (var member in before.Members.Concat(after.Members).DistinctBy(m => m.Id).OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            var (seen, sees) = (Addresses(before, member.Id), Addresses(after, member.Id));
            var (gains, loses) = (await CountAsync(sees, seen), await CountAsync(seen, sees));
            if (gains > 0 || loses > 0)
            {
                changes.Add(new SightChange(member.Id, member.Name, gains, loses));
            }
        }

        return changes;
    }

    private static HashSet<string> Addresses(State state, string memberId)
    {
        if (state.Members.FirstOrDefault(m => m.Id == memberId) is not { IsEnabled: true } member)
        {
            return [];
        }

        return state.Setup.Addresses
            .Where(a => state.Setup.FindChannel(a.ChannelId) is { } channel
                && LinkResolver.Resolve(channel, a, state.Members, state.Teams) is var audience
                && ((member.IsManager && audience.ManagersSee) || audience.MemberIds.Contains(memberId, StringComparer.Ordinal)))
            .Select(a => a.Id)
            .ToHashSet(StringComparer.Ordinal);
    }

    private sealed record State(MailSetup Setup, IReadOnlyList<Member> Members, IReadOnlyList<ProcessTeam> Teams);
}
