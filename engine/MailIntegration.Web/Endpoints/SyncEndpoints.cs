using MailIntegration.Engine.Sync;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using MailIntegration.Web.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>Refresh, watch and cancel syncs (SY1).</summary>
internal static class SyncEndpoints
{
    public static void MapSync(this RouteGroupBuilder api)
    {
        api.MapPost("sync", RequestAsync).WithName("RequestSync");
        api.MapGet("sync", GetRunsAsync).WithName("GetRuns");
        api.MapDelete("sync/{addressId}", CancelAsync).WithName("CancelSync");
    }

    private static async Task<Results<Accepted<RunsModel>, ProblemHttpResult>> RequestAsync(
        SyncBody body, Caller caller, AddressAccess access, ISyncControl sync, CancellationToken cancellationToken)
    {
        var listed = await access.ListedAsync(caller.Rights, cancellationToken);
        if (!string.IsNullOrEmpty(body.AddressId) && !listed.Contains(body.AddressId))
        {
            return Problems.NotFound();
        }

        var ids = listed.Addresses
            .Where(a => string.IsNullOrEmpty(body.AddressId) || a.Id == body.AddressId)
            .Where(listed.Setup.IsFetched)
            .Select(a => a.Id)
            .ToList();
        var runs = ids.Count == 0 ? [] : sync.Request(ids);
        return TypedResults.Accepted((string?)null, Models(runs, listed));
    }

    private static async Task<Ok<RunsModel>> GetRunsAsync(
        Caller caller, AddressAccess access, ISyncControl sync, CancellationToken cancellationToken) =>
        TypedResults.Ok(Models(sync.Runs, await access.ListedAsync(caller.Rights, cancellationToken)));

    private static async Task<Results<NoContent, ProblemHttpResult>> CancelAsync(
        string addressId, Caller caller, AddressAccess access, ISyncControl sync, CancellationToken cancellationToken)
    {
        var listed = await access.ListedAsync(caller.Rights, cancellationToken);
        if (!listed.Contains(addressId))
        {
            return Problems.NotFound();
        }

        sync.Cancel(addressId);
        return TypedResults.NoContent();
    }

    private static RunsModel Models(IReadOnlyList<SyncRun> runs, AddressSet listed) => new(runs
        .Where(r => listed.Contains(r.AddressId))
        .Select(r => RunModel.Of(r, listed.Find(r.AddressId)!.Email))
        .ToList());
}
