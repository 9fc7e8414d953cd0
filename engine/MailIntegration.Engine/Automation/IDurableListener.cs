using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Automation;

/// <summary>
/// Hears of the events that it wants until it has handled them: one that throws is called again later, for this event and
/// this listener only, as long as <see cref="Deliveries.MaxAttempts"/> says. It is called at least once, so it is idempotent
/// by <see cref="MailEvent.Id"/>.
/// </summary>
public interface IDurableListener
{
    /// <summary>Stored with what it has still to hear: at most 50 characters, and it never changes.</summary>
    string Id { get; }

    /// <summary>Decides by the event alone, without a look at the store: every event comes by here.</summary>
    bool Wants(MailEvent mailEvent);

    Task HandleAsync(MailEvent mailEvent, CancellationToken cancellationToken);
}
