using System.Security.Claims;
using MailIntegration.Web;
using MailIntegration.Web.Pages;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace MailIntegration.Embedded.Security;

/// <summary>Signing in by one-time links, and out.</summary>
internal static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/sign-in", ShowHelp).ExcludeFromDescription();
        pages.MapGet("/sign-in/{token}", ShowAsync).ExcludeFromDescription();
        pages.MapPost("/sign-in/{token}", SignInAsync).ExcludeFromDescription();
        pages.MapPost("/sign-out", SignOutAsync).ExcludeFromDescription();
    }

    /// <summary>Where somebody lands who is not signed in.</summary>
    private static IResult ShowHelp(HttpContext context, ClientFiles files) =>
        Page(context, files, SignInTexts.Of(context).Help, StatusCodes.Status200OK);

    /// <summary>Shows a button and uses nothing up: mail programs and chat previews open links on their own.</summary>
    private static async Task<IResult> ShowAsync(
        string token,
        HttpContext context,
        ClientFiles files,
        SignInLinks links,
        IAntiforgery antiforgery,
        CancellationToken cancellationToken)
    {
        var texts = SignInTexts.Of(context);
        if (await links.PeekAsync(token, cancellationToken) is not { } member)
        {
            return Page(context, files, texts.Expired, StatusCodes.Status404NotFound);
        }

        var values = ShellPage.Values(context, files);
        values["message"] = string.Format(null, texts.Welcome, member.Name);
        values["button"] = texts.Button;
        values["token"] = token;
        values["antiforgery"] = antiforgery.GetAndStoreTokens(context).RequestToken ?? "";
        SetHeaders(context);
        return Results.Content(files.Render("sign-in.html", values), "text/html; charset=utf-8");
    }

    private static async Task<IResult> SignInAsync(
        string token,
        HttpContext context,
        ClientFiles files,
        SignInLinks links,
        IAntiforgery antiforgery,
        CancellationToken cancellationToken)
    {
        var texts = SignInTexts.Of(context);
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Page(context, files, texts.Again, StatusCodes.Status400BadRequest);
        }

        if (await links.TakeAsync(token, cancellationToken) is not { } member)
        {
            return Page(context, files, texts.Expired, StatusCodes.Status404NotFound);
        }

        var identity = new ClaimsIdentity(CookieAuthenticationDefaults.AuthenticationScheme);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, member.Id));
        identity.AddClaim(new Claim(ClaimTypes.Name, member.Name));
        await context.SignInAsync(
            CookieAuthenticationDefaults.AuthenticationScheme,
            new ClaimsPrincipal(identity),
            new AuthenticationProperties { IsPersistent = true });
        return Results.Redirect(ShellPage.BasePath(context) + "/");
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, ClientFiles files, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Page(context, files, SignInTexts.Of(context).Again, StatusCodes.Status400BadRequest);
        }

        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return Results.Redirect(ShellPage.BasePath(context) + "/sign-in");
    }

    /// <summary>The sign-in page without its form.</summary>
    private static IResult Page(HttpContext context, ClientFiles files, string message, int status)
    {
        var values = ShellPage.Values(context, files);
        values["message"] = message;
        SetHeaders(context);
        var page = files.Render("sign-in.html", values);
        var start = page.IndexOf("<form", StringComparison.Ordinal);
        var end = page.IndexOf("</form>", StringComparison.Ordinal);
        return Results.Content(
            start >= 0 && end > start ? page.Remove(start, end + "</form>".Length - start) : page,
            "text/html; charset=utf-8",
            statusCode: status);
    }

    private static void SetHeaders(HttpContext context)
    {
        PageHeaders.Set(context);
        // The address of this page is a key: it must not travel along to the next one.
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
    }
}
