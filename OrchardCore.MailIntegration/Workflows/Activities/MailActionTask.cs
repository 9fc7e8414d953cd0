using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using MailIntegration.Engine;
using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Automation.Actions;
using Microsoft.Extensions.Localization;
using OrchardCore.Workflows.Abstractions.Models;
using OrchardCore.Workflows.Activities;
using OrchardCore.Workflows.Models;
using OrchardCore.Workflows.Services;

namespace OrchardCore.MailIntegration.Workflows.Activities;

/// <summary>What the tasks need; one service, because each of them is made whenever a workflow is drawn or runs.</summary>
public sealed class MailTaskServices
{
    public MailTaskServices(
        ActionCatalogue actions,
        ActionRunner runner,
        RunBook runs,
        MailOutcomes outcomes,
        IWorkflowExpressionEvaluator evaluator,
        HtmlEncoder encoder,
        IStringLocalizer<MailActionTask> localizer)
    {
        Actions = actions;
        Runner = runner;
        Runs = runs;
        Outcomes = outcomes;
        Evaluator = evaluator;
        Encoder = encoder;
        S = localizer;
    }

    internal ActionCatalogue Actions { get; }

    internal ActionRunner Runner { get; }

    internal RunBook Runs { get; }

    internal MailOutcomes Outcomes { get; }

    internal IWorkflowExpressionEvaluator Evaluator { get; }

    internal HtmlEncoder Encoder { get; }

    /// <summary>For the texts that all of them share.</summary>
    internal IStringLocalizer S { get; }
}

/// <summary>
/// A task that is an action of the engine: an expression for each of its inputs, an outcome for each of its results. It is
/// taken once for its event, however often the event comes.
/// </summary>
public abstract class MailActionTask : TaskActivity
{
    private readonly MailTaskServices _services;

    protected MailActionTask(MailTaskServices services, IStringLocalizer localizer)
    {
        _services = services;
        S = localizer;
    }

    protected IStringLocalizer S { get; }

    public override string Name => GetType().Name;

    public override LocalizedString Category => _services.S["Mail"];

    /// <summary>The action's name in the engine.</summary>
    public abstract string ActionName { get; }

    /// <summary>Class of the icon in the editor.</summary>
    public abstract string Icon { get; }

    public abstract LocalizedString Description { get; }

    internal IMailAction Action => _services.Actions.Find(ActionName)
        ?? throw new InvalidOperationException($"There is no action {ActionName}.");

    /// <summary>The expression of one input.</summary>
    public WorkflowExpression<string> GetInput(string field) =>
        GetProperty(() => new WorkflowExpression<string>(), PropertyOf(field));

    public void SetInput(string field, string? expression) =>
        SetProperty(new WorkflowExpression<string>(expression), PropertyOf(field));

    public override IEnumerable<Outcome> GetPossibleOutcomes(
        WorkflowExecutionContext workflowContext, ActivityContext activityContext) =>
        Outcomes(Action.Outcomes.Select(_services.Outcomes.Of));

    public override async Task<ActivityExecutionResult> ExecuteAsync(
        WorkflowExecutionContext workflowContext, ActivityContext activityContext)
    {
        ArgumentNullException.ThrowIfNull(workflowContext);
        ArgumentNullException.ThrowIfNull(activityContext);
        var type = workflowContext.WorkflowType;
        var step = new ActionStep(
            $"workflow:{type.WorkflowTypeId}:{activityContext.ActivityRecord.ActivityId}",
            RunSource.Workflow, type.WorkflowTypeId, type.Name);
        var target = MailInput.Target(workflowContext);
        try
        {
            var input = new JsonObject();
            foreach (var field in Action.Fields)
            {
                Add(input, field, await EvaluateAsync(field, workflowContext));
            }

            var result = await _services.Runner.RunAsync(step, target, Action, input, workflowContext.CancellationToken);
            foreach (var (name, value) in result.Output ?? new Dictionary<string, string>())
            {
                workflowContext.Properties[PropertyOf(name)] = value;
            }

            workflowContext.LastResult = result.Outcome;
            return Outcomes(_services.Outcomes.Of(result.Outcome).Name);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
        {
            // Orchard faults the workflow; the e-mail's explanation says which step it was.
            await _services.Runs.NoteFailureAsync(
                step, target, ActionName, new Reason("activity-failed", "error", exception.GetType().Name), CancellationToken.None);
            throw;
        }
    }

    private Task<string> EvaluateAsync(ActionField field, WorkflowExecutionContext context) => _services.Evaluator.EvaluateAsync(
        GetInput(field.Name), context, field.Kind == ActionFieldKind.Html ? _services.Encoder : null);

    private static void Add(JsonObject input, ActionField field, string? text)
    {
        text = text?.Trim() ?? "";
        if (field.Kind == ActionFieldKind.Switch)
        {
            input[field.Name] = text is "true" or "True" or "1" or "yes" or "on";
        }
        else if (text.Length > 0)
        {
            input[field.Name] = text;
        }
    }

    internal static string PropertyOf(string field) => char.ToUpperInvariant(field[0]) + field[1..];
}
