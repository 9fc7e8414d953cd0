using MailIntegration.Engine.Security;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Pages;

/// <summary>The shell page under each of its addresses, and the client's files.</summary>
internal static class PageEndpoints
{
    private const int Year = 365 * 24 * 60 * 60;

    /// <summary>Every screen has an address of its own; all answer the same page.</summary>
    internal static readonly string[] Routes =
    [
        "",
        "/{screen:regex(^(inbox|sent|spam|archive|deleted|all|unread|mine|unassigned|unprocessed|drafts|outbox|write)$)}",
        "/{screen:regex(^(messenger|tickets|tasks|contacts|channels|accounts|settings|team|snippets|rules|dossiers|processing|notifications|try-out)$)}",
        "/conversations/{id}", "/channels/{id}", "/addresses/{id}", "/tickets/{number}", "/contacts/{id}", "/dossiers/{key}",
        "/messaging/{section?}", "/messaging/templates/{id}",
    ];

    public static void MapPages(this RouteGroupBuilder pages)
    {
        foreach (var route in Routes)
        {
            pages.MapGet(route, ShowAsync).ExcludeFromDescription();
        }
    }

    public static void MapClientFiles(this RouteGroupBuilder pages) =>
        pages.MapGet("/client/{version}/{**path}", SendFile).ExcludeFromDescription();

    private static async Task<IResult> ShowAsync(
        HttpContext context,
        ClientFiles files,
        ICurrentMember currentMember,
        IMailAuthorization authorization,
        CancellationToken cancellationToken)
    {
        PageHeaders.Set(context);
        var memberId = currentMember.GetId(context);
        if (memberId is null || await authorization.GetRightsAsync(memberId, cancellationToken) is null)
        {
            return Results.Challenge();
        }

        return Results.Content(
            files.Render("index.html", ShellPage.Values(context, files)), "text/html; charset=utf-8");
    }

    /// <summary>The files hold no mail and need no sign-in. An old version's address still gives the file of now: a page that
    /// was open while the site was updated goes on until it is reloaded.</summary>
    private static IResult SendFile(string version, string path, HttpContext context, ClientFiles files)
    {
        if (files.Find(path) is not { } file || path.EndsWith(".html", StringComparison.Ordinal))
        {
            return Results.NotFound();
        }

        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = version == files.Version ? $"public, max-age={Year}, immutable" : "no-cache";
        return Results.Bytes(file.Content, file.ContentType);
    }
}
