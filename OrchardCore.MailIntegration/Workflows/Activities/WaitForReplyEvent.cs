using System.Globalization;
using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Automation.Actions;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.Localization;
using OrchardCore.Workflows.Abstractions.Models;
using OrchardCore.Workflows.Activities;
using OrchardCore.Workflows.Models;
using OrchardCore.Workflows.Services;

namespace OrchardCore.MailIntegration.Workflows.Activities;

/// <summary>
/// Waits for the next mail of the conversation, at most a number of hours or days. The wait stands in the mail store: it
/// survives a restart, and follows the conversation when that is merged.
/// </summary>
public sealed class WaitForReplyEvent : EventActivity
{
    internal const string Replied = "Reply";
    internal const string TimedOut = "Timed out";

    private const double MaxHours = 24 * 366;

    private readonly Waits _waits;
    private readonly ActionRunner _runner;
    private readonly IWorkflowExpressionEvaluator _evaluator;
    private readonly TimeProvider _time;
    private readonly IStringLocalizer S;

    public WaitForReplyEvent(
        Waits waits,
        ActionRunner runner,
        IWorkflowExpressionEvaluator evaluator,
        TimeProvider time,
        IStringLocalizer<WaitForReplyEvent> localizer)
    {
        _waits = waits;
        _runner = runner;
        _evaluator = evaluator;
        _time = time;
        S = localizer;
    }

    public override string Name => nameof(WaitForReplyEvent);

    public override LocalizedString DisplayText => S["Wait for a reply"];

    public override LocalizedString Category => S["Mail"];

    /// <summary>How long, a number; with Liquid.</summary>
    public WorkflowExpression<string> Amount
    {
        get => GetProperty(() => new WorkflowExpression<string>("4"));
        set => SetProperty(value);
    }

    /// <summary><c>hours</c> or <c>days</c>.</summary>
    public string Unit
    {
        get => GetProperty(() => "hours");
        set => SetProperty(value);
    }

    /// <summary>Name of a <see cref="WaitFor"/>.</summary>
    public string For
    {
        get => GetProperty(() => nameof(WaitFor.Customer));
        set => SetProperty(value);
    }

    public override IEnumerable<Outcome> GetPossibleOutcomes(
        WorkflowExecutionContext workflowContext, ActivityContext activityContext) => Outcomes(S["Reply"], S["Timed out"]);

    public override async Task<ActivityExecutionResult> ExecuteAsync(
        WorkflowExecutionContext workflowContext, ActivityContext activityContext)
    {
        ArgumentNullException.ThrowIfNull(workflowContext);
        ArgumentNullException.ThrowIfNull(activityContext);
        var cancellation = workflowContext.CancellationToken;
        var target = MailInput.Target(workflowContext);
        var scope = await _runner.LoadAsync(target, activityContext.ActivityRecord.ActivityId, cancellation);
        if (scope.Conversation is not { } view)
        {
            return Outcomes(TimedOut);
        }

        if (Answer(view, scope.Email) is { } answer)
        {
            workflowContext.Input[MailInput.EmailId] = answer;
            return Outcomes(Replied);
        }

        var now = _time.GetUtcNow();
        await _waits.BeginAsync(
            new MailWait(
                WaitId(workflowContext.WorkflowId, activityContext.ActivityRecord.ActivityId), view.Id, target.EventId, Wanted(), now,
                now + await LengthAsync(workflowContext)),
            cancellation);
        return Halt();
    }

    public override ActivityExecutionResult Resume(WorkflowExecutionContext workflowContext, ActivityContext activityContext)
    {
        ArgumentNullException.ThrowIfNull(activityContext);
        var id = WaitId(workflowContext.WorkflowId, activityContext.ActivityRecord.ActivityId);
        return MailInput.Text(workflowContext, MailInput.Wait) switch
        {
            { } ended when ended == $"{id}:{Replied}" => Outcomes(Replied),
            { } ended when ended == $"{id}:{TimedOut}" => Outcomes(TimedOut),
            _ => Halt(),
        };
    }

    internal static string WaitId(string workflowId, string activityId) => $"{workflowId}:{activityId}";

    /// <summary>The workflow and the activity that wait.</summary>
    internal static (string WorkflowId, string ActivityId) Parse(string waitId)
    {
        var parts = waitId.Split(':', 2);
        return (parts[0], parts.Length == 2 ? parts[1] : "");
    }

    private WaitFor Wanted() => Enum.TryParse<WaitFor>(For, ignoreCase: true, out var wanted) ? wanted : WaitFor.Customer;

    /// <summary>Who was quick: mail that came between the event and this step ends the wait at once.</summary>
    private string? Answer(ConversationView view, EmailView? since) => since is null
        ? null
        : view.Emails.Where(e => e.Email.At > since.Email.At && e.Email.Id != since.Email.Id)
            .FirstOrDefault(e => e.Email.Kind == EmailKind.Received
                && e.Email.Class == MailClass.Personal
                && Wanted() is WaitFor.Customer or WaitFor.Anybody)?.Email.Id;

    private async Task<TimeSpan> LengthAsync(WorkflowExecutionContext context)
    {
        var text = await _evaluator.EvaluateAsync(Amount, context, null);
        if (!double.TryParse(text, CultureInfo.InvariantCulture, out var amount) || amount < 0)
        {
            throw new FormatException("The length of a wait is not a number.");
        }

        return TimeSpan.FromHours(Math.Min(Unit == "days" ? amount * 24 : amount, MaxHours));
    }
}
