using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Storage;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using MailIntegration.Web.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>What became of recent mail, and why (PR1).</summary>
internal static class ProcessingEndpoints
{
    private const int PageSize = 50;

    /// <summary>Outcomes with which a mail did not get where it should.</summary>
    private static readonly IReadOnlyList<MessageOutcome> Unprocessed =
        [MessageOutcome.Ignored, MessageOutcome.Quarantined, MessageOutcome.Refused, MessageOutcome.Vanished];

    public static void MapProcessing(this RouteGroupBuilder api) =>
        api.MapGet("processing", ListAsync).WithName("ListProcessing");

    /// <summary>Newest first; <paramref name="only"/> is empty or <c>unprocessed</c>.</summary>
    private static async Task<Results<Ok<ProcessingPageModel>, ProblemHttpResult>> ListAsync(
        string? only,
        string? addressId,
        string? after,
        Caller caller,
        AddressAccess access,
        LedgerPages pages,
        ProcessingViews views,
        CancellationToken cancellationToken)
    {
        if (!Positions.TryRead(after, out var position))
        {
            return Problems.Invalid("after", "position-malformed");
        }

        if (only is not (null or "" or "unprocessed"))
        {
            return Problems.Invalid("only", "value-unknown");
        }

        var readable = await access.WholeAsync(caller.Rights, cancellationToken);
        if (!string.IsNullOrEmpty(addressId) && !readable.Contains(addressId))
        {
            return Problems.NotFound();
        }

        var query = new LedgerQuery
        {
            AddressId = string.IsNullOrEmpty(addressId) ? null : addressId,
            Outcomes = string.IsNullOrEmpty(only) ? [] : Unprocessed,
            After = position,
            Take = PageSize,
        };
        var rows = await pages.ListAsync(readable, query, cancellationToken);
        var shown = rows.Where(r => readable.Contains(r.AddressId)).ToList();
        return TypedResults.Ok(new ProcessingPageModel(
            await views.BuildAsync(shown, caller, cancellationToken),
            rows.Count == PageSize ? Positions.Write(rows[^1].ReceivedAt, rows[^1].Key) : null));
    }
}
