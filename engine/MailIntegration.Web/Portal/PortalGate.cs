using System.Reflection;
using MailIntegration.Engine.Portal;
using MailIntegration.Web.Pages;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Web.Portal;

/// <summary>
/// Stands before every route of the contact's page: the link (or account) proves who asks, unsafe requests bear the token of
/// the page and are counted. It wraps the routes, so that nothing of a refused request is read.
/// </summary>
internal static class PortalGate
{
    /// <summary>An answer of 20,000 characters, every one of them escaped.</summary>
    private const long MaxBody = 256 * 1024;

    public static RouteGroupBuilder BehindPortalGate(this RouteGroupBuilder group)
    {
        ((IEndpointConventionBuilder)group).Add(builder =>
        {
            var next = builder.RequestDelegate
                ?? throw new InvalidOperationException($"{builder.DisplayName} has no handler to guard.");
            builder.RequestDelegate = context => InvokeAsync(context, next);
            builder.Metadata.Add(new PortalGateMetadata());
        });
        return group;
    }

    /// <summary>Who asks by this key; null when it opens nothing.</summary>
    public static async Task<PortalVisitor?> FindAsync(HttpContext context, string key, CancellationToken cancellationToken)
    {
        var (visitor, _) = await LookAsync(context, key, cancellationToken);
        return visitor;
    }

    private static async Task<(PortalVisitor? Visitor, string Refusal)> LookAsync(
        HttpContext context, string key, CancellationToken cancellationToken)
    {
        var services = context.RequestServices;
        if (key == PortalKeys.Account)
        {
            return await services.GetRequiredService<IPortalAccounts>().FindAsync(context, cancellationToken) is { } account
                ? (new PortalVisitor(account.Contact, account.Address, null), "")
                : (null, "portal-signed-out");
        }

        var look = await services.GetRequiredService<PortalLinks>().LookAsync(key, PortalBrowser.SecretOf(context), cancellationToken);
        return look switch
        {
            { State: PortalLinkState.Open, Pass: { } pass } => (new PortalVisitor(pass.Contact, pass.Address, pass.ConversationId), ""),
            { State: PortalLinkState.Ended } => (null, "portal-link-expired"),
            { State: PortalLinkState.Elsewhere } => (null, "portal-link-elsewhere"),
            _ => (null, "portal-link-ended"),
        };
    }

    private static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        PageHeaders.SetApi(context);
        PageHeaders.SetByLink(context);
        if (await CheckAsync(context) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        await ApiFailures.GuardAsync(context, next);
    }

    private static async Task<IResult?> CheckAsync(HttpContext context)
    {
        var key = context.GetRouteValue("key") as string ?? "";
        var (visitor, refusal) = await LookAsync(context, key, context.RequestAborted);
        if (visitor is null)
        {
            return Problems.Of(StatusCodes.Status404NotFound, refusal);
        }

        if (ApiGate.IsUnsafe(context.Request.Method))
        {
            if (!await ApiGate.HasTokenAsync(context))
            {
                return Problems.Of(StatusCodes.Status400BadRequest, "antiforgery");
            }

            if (!context.RequestServices.GetRequiredService<PortalLimit>().Take(visitor.Contact.Id))
            {
                return Problems.Of(StatusCodes.Status429TooManyRequests, "busy");
            }
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MaxBody;
        }

        context.Items[typeof(PortalCaller)] = new PortalCaller(visitor);
        return null;
    }
}

/// <summary>Marks a route that <see cref="PortalGate"/> guards; a test proves that every route of the contact's page is.</summary>
internal sealed record PortalGateMetadata;

/// <summary>The contact behind a request, bound by the gate.</summary>
internal sealed record PortalCaller(PortalVisitor Visitor)
{
    public static ValueTask<PortalCaller> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult((PortalCaller?)context.Items[typeof(PortalCaller)]
            ?? throw new InvalidOperationException("The route is not behind the gate of the contact's page."));
}
