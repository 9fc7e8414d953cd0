using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Automation.Rules;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using MailIntegration.Web.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>The list of rules (LW9).</summary>
internal static class RuleEndpoints
{
    private const int BodyBytes = 1024 * 1024;

    public static void MapRules(this RouteGroupBuilder api)
    {
        var rules = api.MapGroup("rules").Requires(MailPermission.ManageRules);
        rules.MapGet("", ListAsync).WithName("ListRules");
        rules.MapPost("", AddAsync).WithName("AddRule").WithMetadata(new BodyLimit(BodyBytes));
        rules.MapPut("{id}", SaveAsync).WithName("SaveRule").WithMetadata(new BodyLimit(BodyBytes));
        rules.MapDelete("{id}", DeleteAsync).WithName("DeleteRule");
        rules.MapPost("{id}/switch", SwitchAsync).WithName("SwitchRule");
        rules.MapPost("order", OrderAsync).WithName("OrderRules");
        rules.MapPost("dry-run", TryAsync).WithName("TryRule").WithMetadata(new BodyLimit(BodyBytes));
        rules.MapGet("{id}/runs", RunsAsync).WithName("ListRuleRuns");
    }

    private static async Task<Ok<RuleBookModel>> ListAsync(
        IRuleStore store, RuleBooks books, CancellationToken cancellationToken) =>
        TypedResults.Ok(await books.ToModelAsync(await store.GetAsync(cancellationToken), cancellationToken));

    private static async Task<Results<Ok<RuleBookModel>, ProblemHttpResult>> AddAsync(
        RuleBody body, RuleService rules, RuleBooks books, CancellationToken cancellationToken) =>
        await AnswerAsync(await rules.SaveAsync(body.ToRule(""), body.Version, cancellationToken), books, cancellationToken);

    private static async Task<Results<Ok<RuleBookModel>, ProblemHttpResult>> SaveAsync(
        string id, RuleBody body, RuleService rules, RuleBooks books, CancellationToken cancellationToken) =>
        await AnswerAsync(await rules.SaveAsync(body.ToRule(id), body.Version, cancellationToken), books, cancellationToken);

    private static async Task<Results<Ok<RuleBookModel>, ProblemHttpResult>> DeleteAsync(
        string id, long? version, RuleService rules, RuleBooks books, CancellationToken cancellationToken) =>
        await AnswerAsync(await rules.DeleteAsync(id, version ?? 0, cancellationToken), books, cancellationToken);

    private static async Task<Results<Ok<RuleBookModel>, ProblemHttpResult>> SwitchAsync(
        string id, RuleSwitchBody body, RuleService rules, RuleBooks books, CancellationToken cancellationToken) =>
        await AnswerAsync(await rules.EnableAsync(id, body.IsEnabled, body.Version, cancellationToken), books, cancellationToken);

    private static async Task<Results<Ok<RuleBookModel>, ProblemHttpResult>> OrderAsync(
        RuleOrderBody body, RuleService rules, RuleBooks books, CancellationToken cancellationToken) =>
        await AnswerAsync(await rules.OrderAsync(body.Ids ?? [], body.Version, cancellationToken), books, cancellationToken);

    private static async Task<Results<Ok<DryRunModel>, ProblemHttpResult>> TryAsync(
        RuleBody body, Caller caller, RuleService rules, CancellationToken cancellationToken)
    {
        var result = await rules.TryAsync(body.ToRule(""), caller.Reader, cancellationToken);
        return result.Value is { } run ? TypedResults.Ok(DryRunModel.Of(run)) : Problems.Of(result);
    }

    /// <summary>Runs of mail that the caller may not see are left out (PR2).</summary>
    private static async Task<Ok<IReadOnlyList<RuleRunModel>>> RunsAsync(
        string id, Caller caller, RunBook runs, IMailStore store, CancellationToken cancellationToken)
    {
        var found = await runs.OfSourceAsync(RunSource.Rule, id, cancellationToken);
        var emails = (await store.GetEmailsAsync(
                caller.Reader, found.Select(r => r.EmailId).OfType<string>().Distinct(StringComparer.Ordinal).ToList(), cancellationToken))
            .ToDictionary(e => e.Email.Id, e => e.Email, StringComparer.Ordinal);
        return TypedResults.Ok<IReadOnlyList<RuleRunModel>>(found
            .Where(r => r.EmailId is null || emails.ContainsKey(r.EmailId))
            .Select(r => new RuleRunModel(
                r.Id, r.Action, r.Outcome, r.Reason, r.At, r.ConversationId, r.EmailId,
                r.EmailId is null ? null : emails[r.EmailId].Subject))
            .ToList());
    }

    private static async Task<Results<Ok<RuleBookModel>, ProblemHttpResult>> AnswerAsync(
        SetupResult<RuleBook> result, RuleBooks books, CancellationToken cancellationToken) =>
        result.Value is { } book ? TypedResults.Ok(await books.ToModelAsync(book, cancellationToken)) : Problems.Of(result);
}
