using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Records;
using OrchardCore.Documents;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Permissions;
using OrchardCore.MailIntegration.Services;
using OrchardCore.Security;
using OrchardCore.Security.Permissions;
using OrchardCore.Security.Services;
using OrchardCore.Settings;
using OrchardCore.Users.Indexes;
using OrchardCore.Users.Models;
using YesSql;
using YesSql.Services;

namespace OrchardCore.MailIntegration.People;

/// <summary>
/// The site's users and roles, as members: whoever holds <see cref="MailPermissions.ViewFollowedMail"/> by one of his roles.
/// Users and teams are read again when one of them changed; what roles may do is looked up anew each time.
/// </summary>
public sealed class OrchardPeople : IPeople, IMailAuthorization
{
    private readonly TenantScopes _scopes;
    private volatile PeopleSnapshot? _cached;

    public OrchardPeople(TenantScopes scopes)
    {
        _scopes = scopes;
    }

    public async Task<IReadOnlyList<Member>> GetMembersAsync(CancellationToken cancellationToken)
    {
        var (people, grants) = await ReadAsync(cancellationToken);
        return people.Users.Select(u => ToMember(u, grants)).ToList();
    }

    public async Task<IReadOnlyList<ProcessTeam>> GetTeamsAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken)).People.Teams;

    public async Task<MemberRights?> GetRightsAsync(string memberId, CancellationToken cancellationToken)
    {
        var (people, grants) = await ReadAsync(cancellationToken);
        if (people.Users.FirstOrDefault(u => u.Id == memberId) is not { IsEnabled: true } user)
        {
            return null;
        }

        bool Holds(Permission permission) => user.IsSuperUser || grants.Holds(user.Roles, permission);
        return new MemberRights(
            ToMember(user, grants),
            SeesAll: Holds(MailPermissions.ViewAllMail),
            ManagesChannels: Holds(MailPermissions.ManageMailChannels),
            ManagesSettings: Holds(MailPermissions.ManageMailSettings),
            ManagesTeam: false,
            LinksAccounts: Holds(MailPermissions.LinkOwnMailAccount) && Holds(MailPermissions.ViewLinkedMail))
        {
            ViewsJournal = Holds(MailPermissions.ViewMailJournal),
            ManagesTemplates = Holds(MailPermissions.ManageMailTemplates),
            ManagesContacts = Holds(MailPermissions.ManageMailContacts),
            ManagesRules = Holds(MailPermissions.ManageMailRules),
        };
    }

    /// <summary>A user as the member that he will be once he is saved; null when he will be none.</summary>
    internal async Task<Member?> PreviewAsync(User user, CancellationToken cancellationToken)
    {
        var (people, grants) = await ReadAsync(cancellationToken);
        var known = people.Users.FirstOrDefault(u => u.Id == user.UserId);
        var roles = user.RoleNames.ToList();
        var isMember = grants.Holds(roles, MailPermissions.ViewFollowedMail) || known is { IsSuperUser: true };
        return !isMember ? null : ToMember(
            new MailUser(
                user.UserId, user.UserName, user.Email ?? "", roles, user.IsEnabled,
                known?.Order ?? (user.Id > 0 ? user.Id : int.MaxValue), known is { IsSuperUser: true }),
            grants);
    }

    /// <summary>Orchard keeps no date of a user's creation; document ids rise with every new user, and order is all it is for.</summary>
    private static Member ToMember(MailUser user, RoleGrants grants) => new(
        user.Id,
        user.Name,
        user.Email,
        user.Roles,
        IsManager: user.IsSuperUser || grants.Holds(user.Roles, MailPermissions.ViewAllMail),
        user.IsEnabled,
        DateTimeOffset.UnixEpoch.AddSeconds(user.Order))
    {
        OnlyFollowed = !user.IsSuperUser && !grants.Holds(user.Roles, MailPermissions.ViewLinkedMail),
    };

    private Task<(PeopleSnapshot People, RoleGrants Grants)> ReadAsync(CancellationToken cancellationToken) =>
        _scopes.UsingAsync(async services =>
        {
            var grants = await RoleGrants.LoadAsync(
                services.GetRequiredService<IRoleService>(),
                services.GetRequiredService<IPermissionGrantingService>(),
                services.GetRequiredService<ILookupNormalizer>());
            var state = await services.GetRequiredService<IDocumentManager<MailPeopleState>>().GetOrCreateImmutableAsync();
            var superUser = (await services.GetRequiredService<ISiteService>().GetSiteSettingsAsync()).SuperUser ?? "";
            var stamp = string.Join('\n', [state.Identifier ?? "", superUser, grants.EverybodyIsMember ? "*" : "", .. grants.MemberRoles]);
            if (_cached is { } cached && cached.Stamp == stamp)
            {
                return (cached, grants);
            }

            var session = services.GetRequiredService<ISession>();
            var snapshot = new PeopleSnapshot(
                stamp,
                await LoadUsersAsync(session, grants, superUser, cancellationToken),
                await LoadTeamsAsync(session, cancellationToken));
            _cached = snapshot;
            return (snapshot, grants);
        });

    private static async Task<IReadOnlyList<MailUser>> LoadUsersAsync(
        ISession session, RoleGrants grants, string superUser, CancellationToken cancellationToken)
    {
        var users = new Dictionary<string, User>(StringComparer.Ordinal);
        async Task AddAsync(IQuery<User> query)
        {
            foreach (var user in await query.ListAsync(cancellationToken))
            {
                users.TryAdd(user.UserId, user);
            }
        }

        var roles = grants.MemberRoles.ToArray();
        if (grants.EverybodyIsMember)
        {
            await AddAsync(session.Query<User, UserIndex>());
        }
        else if (roles.Length > 0)
        {
            await AddAsync(session.Query<User, UserByRoleNameIndex>(i => i.RoleName.IsIn(roles)));
        }

        await AddAsync(session.Query<User, UserIndex>(i => i.UserId == superUser));
        return users.Values
            .OrderBy(u => u.Id)
            .Select(u => new MailUser(
                u.UserId, u.UserName, u.Email ?? "", [.. u.RoleNames], u.IsEnabled, u.Id, u.UserId == superUser))
            .ToList();
    }

    private static async Task<IReadOnlyList<ProcessTeam>> LoadTeamsAsync(ISession session, CancellationToken cancellationToken)
    {
        var items = await session
            .Query<ContentItem, ContentItemIndex>(i => i.Published && i.ContentType == MailConstants.ContentTypes.Team)
            .ListAsync(cancellationToken);
        return items
            .Where(i => i.Has<ProcessTeamPart>())
            .Select(i => i.TryGet<ProcessTeamPart>(out var part)
                ? new ProcessTeam(i.ContentItemId, i.DisplayText ?? "", part.MemberIds) { InvitedIds = part.InvitedIds }
                : new ProcessTeam(i.ContentItemId, i.DisplayText ?? "", []))
            .OrderBy(t => t.Name, StringComparer.OrdinalIgnoreCase)
            .ToList();
    }
}
