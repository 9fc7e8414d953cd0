using MailIntegration.Engine;
using MailIntegration.Engine.Diagnostics;
using MailIntegration.Web.Security;
using MailIntegration.Web.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>Health (OP2): one word for everybody, the parts for those who manage channels.</summary>
internal static class HealthEndpoints
{
    public const string Route = "/health";

    public static void MapHealth(this RouteGroupBuilder pages) =>
        pages.MapGet(Route, LookAsync).AllowAnonymous().ExcludeFromDescription();

    public static void MapHealthDetails(this RouteGroupBuilder api) =>
        api.MapGet("health", DetailAsync).WithName("GetHealth").Requires(MailPermission.ManageChannels);

    private static async Task<IResult> LookAsync(HttpContext context, HealthMemory health, CancellationToken cancellationToken)
    {
        var report = await health.LookAsync(cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Text(
            report.State.ToString(),
            "text/plain",
            statusCode: report.State == HealthState.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    private static async Task<Ok<HealthModel>> DetailAsync(MailHealth health, CancellationToken cancellationToken)
    {
        var report = await health.LookAsync(cancellationToken);
        return TypedResults.Ok(new HealthModel(
            report.State, report.Parts.Select(p => new HealthPartModel(p.Name, p.State, p.Reason)).ToList()));
    }

    internal sealed record HealthModel(HealthState State, IReadOnlyList<HealthPartModel> Parts);

    internal sealed record HealthPartModel(string Name, HealthState State, Reason? Reason);
}
