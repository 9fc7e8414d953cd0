using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Automation;

/// <summary>What made something happen.</summary>
public enum RunSource
{
    Rule,

    /// <summary>A workflow of the site.</summary>
    Workflow,

    /// <summary>A part of the engine that hears events.</summary>
    Listener,
}

/// <summary>
/// One step that an automation took for an event: what an e-mail's explanation shows (PR9), and the proof that keeps it from
/// being taken again.
/// </summary>
public sealed record ActionRun
{
    /// <summary>Unique: the event and the step; see <see cref="KeyOf"/>.</summary>
    public required string Id { get; init; }

    public required RunSource Source { get; init; }

    /// <summary>The rule, the workflow type or the listener.</summary>
    public required string SourceId { get; init; }

    /// <summary>Its name as people know it, at that time.</summary>
    public string SourceName { get; init; } = "";

    /// <summary>The action's name; empty where the run is about the source as a whole.</summary>
    public string Action { get; init; } = "";

    /// <summary>The outcome's name: an action's own one, <c>started</c>, <c>failed</c>.</summary>
    public required string Outcome { get; init; }

    public Reason? Reason { get; init; }

    /// <summary>What the step made, by name; see <see cref="Actions.ActionPlan.Output"/>.</summary>
    public IReadOnlyDictionary<string, string>? Output { get; init; }

    public string? EmailId { get; init; }

    public string? ConversationId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The key of a step: the same event and the same step are one run.</summary>
    public static string KeyOf(string eventId, string stepId) => $"{eventId}:{stepId}";
}

/// <summary>Where an action is taken: ids that can be stored.</summary>
/// <param name="EventId">The event that it answers; with the step it is done once.</param>
/// <param name="MessageKey">The ledger row, for mail that could not be processed.</param>
/// <param name="ChannelId">For events of a channel.</param>
public sealed record ActionTarget(
    string EventId,
    string? EmailId = null,
    string? ConversationId = null,
    string? AddressId = null,
    string? MessageKey = null,
    string? ChannelId = null);

/// <summary>Between <see cref="ActionRun"/> and <see cref="MailRecord"/>.</summary>
internal static class ActionRunRecords
{
    public static MailRecord ToRecord(ActionRun run) => new()
    {
        Kind = RecordKinds.ActionRun,
        Id = run.Id,
        Json = RecordJson.Write(run),
        Owner = run.EmailId,
        ConversationId = run.ConversationId,
        State = StateOf(run.Source, run.SourceId),
        At = run.At,
    };

    public static ActionRun Read(MailRecord record) => RecordJson.Read<ActionRun>(record) with
    {
        ConversationId = record.ConversationId,
    };

    /// <summary>By which the runs of one rule or workflow are found.</summary>
    public static string StateOf(RunSource source, string sourceId)
    {
        var state = $"{RecordJson.Name(source)}:{sourceId}";
        return state.Length <= 50 ? state : state[..50];
    }
}
