using System.Buffers.Text;
using System.Security.Cryptography;
using MailIntegration.Engine.Portal;
using Microsoft.AspNetCore.Http;

namespace MailIntegration.Web.Portal;

/// <summary>Tells a contact's browser from others, so that a link to all his conversations opens nowhere else.</summary>
internal static class PortalBrowser
{
    private const string Cookie = "mail-portal";
    private const int Bytes = 32;

    /// <summary>Null for a browser that never asked for a link.</summary>
    public static string? SecretOf(HttpContext context) =>
        context.Request.Cookies[Cookie] is { } secret && secret.Length == Base64Url.GetEncodedLength(Bytes) ? secret : null;

    /// <summary>The browser's secret, a new one where it has none; kept for as long as the newest link works.</summary>
    public static string Ensure(HttpContext context)
    {
        var secret = SecretOf(context) ?? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        context.Response.Cookies.Append(
            Cookie,
            secret,
            new CookieOptions
            {
                HttpOnly = true,
                IsEssential = true,

                // The link is followed out of a mail program.
                SameSite = SameSiteMode.Lax,
                Secure = context.Request.IsHttps,
                MaxAge = PortalLinks.LifeOfAll,
                Path = MountPath.Of(context),
            });
        return secret;
    }
}
