using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Outbox;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>Mail on its way out, and the budgets of automatic mail (CO5, CO6, LO3).</summary>
internal static class OutboxEndpoints
{
    public static void MapOutbox(this RouteGroupBuilder api)
    {
        api.MapPost("drafts/{id}/send", SendAsync).WithName("SendDraft");
        api.MapGet("outbox", ListAsync).WithName("ListOutbox");
        api.MapGet("outbox/{id}", GetAsync).WithName("GetOutboxEntry");
        api.MapGet("conversations/{id}/outbox", OfConversationAsync).WithName("ListConversationOutbox");
        api.MapPost("outbox/{id}/undo", UndoAsync).WithName("UndoSending");
        api.MapPost("outbox/{id}/retry", RetryAsync).WithName("RetrySending");
        api.MapPost("outbox/{id}/release", ReleaseAddressAsync).WithName("ReleaseAddress");
        api.MapPost("outbox/{id}/settle", SettleAsync).WithName("SettleSending");
        api.MapDelete("outbox/{id}", DeleteAsync).WithName("DeleteOutboxEntry");
        api.MapGet("budgets", ListBudgetsAsync).WithName("ListBudgets").Requires(MailPermission.SeeAll);
        api.MapPost("budgets/{id}/release", ReleaseAsync).WithName("ReleaseBudget").Requires(MailPermission.SeeAll);
    }

    private static async Task<Results<Ok<OutboxEntryModel>, ProblemHttpResult>> SendAsync(
        string id, SendBody body, Caller caller, OutboxService outbox, CancellationToken cancellationToken)
    {
        var (result, answered) = await outbox.SendAsync(caller.Rights, id, body.ToOrder(), cancellationToken);
        return answered is null
            ? Answer(result, caller)
            : Problems.Of(StatusCodes.Status409Conflict, Answered(answered));
    }

    private static async Task<Results<Ok<OutboxPageModel>, ProblemHttpResult>> ListAsync(
        Choice<OutboxState>? state, string? after, int? take, Caller caller, OutboxAccess access, CancellationToken cancellationToken)
    {
        if (!Positions.TryRead(after, out var position))
        {
            return Problems.Invalid("after", "value-unknown");
        }

        var page = await access.ListAsync(caller.Rights, state?.Value, position, Math.Clamp(take ?? 50, 1, 200), cancellationToken);
        return TypedResults.Ok(new OutboxPageModel(
            page.Entries.Select(e => OutboxEntryModel.Of(e, caller.Id)).ToList(),
            page.Next is { } next ? Positions.Write(next.At, next.Id) : null));
    }

    private static async Task<Results<Ok<OutboxEntryModel>, ProblemHttpResult>> GetAsync(
        string id, Caller caller, OutboxAccess access, CancellationToken cancellationToken) =>
        await access.FindAsync(caller.Rights, id, cancellationToken) is { } entry
            ? TypedResults.Ok(OutboxEntryModel.Of(entry, caller.Id))
            : Problems.NotFound();

    private static async Task<Ok<IReadOnlyList<OutboxEntryModel>>> OfConversationAsync(
        string id, Caller caller, OutboxAccess access, TimeProvider time, CancellationToken cancellationToken)
    {
        var entries = await access.OfConversationAsync(caller.Rights, id, time.GetUtcNow(), cancellationToken);
        return TypedResults.Ok<IReadOnlyList<OutboxEntryModel>>(entries.Select(e => OutboxEntryModel.Of(e, caller.Id)).ToList());
    }

    private static async Task<Results<Ok<DraftModel>, ProblemHttpResult>> UndoAsync(
        string id, HttpContext context, Caller caller, OutboxService outbox, CancellationToken cancellationToken)
    {
        var result = await outbox.UndoAsync(caller.Rights, id, cancellationToken);
        return result.Outcome == SetupOutcome.Stale
            ? Problems.Of(StatusCodes.Status409Conflict, "already-leaving")
            : WritingEndpoints.Answer(context, result);
    }

    private static async Task<Results<Ok<OutboxEntryModel>, ProblemHttpResult>> RetryAsync(
        string id, Caller caller, OutboxService outbox, CancellationToken cancellationToken) =>
        Answer(await outbox.RetryAsync(caller.Rights, id, cancellationToken), caller);

    private static async Task<Results<Ok<OutboxEntryModel>, ProblemHttpResult>> ReleaseAddressAsync(
        string id, Caller caller, OutboxService outbox, CancellationToken cancellationToken) =>
        Answer(await outbox.ReleaseAsync(caller.Rights, id, cancellationToken), caller);

    private static async Task<Results<Ok<OutboxEntryModel>, ProblemHttpResult>> SettleAsync(
        string id, Caller caller, OutboxService outbox, CancellationToken cancellationToken) =>
        Answer(await outbox.SettleAsync(caller.Rights, id, cancellationToken), caller);

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, Caller caller, OutboxService outbox, CancellationToken cancellationToken) =>
        await outbox.DeleteAsync(caller.Rights, id, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound();

    private static async Task<Ok<IReadOnlyList<BudgetModel>>> ListBudgetsAsync(
        SendBudget budget, CancellationToken cancellationToken)
    {
        var budgets = await budget.ListAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<BudgetModel>>(budgets.Select(BudgetModel.Of).ToList());
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ReleaseAsync(
        string id, SendBudget budget, CancellationToken cancellationToken) =>
        await budget.ReleaseAsync(id, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound();

    private static Reason Answered(Email email) => new("answered-meanwhile", new Dictionary<string, string>
    {
        ["email"] = email.From?.Address ?? "",
        ["name"] = email.From?.ToLabel() ?? "",
    });

    private static Results<Ok<OutboxEntryModel>, ProblemHttpResult> Answer(SetupResult<OutboxEntry> result, Caller caller) =>
        result.Value is { } entry ? TypedResults.Ok(OutboxEntryModel.Of(entry, caller.Id)) : Problems.Of(result);
}
