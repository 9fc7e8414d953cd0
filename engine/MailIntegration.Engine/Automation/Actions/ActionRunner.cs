using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Automation.Actions;

/// <summary>Who takes a step.</summary>
/// <param name="Id">Unique within its event: a rule's or a workflow's id with that of its action.</param>
public sealed record ActionStep(string Id, RunSource Source, string SourceId, string SourceName);

/// <summary>What a step did, or did before.</summary>
public sealed record ActionResult(string Outcome, Reason? Reason = null, IReadOnlyDictionary<string, string>? Output = null);

/// <summary>
/// Takes the steps of automations: each once per event, whatever crashes in between. What a step writes is written together
/// with the proof that it was taken; mail is queued under an id made of event and step.
/// </summary>
public sealed class ActionRunner
{
    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly DeskWriter _writer;
    private readonly OutboxWriter _outbox;
    private readonly AutomaticMailGate _gate;
    private readonly RunBook _runs;
    private readonly TimeProvider _time;

    public ActionRunner(
        IMailStore store,
        IMailSetupStore setup,
        DeskWriter writer,
        OutboxWriter outbox,
        AutomaticMailGate gate,
        RunBook runs,
        TimeProvider time)
    {
        _store = store;
        _setup = setup;
        _writer = writer;
        _outbox = outbox;
        _gate = gate;
        _runs = runs;
        _time = time;
    }

    /// <summary>Takes the step, unless it was taken: then its result comes back as it was.</summary>
    public async Task<ActionResult> RunAsync(
        ActionStep step, ActionTarget target, IMailAction action, JsonObject input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(action);
        var key = ActionRun.KeyOf(target.EventId, step.Id);
        ActionResult? result = null;
        await _writer.CommitAsync(
            async token =>
            {
                if (await _runs.FindAsync(key, token) is { } known)
                {
                    result = new ActionResult(known.Outcome, known.Reason, known.Output);
                    return null;
                }

                var scope = await LoadAsync(target, step.Id, token);
                var plan = await action.PlanAsync(scope, input, token);
                if (plan.Send is not null)
                {
                    plan = await SendAsync(plan, step, scope, token);
                }
                else if (plan.Effect is { } effect)
                {
                    plan = plan with { Outcome = await effect(token) };
                }

                result = new ActionResult(plan.Outcome, plan.Reason, plan.Output);
                var run = Run(key, step, scope, action.Name, plan);
                var changes = plan.Changes ?? new MailChanges();
                return changes with { Records = [.. changes.Records, ActionRunRecords.ToRecord(run)] };
            },
            cancellationToken);
        return result!;
    }

    /// <summary>What the step would do now; writes nothing.</summary>
    public async Task<ActionResult> TryAsync(
        string stepId, ActionTarget target, IMailAction action, JsonObject input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(action);
        var plan = await action.PlanAsync(await LoadAsync(target, stepId, cancellationToken), input, cancellationToken);
        if (plan.Send is not { } request)
        {
            return new ActionResult(plan.Outcome, plan.Reason);
        }

        var verdict = await _gate.JudgeAsync(request, cancellationToken);
        return verdict.Refusal is { } refusal ? new ActionResult(ActionOutcomes.Refused, refusal)
            : verdict.Blocked is { } blocked ? new ActionResult(ActionOutcomes.BudgetUsedUp, blocked)
            : new ActionResult(ActionOutcomes.Sent);
    }

    /// <summary>What there is about a target, as the system sees it.</summary>
    public async Task<ActionScope> LoadAsync(ActionTarget target, string stepId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        var setup = await _setup.GetAsync(cancellationToken);
        var address = target.AddressId is { } id ? setup.FindAddress(id) : null;
        var channel = (address?.ChannelId ?? target.ChannelId) is { } channelId ? setup.FindChannel(channelId) : null;
        var reader = channel is null ? MailReader.System : ConversationAccess.SystemReader(channel);
        var email = target.EmailId is { } emailId
            && await _store.GetEmailsAsync(reader, [emailId], cancellationToken) is [var found]
            ? found
            : null;
        var view = (email?.Email.ConversationId ?? target.ConversationId) is { Length: > 0 } conversationId
            ? await _store.GetConversationAsync(reader, conversationId, cancellationToken)
            : null;
        return new ActionScope(target, stepId, setup, channel, address, email, view, reader, _time.GetUtcNow());
    }

    private async Task<ActionPlan> SendAsync(
        ActionPlan plan, ActionStep step, ActionScope scope, CancellationToken cancellationToken)
    {
        var once = plan.IsOncePerConversation ? scope.Conversation?.Id : null;
        var entryId = EntryId(step, once ?? scope.Target.EventId);
        var request = plan.Send! with { EntryId = entryId };
        var output = new Dictionary<string, string> { ["outboxId"] = entryId };
        if (request.Draft is { Mode: DraftMode.New, ConversationId: null })
        {
            // Known before it is queued: a step that is repeated after a crash names the conversation that it began.
            var started = entryId["auto-".Length..];
            request = request with { Draft = request.Draft with { ConversationId = started } };
            output["startedConversationId"] = started;
        }

        var queued = await _outbox.QueueAsync(request, cancellationToken);
        return queued.Outcome switch
        {
            SetupOutcome.Saved when queued.Value!.State == OutboxState.Blocked =>
                plan with { Outcome = ActionOutcomes.BudgetUsedUp, Reason = queued.Value.Reason, Output = output },
            SetupOutcome.Saved => plan with { Outcome = ActionOutcomes.Sent, Output = output },

            // The id is taken: this step queued it before it could say so, or another mail of the conversation had it.
            SetupOutcome.Stale => plan with { Outcome = once is null ? ActionOutcomes.Sent : ActionOutcomes.AlreadySent, Output = output },
            _ => plan with { Outcome = ActionOutcomes.Refused, Reason = queued.Errors.First },
        };
    }

    /// <summary>Within the 200 characters that an id may have, whatever the steps are called.</summary>
    private static string EntryId(ActionStep step, string subject) =>
        "auto-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{subject}\n{step.Id}")))[..40];

    private static ActionRun Run(string key, ActionStep step, ActionScope scope, string action, ActionPlan plan) => new()
    {
        Id = key,
        Source = step.Source,
        SourceId = step.SourceId,
        SourceName = step.SourceName,
        Action = action,
        Outcome = plan.Outcome,
        Reason = plan.Reason,
        Output = plan.Output,
        EmailId = scope.Target.EmailId,
        ConversationId = scope.Conversation?.Id ?? scope.Target.ConversationId,
        At = scope.Now,
    };
}
