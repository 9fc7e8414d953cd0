using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.People;

/// <summary>Who reads the mail of an address, and who finds it unread.</summary>
/// <param name="MemberIds">Members that the address' links name; their lists show the mail.</param>
/// <param name="ManagersSee">False for owner-only channels.</param>
/// <param name="UnreadFor">Members for whom new mail counts as unread: the linked ones, and managers when they see it.</param>
public sealed record AddressAudience(
    IReadOnlyList<string> MemberIds, bool ManagersSee, IReadOnlyList<string> UnreadFor)
{
    /// <summary>What roles and teams resolved to, and which links lead nowhere, for the explanation of each mail (PR9).</summary>
    public IReadOnlyList<Reason> Explanation { get; init; } = [];
}

/// <summary>Turns the links of an address into people (AD2, AD3, AD4, CH6).</summary>
public static class LinkResolver
{
    public static AddressAudience Resolve(
        Channel channel,
        ChannelAddress address,
        IReadOnlyList<Member> members,
        IReadOnlyList<ProcessTeam> teams)
    {
        if (channel.Access == ChannelAccess.Owner)
        {
            IReadOnlyList<string> owner = channel.OwnerId is { } id ? [id] : [];
            return new AddressAudience(owner, ManagersSee: false, owner);
        }

        var linked = address.Links
            .SelectMany(link => Resolve(link, members, teams))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var managers = members.Where(m => m is { IsManager: true, IsEnabled: true }).Select(m => m.Id);
        return new AddressAudience(linked, ManagersSee: true, linked.Union(managers).ToList())
        {
            Explanation = address.Links.Select(link => Explain(link, members, teams)).OfType<Reason>().ToList(),
        };
    }

    /// <summary>Null when nothing has to be said: a link to a member who is there speaks for itself.</summary>
    private static Reason? Explain(AddressLink link, IReadOnlyList<Member> members, IReadOnlyList<ProcessTeam> teams)
    {
        var ids = Resolve(link, members, teams).ToList();
        var found = string.Join(",", ids);
        switch (link.Kind)
        {
            case LinkKind.Role:
                return ids.Count > 0
                    ? new Reason("explain-link-role", Args(("role", link.TargetId), ("members", found)))
                    : new Reason("explain-link-role-empty", Args(("role", link.TargetId)));
            case LinkKind.ProcessTeam when teams.FirstOrDefault(t => t.Id == link.TargetId) is { } team:
                return ids.Count > 0
                    ? new Reason("explain-link-team", Args(("team", team.Name), ("members", found)))
                    : new Reason("explain-link-team-empty", Args(("team", team.Name)));
            case LinkKind.ProcessTeam:
                return new Reason("explain-link-team-missing");
            default:
                return ids.Count > 0 ? null : new Reason("explain-link-member-missing");
        }
    }

    private static Dictionary<string, string> Args(params (string Key, string Value)[] args) =>
        args.ToDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal);

    private static IEnumerable<string> Resolve(
        AddressLink link, IReadOnlyList<Member> members, IReadOnlyList<ProcessTeam> teams) => link.Kind switch
        {
            LinkKind.Member => members.Where(m => m.Id == link.TargetId && m.IsEnabled).Select(m => m.Id),
            LinkKind.Role => members
                .Where(m => m.IsEnabled && m.Roles.Contains(link.TargetId, StringComparer.OrdinalIgnoreCase))
                .OrderBy(m => m.Since).ThenBy(m => m.Id, StringComparer.Ordinal)
                .Take(1)
                .Select(m => m.Id),
            LinkKind.ProcessTeam => teams
                .Where(t => t.Id == link.TargetId)
                .SelectMany(t => t.MemberIds)
                .Where(id => members.Any(m => m.Id == id && m.IsEnabled)),
            _ => [],
        };
}
