using MailIntegration.Engine;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Web.Content;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using MailIntegration.Web.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>Messages that could not be processed, and Try again (SY4, PR4).</summary>
internal static class UnprocessedEndpoints
{
    private const int PageSize = 50;
    private const int MaxRetries = 500;

    private static readonly LedgerQuery Quarantine = new() { Outcomes = [MessageOutcome.Quarantined], Take = PageSize };
    private static readonly LedgerQuery LeftOut = new() { Outcomes = [MessageOutcome.Ignored], Take = PageSize };

    public static void MapUnprocessed(this RouteGroupBuilder api)
    {
        api.MapGet("unprocessed", ListAsync).WithName("ListUnprocessed");
        api.MapPost("unprocessed/retry", RetryAsync).WithName("RetryUnprocessed");
        api.MapPost("unprocessed/ignore", IgnoreAsync).WithName("IgnoreUnprocessed");
        api.MapPost("unprocessed/contacts", AddContactsAsync).WithName("AddUnprocessedContacts").Requires(MailPermission.ManageContacts);
        api.MapGet("unprocessed/{key}/preview", PreviewAsync).WithName("PreviewUnprocessed");
        api.MapGet("unprocessed/{key}/raw", GetRawAsync).WithName("GetUnprocessedRaw")
            .Produces(StatusCodes.Status200OK, contentType: "message/rfc822");
    }

    private static async Task<Results<Ok<UnprocessedPageModel>, ProblemHttpResult>> ListAsync(
        string? after, string? ignored, Caller caller, AddressAccess access, LedgerPages pages, CancellationToken cancellationToken)
    {
        if (!Positions.TryRead(after, out var position))
        {
            return Problems.Invalid("after", "position-malformed");
        }

        var readable = await access.WholeAsync(caller.Rights, cancellationToken);
        var kind = ListValues.IsOn(ignored) ? LeftOut : Quarantine;
        var rows = await pages.ListAsync(readable, kind with { After = position }, cancellationToken);
        var models = rows.Where(r => readable.Contains(r.AddressId) && QuarantineRetry.IsOpen(r)).Select(r => new UnprocessedModel(
            r.Key,
            r.AddressId,
            readable.Find(r.AddressId)!.Email,
            r.Folder,
            r.ReceivedAt,
            r.Reason,
            r.Attempts,
            r.RetryAt,
            r.Size,
            r.RawBlob is not null)).ToList();
        return TypedResults.Ok(new UnprocessedPageModel(
            models, rows.Count == PageSize ? Positions.Write(rows[^1].ReceivedAt, rows[^1].Key) : null));
    }

    private static async Task<Results<Ok<RetryModel>, ProblemHttpResult>> RetryAsync(
        RetryBody body,
        Caller caller,
        AddressAccess access,
        LedgerPages pages,
        IMailStore store,
        QuarantineRetry quarantine,
        CancellationToken cancellationToken)
    {
        if (body.Keys?.Count > MaxRetries)
        {
            return Problems.Invalid("keys", Bounds.TooMany(MaxRetries));
        }

        var readable = await access.WholeAsync(caller.Rights, cancellationToken);
        var rows = body.All
            ? await pages.ListAsync(readable, Quarantine with { Take = MaxRetries }, cancellationToken)
            : (await store.FindMessagesAsync(body.Keys ?? [], cancellationToken)).Values;
        var keys = rows
            .Where(r => QuarantineRetry.IsOpen(r) && readable.Contains(r.AddressId))
            .Select(r => r.Key)
            .ToList();
        var succeeded = keys.Count == 0 ? 0 : await quarantine.RetryAsync(keys, cancellationToken);
        return TypedResults.Ok(new RetryModel(keys.Count, succeeded));
    }

    private static async Task<Results<Ok<IgnoredModel>, ProblemHttpResult>> IgnoreAsync(
        WaitingBody body,
        Caller caller,
        AddressAccess access,
        IMailStore store,
        WaitingMail waiting,
        CancellationToken cancellationToken) =>
        await FindAsync(body, caller, access, store, cancellationToken) is { } rows
            ? TypedResults.Ok(new IgnoredModel(await waiting.IgnoreAsync(rows, caller.Id, cancellationToken)))
            : Problems.Invalid("keys", Bounds.TooMany(MaxRetries));

    private static async Task<Results<Ok<SendersModel>, ProblemHttpResult>> AddContactsAsync(
        WaitingBody body,
        Caller caller,
        AddressAccess access,
        IMailStore store,
        WaitingMail waiting,
        CancellationToken cancellationToken) =>
        await FindAsync(body, caller, access, store, cancellationToken) is { } rows
            ? TypedResults.Ok(SendersModel.Of(await waiting.AddSendersAsync(rows, cancellationToken)))
            : Problems.Invalid("keys", Bounds.TooMany(MaxRetries));

    private static async Task<Results<Ok<PreviewModel>, ProblemHttpResult>> PreviewAsync(
        string key,
        Caller caller,
        AddressAccess access,
        IMailStore store,
        IBlobStore blobs,
        IMimeCodec codec,
        CancellationToken cancellationToken)
    {
        var rows = await FindAsync(new WaitingBody([key]), caller, access, store, cancellationToken);
        if (rows is not [{ RawBlob: { } blob } row] || await blobs.OpenAsync(blob, cancellationToken) is not { } stream)
        {
            return Problems.NotFound();
        }

        await using (stream)
        {
            try
            {
                var content = await codec.ReadAsync(stream, cancellationToken);
                return TypedResults.Ok(PreviewModel.Of(MailDigester.Digest(content, row.ProviderId, row.ReceivedAt, row.Size)));
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException or IOException))
            {
                // It waits because it cannot be read; the fetcher has logged why.
                return Problems.NotFound();
            }
        }
    }

    /// <summary>Rows that wait or were left out, of addresses that the caller reads; null when too many were named.</summary>
    private static async Task<IReadOnlyList<ProviderMessage>?> FindAsync(
        WaitingBody body, Caller caller, AddressAccess access, IMailStore store, CancellationToken cancellationToken)
    {
        if (body.Keys?.Count > MaxRetries)
        {
            return null;
        }

        var readable = await access.WholeAsync(caller.Rights, cancellationToken);
        return (await store.FindMessagesAsync(body.Keys ?? [], cancellationToken)).Values
            .Where(r => QuarantineRetry.IsOpen(r) && readable.Contains(r.AddressId))
            .ToList();
    }

    private static async Task<IResult> GetRawAsync(
        string key,
        Caller caller,
        HttpContext context,
        AddressAccess access,
        IMailStore store,
        IBlobStore blobs,
        CancellationToken cancellationToken)
    {
        var readable = await access.WholeAsync(caller.Rights, cancellationToken);
        var row = (await store.FindMessagesAsync([key], cancellationToken)).GetValueOrDefault(key);
        if (row is not { RawBlob: { } blob }
            || !QuarantineRetry.IsOpen(row)
            || !readable.Contains(row.AddressId)
            || await blobs.OpenAsync(blob, cancellationToken) is not { } stream)
        {
            return Problems.NotFound();
        }

        return Downloads.Message(context.Response, stream, "message-" + key[..12]);
    }
}
