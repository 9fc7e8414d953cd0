using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Automation.Actions;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Storage;
using OrchardCore.MailIntegration.Workflows.Activities;

namespace OrchardCore.MailIntegration.Workflows;

/// <summary>Ends the waits of workflows: by mail, or because their time is over.</summary>
internal sealed class WaitResumer
{
    /// <summary>A wait is written shortly before its workflow is; until then the workflow cannot be found.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);

    private readonly Waits _waits;
    private readonly WorkflowRuns _runs;
    private readonly ActionRunner _runner;
    private readonly TimeProvider _time;

    public WaitResumer(Waits waits, WorkflowRuns runs, ActionRunner runner, TimeProvider time)
    {
        _waits = waits;
        _runs = runs;
        _runner = runner;
        _time = time;
    }

    /// <summary>Resumes who waited for this mail.</summary>
    public async Task AnswerAsync(MailEvent mailEvent, ActionTarget target, CancellationToken cancellationToken)
    {
        if (target.ConversationId is not { Length: > 0 }
            || await AuthorAsync(mailEvent, target, cancellationToken) is not { } author)
        {
            return;
        }

        foreach (var wait in await _waits.OfConversationAsync(target.ConversationId, cancellationToken))
        {
            if (wait.EventId != mailEvent.Id && (wait.For == author || wait.For == WaitFor.Anybody))
            {
                await ResumeAsync(mailEvent, target, wait, WaitForReplyEvent.Replied, cancellationToken);
            }
        }
    }

    public async Task ResumeAsync(
        MailEvent mailEvent, ActionTarget target, MailWait wait, string outcome, CancellationToken cancellationToken)
    {
        var (workflowId, activityId) = WaitForReplyEvent.Parse(wait.Id);
        var input = MailInput.Of(mailEvent, target);
        input[MailInput.Wait] = $"{wait.Id}:{outcome}";
        var step = new WorkflowStep(mailEvent, target, workflowId, activityId, input) { Also = [Waits.End(wait)] };
        if (!await _runs.ResumeAsync(step, cancellationToken))
        {
            if (_time.GetUtcNow() - wait.Since < Settling)
            {
                throw new InvalidOperationException($"The workflow of wait {wait.Id} is not there yet.");
            }

            // Somebody deleted it.
            await _waits.EndAsync(wait, cancellationToken);
        }
    }

    /// <summary>Whose mail it is, if it is an answer of anybody.</summary>
    private async Task<WaitFor?> AuthorAsync(MailEvent mailEvent, ActionTarget target, CancellationToken cancellationToken)
    {
        if (mailEvent.Kind == MailEvents.EmailSent)
        {
            return MailEvents.Read<EmailSent>(mailEvent) is { IsAutomatic: false } ? WaitFor.Us : null;
        }

        if (mailEvent.Kind != MailEvents.EmailReceived)
        {
            return null;
        }

        var scope = await _runner.LoadAsync(target, "", cancellationToken);
        return scope.Email is { Email.Class: MailClass.Personal } ? WaitFor.Customer : null;
    }
}
