using MailIntegration.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Automation;

/// <summary>
/// Takes event rows in the order in which they were written. Listeners that only show something hear them at once; for
/// durable ones each event becomes a delivery of its own in the same commit that removes the row, so that no event is lost,
/// none is handed on twice, and one that fails keeps nobody else waiting.
/// </summary>
public sealed class EventDispatcher
{
    private const int BatchSize = 100;

    /// <summary>Conflicts in a row after which others are left to it until the next tick.</summary>
    private const int MaxConflicts = 20;

    private readonly IMailStore _store;
    private readonly IReadOnlyList<IMailEventListener> _listeners;
    private readonly Deliveries _deliveries;
    private readonly Waits _waits;
    private readonly ILogger _logger;

    public EventDispatcher(
        IMailStore store,
        IEnumerable<IMailEventListener> listeners,
        Deliveries deliveries,
        Waits waits,
        ILogger<EventDispatcher> logger)
    {
        _store = store;
        _listeners = listeners.ToList();
        _deliveries = deliveries;
        _waits = waits;
        _logger = logger;
    }

    /// <summary>Dispatches what is there, and what is due again.</summary>
    public async Task DispatchAsync(CancellationToken cancellationToken)
    {
        await _waits.RaiseAsync(cancellationToken);
        var conflicts = 0;
        while (conflicts < MaxConflicts && await _store.GetEventsAsync(BatchSize, cancellationToken) is { Count: > 0 } events)
        {
            foreach (var mailEvent in events)
            {
                foreach (var listener in _listeners)
                {
                    await HandAsync(listener, mailEvent, cancellationToken);
                }
            }

            var taken = await _store.ApplyAsync(
                new MailChanges
                {
                    FinishedEvents = events.Select(e => e.Id).ToList(),
                    Records = events.SelectMany(_deliveries.Plan).ToList(),
                },
                cancellationToken);
            conflicts = taken.Outcome switch
            {
                ApplyOutcome.Applied => 0,
                ApplyOutcome.Conflict => conflicts + 1,
                _ => throw new InvalidOperationException($"Events could not be handed on: {taken.Reason}."),
            };
        }

        await _deliveries.RunAsync(cancellationToken);
    }

    private async Task HandAsync(IMailEventListener listener, MailEvent mailEvent, CancellationToken cancellationToken)
    {
        try
        {
            await listener.HandleAsync(mailEvent, cancellationToken);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
        {
            _logger.LogError(exception, "Listener {Listener} failed for event {EventId}.", listener.GetType().Name, mailEvent.Id);
        }
    }
}
