using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Automation;

/// <summary>Reads what automations did, and forgets it after a month.</summary>
public sealed class RunBook
{
    /// <summary>How long a step is remembered, and so cannot be taken again for its event.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private readonly IMailStore _store;
    private readonly TimeProvider _time;

    public RunBook(IMailStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    /// <summary>The run with this key; null when the step was not taken yet.</summary>
    public async Task<ActionRun?> FindAsync(string key, CancellationToken cancellationToken) =>
        await _store.FindRecordsAsync(RecordKinds.ActionRun, [key], cancellationToken) is [var record]
            ? ActionRunRecords.Read(record)
            : null;

    /// <summary>What automations did for an e-mail, oldest first, at most 100. The caller has seen the e-mail.</summary>
    public Task<IReadOnlyList<ActionRun>> OfEmailAsync(string emailId, CancellationToken cancellationToken) => ListAsync(
        new RecordQuery { Kind = RecordKinds.ActionRun, Owners = [emailId], Order = RecordOrder.Oldest }, cancellationToken);

    /// <summary>The last runs of a rule or workflow, newest first, at most 100.</summary>
    public Task<IReadOnlyList<ActionRun>> OfSourceAsync(
        RunSource source, string sourceId, CancellationToken cancellationToken) => ListAsync(
        new RecordQuery { Kind = RecordKinds.ActionRun, States = [ActionRunRecords.StateOf(source, sourceId)] }, cancellationToken);

    /// <summary>Writes down that a step failed. It may be taken again: the line does not stand for the step.</summary>
    public async Task NoteFailureAsync(
        Actions.ActionStep step, ActionTarget target, string action, Reason reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(target);
        var now = _time.GetUtcNow();
        var run = new ActionRun
        {
            Id = ActionRun.KeyOf(target.EventId, $"failed:{step.Id}:{Ids.New(now)}"),
            Source = step.Source,
            SourceId = step.SourceId,
            SourceName = step.SourceName,
            Action = action,
            Outcome = "failed",
            Reason = reason,
            EmailId = target.EmailId,
            ConversationId = target.ConversationId,
            At = now,
        };
        await _store.ApplySurelyAsync(new MailChanges { Records = [ActionRunRecords.ToRecord(run)] }, cancellationToken);
    }

    /// <summary>A run as it is written together with what it stands for, by a home that has a transaction of its own.</summary>
    public static MailRecord ToRecord(ActionRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return ActionRunRecords.ToRecord(run);
    }

    /// <summary>Lets go of what is too old.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var query = new RecordQuery { Kind = RecordKinds.ActionRun, Until = _time.GetUtcNow() - Kept, Take = 500 };
        while (await _store.GetRecordsAsync(query, cancellationToken) is { Count: > 0 } old)
        {
            await _store.ApplySurelyAsync(
                new MailChanges { DeletedRecords = old.Select(r => new RecordDeletion(r.Kind, r.Id)).ToList() }, cancellationToken);
        }
    }

    /// <summary>The line that tells that a listener could not handle an event, however often it tried.</summary>
    internal static MailRecord GivenUp(MailEvent mailEvent, string listenerId, Exception exception, DateTimeOffset now)
    {
        var target = EventTargets.Of(mailEvent);
        return ActionRunRecords.ToRecord(new ActionRun
        {
            Id = ActionRun.KeyOf(mailEvent.Id, "given-up:" + listenerId),
            Source = RunSource.Listener,
            SourceId = listenerId,
            SourceName = listenerId,
            Outcome = "failed",

            // The type only: what an exception says may quote a mail.
            Reason = new Reason("automation-failed", "error", exception.GetType().Name),
            EmailId = target?.EmailId,
            ConversationId = target?.ConversationId,
            At = now,
        });
    }

    private async Task<IReadOnlyList<ActionRun>> ListAsync(RecordQuery query, CancellationToken cancellationToken) =>
        (await _store.GetRecordsAsync(query, cancellationToken)).Select(ActionRunRecords.Read).ToList();
}
