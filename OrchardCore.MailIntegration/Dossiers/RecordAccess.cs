using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Metadata;
using OrchardCore.ContentManagement.Records;
using OrchardCore.MailIntegration.Models;
using OrchardCore.Users;
using OrchardCore.Users.Services;
using YesSql;
using YesSql.Services;

namespace OrchardCore.MailIntegration.Dossiers;

/// <summary>Content items that are dossiers, and who may see them: the content permissions of the site decide.</summary>
internal static class RecordAccess
{
    /// <summary>The types that the part is attached to.</summary>
    public static async Task<string[]> TypesAsync(IServiceProvider services) =>
        (await services.GetRequiredService<IContentDefinitionManager>().ListTypeDefinitionsAsync())
            .Where(t => t.Parts.Any(p => p.PartDefinition.Name == nameof(MailDossierPart)))
            .Select(t => t.Name)
            .ToArray();

    /// <summary>The latest versions of these items, drafts too; items of other types are missing from the answer.</summary>
    public static async Task<IReadOnlyList<ContentItem>> FindAsync(IServiceProvider services, IReadOnlyCollection<string> ids)
    {
        var types = await TypesAsync(services);
        if (types.Length == 0 || ids.Count == 0)
        {
            return [];
        }

        var wanted = ids.ToArray();
        return (await services.GetRequiredService<ISession>()
                .Query<ContentItem, ContentItemIndex>(i => i.Latest && i.ContentItemId.IsIn(wanted)).ListAsync())
            .Where(i => types.Contains(i.ContentType))
            .ToList();
    }

    /// <summary>Those of the items that the user may view.</summary>
    public static async Task<IReadOnlyList<ContentItem>> VisibleAsync(
        IServiceProvider services, string userId, IReadOnlyCollection<ContentItem> items)
    {
        if (items.Count == 0 || await PrincipalAsync(services, userId) is not { } principal)
        {
            return [];
        }

        var authorization = services.GetRequiredService<IAuthorizationService>();
        var visible = new List<ContentItem>(items.Count);
        foreach (var item in items)
        {
            if (await authorization.AuthorizeAsync(principal, Contents.CommonPermissions.ViewContent, item))
            {
                visible.Add(item);
            }
        }

        return visible;
    }

    /// <summary>The user as he would come by a request; null when he is gone or disabled.</summary>
    private static async Task<ClaimsPrincipal?> PrincipalAsync(IServiceProvider services, string userId)
    {
        var user = await services.GetRequiredService<IUserService>().GetUserByUniqueIdAsync(userId);
        return user is Users.Models.User { IsEnabled: true }
            ? await services.GetRequiredService<IUserClaimsPrincipalFactory<IUser>>().CreateAsync(user)
            : null;
    }
}
