using Microsoft.AspNetCore.Http;

namespace MailIntegration.Web.Pages;

/// <summary>Headers of our own pages: nothing but our own files, and nobody else's frame.</summary>
public static class PageHeaders
{
    /// <summary>Remote images of mails are loaded by the frame of the body, which inherits nothing of this.</summary>
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        + "frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

    /// <param name="keepsOpener">For the pages of a pop-up that comes back from somebody else's site: a policy of our own would
    /// part it from the page that opened it, and it could not close itself.</param>
    public static void Set(HttpContext context, bool keepsOpener = false)
    {
        ArgumentNullException.ThrowIfNull(context);
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "SAMEORIGIN";
        headers.CacheControl = "no-cache, no-store";
        headers.Pragma = "no-cache";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = keepsOpener ? "unsafe-none" : "same-origin-allow-popups";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()";
    }

    /// <summary>Headers of a page or API that whoever holds a link opens: no link leaves it, no search engine keeps it.</summary>
    internal static void SetByLink(HttpContext context)
    {
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers["X-Robots-Tag"] = "noindex";
    }

    /// <summary>Headers of answers of an API.</summary>
    internal static void SetApi(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-cache, no-store";
        headers.Pragma = "no-cache";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
