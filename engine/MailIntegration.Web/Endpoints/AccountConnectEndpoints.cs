using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Security;
using MailIntegration.Web.Pages;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>Where the pop-up comes back to after somebody signed in to an account (CH5), and the page that it ends on.</summary>
internal static class AccountConnectEndpoints
{
    private const string Done = "/connect/done";

    /// <summary>GETs that change something: they are the provider's redirects. The one-time state in them, which only this
    /// member's browser was given, is what a token is elsewhere; PKCE binds the code to it.</summary>
    public static void MapAccountConnect(this RouteGroupBuilder pages)
    {
        pages.MapGet(ConnectEndpoints.GoogleRoute, FinishAsync).ExcludeFromDescription();
        pages.MapGet(ConnectEndpoints.MicrosoftRoute, FinishAsync).ExcludeFromDescription();
        pages.MapGet(Done, ShowAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> FinishAsync(
        HttpContext context,
        AccountSignIn signIn,
        IMailAuthorization authorization,
        ICurrentMember currentMember,
        CancellationToken cancellationToken)
    {
        PageHeaders.Set(context, keepsOpener: true);
        if (await RightsAsync(context, authorization, currentMember, cancellationToken) is not { } rights)
        {
            return Results.Challenge();
        }

        var query = context.Request.Query;
        var answer = new AccountSignInAnswer(
            ConnectEndpoints.One(query["state"]),
            ConnectEndpoints.One(query["code"]),
            ConnectEndpoints.One(query["error"]),
            ConnectEndpoints.One(query["error_description"]));
        var result = await signIn.FinishAsync(answer, rights, cancellationToken);
        if (result.Value is { } linked)
        {
            var address = linked.Address is null ? "" : "&address=" + Uri.EscapeDataString(linked.Address.Id);
            return Results.Redirect($"{MountPath.Of(context)}{Done}?channel={Uri.EscapeDataString(linked.Channel.Id)}{address}");
        }

        var reason = result.Errors.First ?? new Reason(result.Outcome == SetupOutcome.NotFound ? "not-found" : "conflict");
        var args = string.Concat(reason.Args.Select(a => $"&arg.{Uri.EscapeDataString(a.Key)}={Uri.EscapeDataString(a.Value)}"));
        return Results.Redirect($"{MountPath.Of(context)}{Done}?error={Uri.EscapeDataString(reason.Code)}{args}");
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context,
        ClientFiles files,
        IMailAuthorization authorization,
        ICurrentMember currentMember,
        CancellationToken cancellationToken)
    {
        PageHeaders.Set(context, keepsOpener: true);
        return await RightsAsync(context, authorization, currentMember, cancellationToken) is null
            ? Results.Challenge()
            : Results.Content(files.Render("linked.html", ShellPage.Values(context, files)), "text/html; charset=utf-8");
    }

    private static async Task<MemberRights?> RightsAsync(
        HttpContext context, IMailAuthorization authorization, ICurrentMember currentMember, CancellationToken cancellationToken) =>
        currentMember.GetId(context) is { } memberId ? await authorization.GetRightsAsync(memberId, cancellationToken) : null;
}
