using Microsoft.AspNetCore.Http;

namespace MailIntegration.Web;

/// <summary>The languages of the client.</summary>
internal static class Cultures
{
    private const string Cookie = "mail-culture";

    public static readonly string[] Known = ["en", "nl", "de"];

    /// <summary>What the member chose in this browser; else the first language of the browser that there is; else English.</summary>
    public static string Of(HttpRequest request)
    {
        if (request.Cookies[Cookie] is { } chosen && Known.Contains(chosen))
        {
            return chosen;
        }

        return request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(l => l.Quality ?? 1)
            .Select(l => l.Value.Value is { Length: >= 2 } text ? text[..2].ToLowerInvariant() : "")
            .FirstOrDefault(Known.Contains) ?? Known[0];
    }

    public static void Store(HttpContext context, string culture) => context.Response.Cookies.Append(
        Cookie,
        culture,
        new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            MaxAge = TimeSpan.FromDays(365),
            Path = MountPath.Of(context),
        });
}
