using MailIntegration.Engine.Security;
using Microsoft.AspNetCore.Builder;

namespace MailIntegration.Web.Security;

/// <summary>What a route asks for beyond being a member.</summary>
internal enum MailPermission
{
    ManageChannels,
    ManageSettings,
    ManageTeam,
    ManageContacts,
    ManageRules,

    /// <summary>Managers: those who see all mail.</summary>
    SeeAll,
}

internal sealed record PermissionMetadata(MailPermission Permission)
{
    public bool IsHeldBy(MemberRights rights) => Permission switch
    {
        MailPermission.ManageChannels => rights.ManagesChannels,
        MailPermission.ManageSettings => rights.ManagesSettings,
        MailPermission.ManageTeam => rights.ManagesTeam,
        MailPermission.ManageContacts => rights.ManagesContacts,
        MailPermission.ManageRules => rights.ManagesRules,
        MailPermission.SeeAll => rights.SeesAll,
        _ => false,
    };
}

internal static class PermissionConventions
{
    public static T Requires<T>(this T builder, MailPermission permission)
        where T : IEndpointConventionBuilder => builder.WithMetadata(new PermissionMetadata(permission));
}
