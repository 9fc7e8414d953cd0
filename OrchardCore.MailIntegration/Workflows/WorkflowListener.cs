using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.MailIntegration.Services;
using OrchardCore.MailIntegration.Workflows.Activities;
using OrchardCore.Workflows.Models;
using OrchardCore.Workflows.Services;

namespace OrchardCore.MailIntegration.Workflows;

/// <summary>
/// Starts and resumes workflows. Each of them runs in a scope of its own, with the proof that it ran in the same transaction:
/// both are there or neither, so an event that comes again starts nothing twice.
/// </summary>
internal sealed class WorkflowListener : IDurableListener
{
    private readonly TenantScopes _scopes;
    private readonly Waits _waits;
    private readonly WaitResumer _resumer;
    private readonly WorkflowRuns _runs;

    public WorkflowListener(TenantScopes scopes, Waits waits, WaitResumer resumer, WorkflowRuns runs)
    {
        _scopes = scopes;
        _waits = waits;
        _resumer = resumer;
        _runs = runs;
    }

    public string Id => "workflows";

    public bool Wants(MailEvent mailEvent)
    {
        ArgumentNullException.ThrowIfNull(mailEvent);
        return mailEvent.Kind == MailEvents.WaitElapsed || NameOf(mailEvent.Kind) is not null;
    }

    public async Task HandleAsync(MailEvent mailEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mailEvent);
        if (mailEvent.Kind == MailEvents.WaitElapsed)
        {
            if (MailEvents.Read<WaitElapsed>(mailEvent) is { } elapsed
                && await _waits.FindAsync(elapsed.WaitId, cancellationToken) is { } wait)
            {
                await _resumer.ResumeAsync(
                    mailEvent, new ActionTarget(mailEvent.Id, ConversationId: wait.ConversationId), wait,
                    WaitForReplyEvent.TimedOut, cancellationToken);
            }

            return;
        }

        if (EventTargets.Of(mailEvent) is not { } target || NameOf(mailEvent.Kind) is not { } name)
        {
            return;
        }

        // First those who wait: what this event starts does not wait for this event.
        await _resumer.AnswerAsync(mailEvent, target, cancellationToken);
        var (halted, types) = await FindAsync(name, target.ConversationId);
        foreach (var (workflowId, activityId) in halted)
        {
            await _runs.ResumeAsync(
                new WorkflowStep(mailEvent, target, workflowId, activityId, MailInput.Of(mailEvent, target)), cancellationToken);
        }

        foreach (var type in types)
        {
            await _runs.StartAsync(mailEvent, target, type, name, cancellationToken);
        }
    }

    /// <summary>The activity that stands for a kind of event; its name is stored in workflows.</summary>
    internal static string? NameOf(string kind) => kind switch
    {
        MailEvents.EmailReceived => nameof(EmailReceivedEvent),
        MailEvents.ReplyReceived => nameof(EmailReplyReceivedEvent),
        MailEvents.EmailUnprocessed => nameof(EmailUnprocessedEvent),
        MailEvents.EmailSent => nameof(EmailSentEvent),
        MailEvents.EmailBounced => nameof(EmailBouncedEvent),
        MailEvents.MessageNotSeen => nameof(MailMessageNotSeenEvent),
        MailEvents.ChannelNeedsAttention => nameof(MailChannelAttentionEvent),
        _ => null,
    };

    private Task<(List<(string WorkflowId, string ActivityId)> Halted, List<string> Types)> FindAsync(
        string name, string? conversationId) => _scopes.UsingAsync(async services =>
    {
        var halted = await services.GetRequiredService<IWorkflowStore>().ListByActivityNameAsync(name, conversationId);
        var types = await services.GetRequiredService<IWorkflowTypeStore>().GetByStartActivityAsync(name);
        return (
            halted.SelectMany(w => w.BlockingActivities.Where(b => b.Name == name).Select(b => (w.WorkflowId, b.ActivityId))).ToList(),
            types.Select(t => t.WorkflowTypeId).ToList());
    });
}
