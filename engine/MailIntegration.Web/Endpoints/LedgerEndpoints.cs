using System.Globalization;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using MailIntegration.Web.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>The conservation ledger of an address (SY9).</summary>
internal static class LedgerEndpoints
{
    private const int PageSize = 100;

    public static void MapLedger(this RouteGroupBuilder api)
    {
        var ledger = api.MapGroup("addresses/{id}/ledger");
        ledger.MapGet("", GetDaysAsync).WithName("GetLedger");
        ledger.MapGet("{day}", GetDayAsync).WithName("GetLedgerDay");
        ledger.MapPost("check", CheckAsync).WithName("CheckLedger");
    }

    private static async Task<Results<Ok<LedgerModel>, ProblemHttpResult>> GetDaysAsync(
        string id, Caller caller, AddressAccess access, IMailStore store, CancellationToken cancellationToken)
    {
        var listed = await access.AccountedAsync(caller.Rights, cancellationToken);
        if (!listed.Contains(id))
        {
            return Problems.NotFound();
        }

        var days = await store.GetLedgerDaysAsync(id, cancellationToken);
        return TypedResults.Ok(new LedgerModel(days.Select(LedgerDayModel.Of).ToList()));
    }

    private static async Task<Results<Ok<LedgerPageModel>, ProblemHttpResult>> GetDayAsync(
        string id,
        string day,
        string? after,
        Caller caller,
        AddressAccess access,
        IMailStore store,
        CancellationToken cancellationToken)
    {
        var listed = await access.AccountedAsync(caller.Rights, cancellationToken);
        if (!listed.Contains(id))
        {
            return Problems.NotFound();
        }

        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return Problems.Invalid("day", "date-malformed");
        }

        if (!Positions.TryRead(after, out var position))
        {
            return Problems.Invalid("after", "position-malformed");
        }

        var rows = await store.ListMessagesAsync(
            new LedgerQuery { AddressId = id, Day = date, After = position, Take = PageSize }, cancellationToken);
        return TypedResults.Ok(await PageAsync(rows, caller, store, cancellationToken));
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> CheckAsync(
        string id, Caller caller, AddressAccess access, ISyncControl sync, CancellationToken cancellationToken)
    {
        var listed = await access.AccountedAsync(caller.Rights, cancellationToken);
        if (!listed.Contains(id))
        {
            return Problems.NotFound();
        }

        sync.RequestLedgerCheck(id);
        return TypedResults.Accepted((string?)null);
    }

    private static async Task<LedgerPageModel> PageAsync(
        IReadOnlyList<ProviderMessage> rows, Caller caller, IMailStore store, CancellationToken cancellationToken)
    {
        // Rows are health and show to managers; the e-mails behind them only to who may read them.
        var ids = rows.Select(r => r.EmailId).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var emails = ids.Count == 0 ? [] : await store.GetEmailsAsync(caller.Reader, ids, cancellationToken);
        var conversations = emails.ToDictionary(e => e.Email.Id, e => e.Email.ConversationId, StringComparer.Ordinal);
        var models = rows.Select(r => new LedgerRowModel(
            r.Key,
            r.Folder,
            r.ReceivedAt,
            r.Outcome,
            r.Reason,
            r.EmailId is { } id && conversations.ContainsKey(id) ? id : null,
            r.EmailId is { } of ? conversations.GetValueOrDefault(of) : null,
            r.Size,
            r.Attempts,
            r.RetryAt,
            r.GoneAt is not null)).ToList();
        return new LedgerPageModel(
            models, rows.Count == PageSize ? Positions.Write(rows[^1].ReceivedAt, rows[^1].Key) : null);
    }
}
