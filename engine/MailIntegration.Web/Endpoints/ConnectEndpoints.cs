using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Security;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Pages;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>Where Microsoft's consent page sends the browser back to (CH3).</summary>
internal static class ConnectEndpoints
{
    public const string Route = "/connect/microsoft365";

    /// <summary>Where Google sends the browser back to after somebody signed in to his account (CH5).</summary>
    public const string GoogleRoute = "/connect/google";

    /// <summary>Likewise for Outlook.com and Microsoft 365 accounts.</summary>
    public const string MicrosoftRoute = "/connect/outlook";

    public static RedirectUris AccountRedirects(HttpContext context, MailWebOptions options) => new(
        MountPath.Absolute(context, options, GoogleRoute), MountPath.Absolute(context, options, MicrosoftRoute));

    public static Uri RedirectUri(HttpContext context, MailWebOptions options) => MountPath.Absolute(context, options, Route);

    /// <summary>A GET that changes something: it is Microsoft's redirect. The one-time state in it, which only this member's
    /// browser was given, is what a token is elsewhere.</summary>
    public static void MapConnect(this RouteGroupBuilder pages) => pages.MapGet(Route, FinishAsync).ExcludeFromDescription();

    private static async Task<IResult> FinishAsync(
        HttpContext context,
        Microsoft365Consent consent,
        IMailAuthorization authorization,
        ICurrentMember currentMember,
        CancellationToken cancellationToken)
    {
        PageHeaders.Set(context);
        var memberId = currentMember.GetId(context);
        var rights = memberId is null ? null : await authorization.GetRightsAsync(memberId, cancellationToken);
        if (rights is null)
        {
            return Results.Challenge();
        }

        if (!rights.ManagesChannels)
        {
            return Failed(context, new Reason("forbidden"));
        }

        var query = context.Request.Query;
        var answer = new ConsentAnswer(
            One(query["state"]),
            One(query["tenant"]),
            One(query["admin_consent"]),
            One(query["error"]),
            One(query["error_description"]));
        var result = await consent.FinishAsync(answer, rights.Member.Id, cancellationToken);
        return result.Value is { } channel
            ? Results.Redirect($"{MountPath.Of(context)}/channels/{Uri.EscapeDataString(channel.Id)}?connected=1")
            : Failed(context, result.Errors.First ?? new Reason(result.Outcome == SetupOutcome.NotFound ? "not-found" : "conflict"));
    }

    private static IResult Failed(HttpContext context, Reason reason)
    {
        var args = string.Concat(reason.Args.Select(a => $"&arg.{Uri.EscapeDataString(a.Key)}={Uri.EscapeDataString(a.Value)}"));
        return Results.Redirect($"{MountPath.Of(context)}/channels?connectError={Uri.EscapeDataString(reason.Code)}{args}");
    }

    internal static string? One(Microsoft.Extensions.Primitives.StringValues values) =>
        values is [{ Length: <= 4000 } value] ? value : null;
}
