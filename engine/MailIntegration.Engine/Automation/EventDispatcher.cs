using MailIntegration.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Automation;

/// <summary>Takes event rows in the order in which they were written, hands them to the listeners and removes them.</summary>
public sealed class EventDispatcher
{
    private const int BatchSize = 100;

    private readonly IMailStore _store;
    private readonly IReadOnlyList<IMailEventListener> _listeners;
    private readonly ILogger _logger;

    public EventDispatcher(IMailStore store, IEnumerable<IMailEventListener> listeners, ILogger<EventDispatcher> logger)
    {
        _store = store;
        _listeners = listeners.ToList();
        _logger = logger;
    }

    /// <summary>Dispatches what is there.</summary>
    public async Task DispatchAsync(CancellationToken cancellationToken)
    {
        while (await _store.GetEventsAsync(BatchSize, cancellationToken) is { Count: > 0 } events)
        {
            foreach (var mailEvent in events)
            {
                foreach (var listener in _listeners)
                {
                    await HandAsync(listener, mailEvent, cancellationToken);
                }
            }

            await _store.DeleteEventsAsync(events.Select(e => e.Id).ToList(), cancellationToken);
        }
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
