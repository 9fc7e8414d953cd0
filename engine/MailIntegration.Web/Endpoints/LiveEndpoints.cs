using MailIntegration.Web.Live;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MailIntegration.Web.Endpoints;

/// <summary>Server-sent events (HTML standard, 9.2).</summary>
internal static class LiveEndpoints
{
    public static void MapLive(this RouteGroupBuilder api) => api.MapGet("live", RunAsync).WithName("Live")
        .Produces(StatusCodes.Status200OK, contentType: "text/event-stream");

    private static async Task<IResult> RunAsync(
        Caller caller,
        HttpContext context,
        LiveBroadcaster broadcaster,
        IServiceScopeFactory scopes,
        IHostApplicationLifetime lifetime,
        IOptions<MailWebOptions> options,
        IOptions<JsonOptions> json,
        TimeProvider time)
    {
        var lastEventId = context.Request.Headers["Last-Event-ID"].ToString();
        using var subscription = broadcaster.Subscribe(caller.Id, lastEventId.Length is > 0 and < 100 ? lastEventId : null);
        if (subscription is null)
        {
            return Problems.Of(StatusCodes.Status429TooManyRequests, "busy");
        }

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping);
        using var timer = time.CreateTimer(_ => ending.Cancel(), null, options.Value.LiveDuration, Timeout.InfiniteTimeSpan);
        var stream = new LiveStream(
            broadcaster, scopes, json.Value.SerializerOptions, time, context.Response, caller.Id);
        try
        {
            await stream.RunAsync(subscription, options.Value.LiveHeartbeat, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Its time is over, the browser left, or the process stops: the browser comes back by itself.
        }

        return Results.Empty;
    }
}
