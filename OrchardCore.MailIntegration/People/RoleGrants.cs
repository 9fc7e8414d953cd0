using Microsoft.AspNetCore.Identity;
using OrchardCore.MailIntegration.Permissions;
using OrchardCore.Security;
using OrchardCore.Security.Permissions;
using OrchardCore.Security.Services;

namespace OrchardCore.MailIntegration.People;

/// <summary>Which roles hold which of our permissions, as of now.</summary>
internal sealed class RoleGrants
{
    private readonly Dictionary<string, HashSet<string>> _byRole;

    private RoleGrants(Dictionary<string, HashSet<string>> byRole)
    {
        _byRole = byRole;
    }

    /// <summary>Everybody who is signed in reads linked mail: the site gave the permission to Authenticated.</summary>
    public bool EverybodyIsMember => Holds(OrchardCoreConstants.Roles.Authenticated, MailPermissions.ViewFollowedMail);

    /// <summary>Normalised names of the roles that make a user a member.</summary>
    public IReadOnlyList<string> MemberRoles => _byRole
        .Where(r => r.Value.Contains(MailPermissions.ViewFollowedMail.Name))
        .Select(r => r.Key)
        .Order(StringComparer.Ordinal)
        .ToList();

    /// <summary>Roles and what they hold, as text to compare.</summary>
    public string Stamp => string.Join(';', _byRole
        .Where(r => r.Value.Count > 0)
        .OrderBy(r => r.Key, StringComparer.Ordinal)
        .Select(r => $"{r.Key}:{string.Join(',', r.Value.Order(StringComparer.Ordinal))}"));

    public bool Holds(IEnumerable<string> roles, Permission permission) =>
        roles.Any(r => Holds(r, permission)) || Holds(OrchardCoreConstants.Roles.Authenticated, permission);

    public static async Task<RoleGrants> LoadAsync(
        IRoleService roles, IPermissionGrantingService granting, ILookupNormalizer normalizer)
    {
        var byRole = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var role in await roles.GetRolesAsync())
        {
            var isAdmin = await roles.IsAdminRoleAsync(role.RoleName);
            var claims = (await roles.GetRoleClaimsAsync(role.RoleName)).ToList();
            byRole[normalizer.NormalizeName(role.RoleName)!] = MailPermissions.All
                .Where(p => isAdmin || granting.IsGranted(new PermissionRequirement(p), claims))
                .Select(p => p.Name)
                .ToHashSet(StringComparer.Ordinal);
        }

        return new RoleGrants(byRole);
    }

    private bool Holds(string role, Permission permission) =>
        _byRole.TryGetValue(role.ToUpperInvariant(), out var held) && held.Contains(permission.Name);
}
