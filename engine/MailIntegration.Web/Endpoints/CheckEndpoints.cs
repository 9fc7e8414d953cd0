using System.Text.Json;
using MailIntegration.Engine.Channels.Checking;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace MailIntegration.Web.Endpoints;

/// <summary>The connection checker (CH10): one JSON text per line, each as soon as its step is done.</summary>
internal static class CheckEndpoints
{
    public const string ContentType = "application/x-ndjson";

    public static void MapChecks(this RouteGroupBuilder api) => api.MapPost("channels/{id}/check", RunAsync)
        .WithName("CheckChannel")
        .Requires(MailPermission.ManageChannels)
        .Produces<CheckLineModel>(StatusCodes.Status200OK, ContentType);

    private static async Task<IResult> RunAsync(
        string id,
        CheckBody body,
        HttpContext context,
        ConnectionChecker checker,
        IOptions<JsonOptions> json,
        CancellationToken cancellationToken)
    {
        if (await checker.PlanAsync(id, body.AddressId, cancellationToken) is not { } plan)
        {
            return Problems.NotFound();
        }

        context.Response.ContentType = ContentType;
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await WriteAsync(new CheckLineModel(plan.Steps, plan.Address?.Email));
        await foreach (var result in checker.RunAsync(plan, cancellationToken))
        {
            await WriteAsync(new CheckLineModel(Result: CheckResultModel.Of(result)));
        }

        // Without this line the connection broke: what is missing was not checked.
        await WriteAsync(new CheckLineModel(Done: true));
        return Results.Empty;

        async Task WriteAsync(CheckLineModel line)
        {
            var text = JsonSerializer.Serialize(line, json.Value.SerializerOptions);
            await context.Response.WriteAsync(text + "\n", cancellationToken);
            await context.Response.Body.FlushAsync(cancellationToken);
        }
    }
}
