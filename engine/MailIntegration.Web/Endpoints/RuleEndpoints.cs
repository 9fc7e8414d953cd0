using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Automation.Actions;
using MailIntegration.Engine.Automation.Rules;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
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
        IRuleStore store, ActionCatalogue actions, CancellationToken cancellationToken) =>
        TypedResults.Ok(RuleBookModel.Of(await store.GetAsync(cancellationToken), actions));

    private static async Task<Results<Ok<RuleBookModel>, ProblemHttpResult>> AddAsync(
        RuleBody body, RuleService rules, ActionCatalogue actions, CancellationToken cancellationToken) =>
        Answer(await rules.SaveAsync(body.ToRule(""), body.Version, cancellationToken), actions);

    private static async Task<Results<Ok<RuleBookModel>, ProblemHttpResult>> SaveAsync(
        string id, RuleBody body, RuleService rules, ActionCatalogue actions, CancellationToken cancellationToken) =>
        Answer(await rules.SaveAsync(body.ToRule(id), body.Version, cancellationToken), actions);

    private static async Task<Results<Ok<RuleBookModel>, ProblemHttpResult>> DeleteAsync(
        string id, long? version, RuleService rules, ActionCatalogue actions, CancellationToken cancellationToken) =>
        Answer(await rules.DeleteAsync(id, version ?? 0, cancellationToken), actions);

    private static async Task<Results<Ok<RuleBookModel>, ProblemHttpResult>> SwitchAsync(
        string id, RuleSwitchBody body, RuleService rules, ActionCatalogue actions, CancellationToken cancellationToken) =>
        Answer(await rules.EnableAsync(id, body.IsEnabled, body.Version, cancellationToken), actions);

    private static async Task<Results<Ok<RuleBookModel>, ProblemHttpResult>> OrderAsync(
        RuleOrderBody body, RuleService rules, ActionCatalogue actions, CancellationToken cancellationToken) =>
        Answer(await rules.OrderAsync(body.Ids ?? [], body.Version, cancellationToken), actions);

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

    private static Results<Ok<RuleBookModel>, ProblemHttpResult> Answer(SetupResult<RuleBook> result, ActionCatalogue actions) =>
        result.Value is { } book ? TypedResults.Ok(RuleBookModel.Of(book, actions)) : Problems.Of(result);
}
