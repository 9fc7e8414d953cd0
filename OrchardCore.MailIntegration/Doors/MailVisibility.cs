using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.MailIntegration.Permissions;

namespace OrchardCore.MailIntegration.Doors;

/// <summary>
/// Whether the person of the current request may see content of our types. For the doors of Orchard that show content without
/// asking for its permissions; the others are shut by <see cref="Handlers.MailContentAuthorization"/>.
/// </summary>
public sealed class MailVisibility
{
    private const string Key = "OrchardCore.MailIntegration.Sees.";

    private readonly IHttpContextAccessor _http;

    public MailVisibility(IHttpContextAccessor http)
    {
        _http = http;
    }

    public static bool IsOurs(string? contentType) =>
        contentType == MailConstants.ContentTypes.Email || MailConstants.ContentTypes.Ordinary.Contains(contentType);

    /// <summary>True for other content too. Where there is no request there is nobody to keep anything from.</summary>
    public async ValueTask<bool> MaySeeAsync(string? contentType)
    {
        if (!IsOurs(contentType) || _http.HttpContext is not { } context)
        {
            return true;
        }

        if (context.Items[Key + contentType] is bool known)
        {
            return known;
        }

        // A type without a permission of ours stays shut.
        var sees = MailPermissions.NeededFor(contentType!) is { } permission
            && await context.RequestServices.GetRequiredService<IAuthorizationService>().AuthorizeAsync(context.User, permission);
        context.Items[Key + contentType] = sees;
        return sees;
    }

    public ValueTask<bool> MaySeeAsync(ContentItem item) => MaySeeAsync(item.ContentType);

    /// <summary>
    /// The same for callers that cannot wait, such as Liquid. Roles and permissions lie in memory, and there is no
    /// synchronisation context that waiting could block.
    /// </summary>
    public bool MaySee(ContentItem item)
    {
        var answer = MaySeeAsync(item);
        return answer.IsCompletedSuccessfully ? answer.Result : answer.AsTask().GetAwaiter().GetResult();
    }
}
