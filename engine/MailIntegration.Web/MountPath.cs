using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace MailIntegration.Web;

/// <summary>Where the mail centre is mounted; metadata of every endpoint.</summary>
/// <param name="Prefix">Begins with a slash, does not end with one; for example <c>/mail</c>.</param>
internal sealed record MountPath(string Prefix)
{
    /// <summary>The path as the browser sees it, for example behind a tenant's prefix.</summary>
    public static string Of(HttpContext context) =>
        context.Request.PathBase.Value + context.GetEndpoint()?.Metadata.GetMetadata<MountPath>()?.Prefix;

    /// <summary>An absolute address below the mount path.</summary>
    public static Uri Absolute(HttpContext context, MailWebOptions options, string path)
    {
        var request = context.Request;
        var origin = options.PublicOrigin?.GetLeftPart(UriPartial.Authority)
            ?? UriHelper.BuildAbsolute(request.Scheme, request.Host).TrimEnd('/');
        return new Uri(origin + Of(context) + path);
    }
}
