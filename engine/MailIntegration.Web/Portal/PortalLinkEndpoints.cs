using MailIntegration.Engine.Portal;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Portal;

/// <summary>
/// Links by mail that a contact asks for on his page: to all his conversations, and in place of one whose time is over. They go to
/// the address that the old one went to. Whether a mail left is not told: the answer is the same.
/// </summary>
internal static class PortalLinkEndpoints
{
    public static void MapPortalLinks(this RouteGroupBuilder api) => api.MapPost("links", AskAllAsync);

    /// <summary>For links that open nothing any more.</summary>
    public static void MapPortalRenewal(this RouteGroupBuilder portal)
    {
        var api = portal.MapGroup("/renew/{token}/api").ExcludeFromDescription().AddEndpointFilter(TaskPageEndpoints.GuardAsync);
        api.MapGet("session", GetAsync);
        api.MapPost("link", AskAgainAsync);
    }

    private static async Task<Accepted> AskAllAsync(
        string key, PortalCaller caller, HttpContext context, PageLinkMailer mailer, PortalLimit limit, CancellationToken cancellationToken)
    {
        if (key != PortalKeys.Account)
        {
            await SendAsync(context, limit, caller.Visitor.Contact.Id, browser => mailer.SendAllAsync(
                caller.Visitor.Contact, caller.Visitor.Address, browser, cancellationToken));
        }

        return TypedResults.Accepted((string?)null);
    }

    private static async Task<Results<Ok<PortalRenewalModel>, ProblemHttpResult>> GetAsync(
        string token,
        HttpContext context,
        PortalLinks links,
        PageLinkMailer mailer,
        IAntiforgery antiforgery,
        CancellationToken cancellationToken) =>
        await links.LookAsync(token, PortalBrowser.SecretOf(context), cancellationToken)
                is { State: PortalLinkState.Ended or PortalLinkState.Elsewhere }
            && await mailer.CanSendAsync(cancellationToken)
            ? TypedResults.Ok(new PortalRenewalModel(antiforgery.GetAndStoreTokens(context).RequestToken ?? ""))
            : Problems.Of(StatusCodes.Status404NotFound, "portal-link-ended");

    private static async Task<Accepted> AskAgainAsync(
        string token, HttpContext context, PortalLinks links, PageLinkMailer mailer, PortalLimit limit, CancellationToken cancellationToken)
    {
        var look = await links.LookAsync(token, PortalBrowser.SecretOf(context), cancellationToken);
        if (look is { State: PortalLinkState.Ended or PortalLinkState.Elsewhere, Pass: { } pass })
        {
            await SendAsync(context, limit, pass.Contact.Id, browser => pass.ConversationId is { } conversation
                ? mailer.SendOneAsync(pass.Contact, pass.Address, conversation, cancellationToken)
                : mailer.SendAllAsync(pass.Contact, pass.Address, browser, cancellationToken));
        }

        return TypedResults.Accepted((string?)null);
    }

    private static async Task SendAsync(HttpContext context, PortalLimit limit, string contactId, Func<string, Task> send)
    {
        var browser = PortalBrowser.Ensure(context);
        if (limit.TakeLink(contactId, context.Connection.RemoteIpAddress?.ToString() ?? ""))
        {
            await send(browser);
        }
    }
}
