using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.MailIntegration.Permissions;
using OrchardCore.Security;
using OrchardCore.Security.Permissions;

namespace OrchardCore.MailIntegration.Handlers;

/// <summary>
/// Shuts the doors through which Orchard shows content. Anonymous holds ViewContent by default and other handlers can
/// only grant, so this one <em>fails</em> every request about our content types for people without our permission; who
/// passes still needs what Orchard asks for besides.
/// </summary>
public sealed class MailContentAuthorization : AuthorizationHandler<PermissionRequirement>
{
    private static readonly string[] ContentPermissions =
    [
        "ViewContent", "ViewOwnContent", "EditContent", "EditOwnContent", "PublishContent", "PublishOwnContent", "DeleteContent",
        "DeleteOwnContent", "PreviewContent", "PreviewOwnContent", "CloneContent", "CloneOwnContent", "ListContent", "EditContentOwner",
    ];

    private readonly IServiceProvider _services;

    public MailContentAuthorization(IServiceProvider services)
    {
        _services = services;
    }

    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        if (TypeOf(context.Resource, requirement.Permission) is not { } type
            || Needed(type, requirement.Permission) is not { } needed)
        {
            return;
        }

        // Resolved late: the authorization service is made of handlers such as this one.
        var authorization = _services.GetRequiredService<IAuthorizationService>();
        if (!await authorization.AuthorizeAsync(context.User, needed))
        {
            context.Fail(new AuthorizationFailureReason(this, $"{needed.Name} is needed for {type}."));
            return;
        }

        if (type != MailConstants.ContentTypes.Email)
        {
            // Whoever manages these may do with them what one does with content, without permissions for other content.
            context.Succeed(requirement);
        }
    }

    /// <summary>Content permissions are also asked for a type by its name; a name in other questions means something else.</summary>
    private static string? TypeOf(object? resource, Permission asked) => resource switch
    {
        ContentItem item => item.ContentType,
        string type when ContentPermissions.Any(p => asked.Name == p || asked.Name.StartsWith(p + "_", StringComparison.Ordinal)) => type,
        _ => null,
    };

    private static Permission? Needed(string type, Permission asked) =>
        MailPermissions.All.Contains(asked) ? null : MailPermissions.NeededFor(type);
}
