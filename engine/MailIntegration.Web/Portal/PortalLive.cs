using MailIntegration.Engine.Portal;
using MailIntegration.Web.Live;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MailIntegration.Web.Portal;

/// <summary>
/// Tells an open page of a contact that its conversation changed, and nothing more: what changed it asks for, by the way that
/// decides what it may see. The link is looked at again before every word.
/// </summary>
internal static class PortalLive
{
    public static async Task<IResult> RunAsync(
        string key,
        string id,
        PortalCaller caller,
        HttpContext context,
        PortalReader reader,
        LiveBroadcaster broadcaster,
        IServiceScopeFactory scopes,
        IHostApplicationLifetime lifetime,
        IOptions<MailWebOptions> options,
        TimeProvider time)
    {
        if (await reader.FindAsync(caller.Visitor, id, context.RequestAborted) is null)
        {
            return Problems.NotFound();
        }

        using var subscription = broadcaster.Subscribe("contact:" + caller.Visitor.Contact.Id, null);
        if (subscription is null)
        {
            return Problems.Of(StatusCodes.Status429TooManyRequests, "busy");
        }

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var browser = PortalBrowser.SecretOf(context);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using var timer = time.CreateTimer(_ => ending.Cancel(), null, options.Value.LiveDuration, Timeout.InfiniteTimeSpan);
        try
        {
            // The page loads after it listens: what came in between is in what it loads.
            await WriteAsync(context, "retry: 1000\nevent: ready\ndata: {}\n\n", ending.Token);
            while (await NextAsync(subscription, id, options.Value.LiveHeartbeat, time, ending.Token) is var isChanged)
            {
                if (isChanged && !await IsOpenAsync(scopes, key, browser, ending.Token))
                {
                    return Results.Empty;
                }

                await WriteAsync(context, isChanged ? "event: changed\ndata: {}\n\n" : ": still here\n\n", ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Its time is over, the browser left, or the process stops: the browser comes back by itself.
        }

        return Results.Empty;
    }

    /// <returns>True when the conversation changed, false when it was quiet for as long as a heartbeat.</returns>
    private static async Task<bool> NextAsync(
        LiveSubscription subscription, string conversationId, TimeSpan heartbeat, TimeProvider time, CancellationToken cancellationToken)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = time.CreateTimer(_ => pause.Cancel(), null, heartbeat, Timeout.InfiniteTimeSpan);
        try
        {
            while (await subscription.Events.WaitToReadAsync(pause.Token))
            {
                var isHeard = false;
                while (subscription.Events.TryRead(out var told))
                {
                    isHeard |= told.Kind is LiveKind.Conversations && told.ConversationIds.Contains(conversationId, StringComparer.Ordinal);
                }

                if (isHeard || subscription.TakeMissed())
                {
                    return true;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return subscription.TakeMissed();
        }

        return false;
    }

    /// <summary>In a scope of its own: none lives as long as the connection.</summary>
    private static async Task<bool> IsOpenAsync(
        IServiceScopeFactory scopes, string key, string? browser, CancellationToken cancellationToken)
    {
        if (key == PortalKeys.Account)
        {
            return true;
        }

        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PortalLinks>().LookAsync(key, browser, cancellationToken)
            is { State: PortalLinkState.Open };
    }

    private static async Task WriteAsync(HttpContext context, string text, CancellationToken cancellationToken)
    {
        await context.Response.WriteAsync(text, cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }
}
