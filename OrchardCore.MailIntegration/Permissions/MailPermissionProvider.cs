using OrchardCore.Security.Permissions;

namespace OrchardCore.MailIntegration.Permissions;

/// <summary>
/// Administrators hold everything. Nobody else sees mail until a site says so: an editor of web pages is not a reader of
/// letters. A site makes roles such as "Support" and gives them <see cref="MailPermissions.ViewLinkedMail"/>.
/// </summary>
public sealed class MailPermissionProvider : IPermissionProvider
{
    public Task<IEnumerable<Permission>> GetPermissionsAsync() => Task.FromResult<IEnumerable<Permission>>(MailPermissions.All);

    public IEnumerable<PermissionStereotype> GetDefaultStereotypes() =>
    [
        new PermissionStereotype
        {
            Name = OrchardCoreConstants.Roles.Administrator,
            Permissions = MailPermissions.All,
        },
    ];
}
