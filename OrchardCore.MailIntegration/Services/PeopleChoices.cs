using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.Extensions.Localization;
using OrchardCore.MailIntegration.Models;
using OrchardCore.Security.Services;

namespace OrchardCore.MailIntegration.Services;

/// <summary>Members, roles and teams to choose from in editors.</summary>
public sealed class PeopleChoices
{
    private readonly IPeople _people;
    private readonly IRoleService _roles;
    private readonly IStringLocalizer S;

    public PeopleChoices(IPeople people, IRoleService roles, IStringLocalizer<PeopleChoices> localizer)
    {
        _people = people;
        _roles = roles;
        S = localizer;
    }

    /// <param name="chosen">Kept in the list even when they are members no more, so that saving does not drop them.</param>
    public async Task<List<SelectListItem>> MembersAsync(IEnumerable<string?> chosen)
    {
        var members = await _people.GetMembersAsync(CancellationToken.None);
        var selected = chosen.OfType<string>().ToHashSet(StringComparer.Ordinal);
        return
        [
            .. members.Select(m => new SelectListItem(m.Name, m.Id, selected.Contains(m.Id))),
            .. selected.Where(id => members.All(m => m.Id != id)).Select(id => new SelectListItem(S["{0} (no member)", id], id, true)),
        ];
    }

    /// <summary>Everything that an address can be linked to; the value is the kind, a colon and the target.</summary>
    /// <param name="withRoles">False for what only members and teams can take.</param>
    public async Task<List<SelectListItem>> LinksAsync(IReadOnlyList<MailAddressLink> chosen, bool withRoles = true)
    {
        var members = new SelectListGroup { Name = S["Members"] };
        var roles = new SelectListGroup { Name = S["Roles: the first user who has it"] };
        var teams = new SelectListGroup { Name = S["Process teams: all their members"] };
        var items = new List<SelectListItem>();
        items.AddRange((await _people.GetMembersAsync(CancellationToken.None))
            .Select(m => new SelectListItem(m.Name, Value(LinkKind.Member, m.Id)) { Group = members }));
        items.AddRange((await _roles.GetRolesAsync())
            .Select(r => r.RoleName)
            .Where(r => withRoles && r is not (OrchardCoreConstants.Roles.Anonymous or OrchardCoreConstants.Roles.Authenticated))
            .Select(r => new SelectListItem(r, Value(LinkKind.Role, r)) { Group = roles }));
        items.AddRange((await _people.GetTeamsAsync(CancellationToken.None))
            .Select(t => new SelectListItem(t.Name, Value(LinkKind.ProcessTeam, t.Id)) { Group = teams }));
        foreach (var link in chosen)
        {
            var value = Value(link.Kind, link.TargetId);
            var item = items.FirstOrDefault(i => i.Value == value);
            if (item is null)
            {
                items.Add(item = new SelectListItem(S["{0} (missing)", link.TargetId], value));
            }

            item.Selected = true;
        }

        return items;
    }

    /// <summary>The links that the form names; anything else is left out.</summary>
    public static MailAddressLink[] Parse(IEnumerable<string> values) => values
        .Select(v => v.Split(':', 2))
        .Where(p => p.Length == 2 && Enum.TryParse<LinkKind>(p[0], out _))
        .Select(p => new MailAddressLink { Kind = Enum.Parse<LinkKind>(p[0]), TargetId = p[1] })
        .ToArray();

    private static string Value(LinkKind kind, string target) => $"{kind}:{target}";
}
