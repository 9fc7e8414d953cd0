using MailIntegration.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Automation;

/// <summary>
/// Events on their way to durable listeners, one record each. What fails is tried again with growing pauses; what fails for
/// good is written down where people look: with the e-mail.
/// </summary>
public sealed class Deliveries
{
    /// <summary>Attempts before a delivery is given up; with the pauses between them about an hour and a half.</summary>
    public const int MaxAttempts = 9;

    private const int BatchSize = 50;
    private const string Waiting = "waiting";

    private readonly IMailStore _store;
    private readonly IReadOnlyList<IDurableListener> _listeners;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public Deliveries(
        IMailStore store, IEnumerable<IDurableListener> listeners, TimeProvider time, ILogger<Deliveries> logger)
    {
        _store = store;
        _listeners = listeners.ToList();
        _time = time;
        _logger = logger;
    }

    /// <summary>One record for each listener that wants the event, to be written as the event row goes.</summary>
    internal IEnumerable<MailRecord> Plan(MailEvent mailEvent) => _listeners
        .Where(l => l.Wants(mailEvent))
        .Select(l => ToRecord(new Delivery(l.Id, mailEvent), mailEvent.At));

    /// <summary>Hands on what is due, oldest first; each once.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_listeners.Count == 0)
        {
            return;
        }

        var query = new RecordQuery
        {
            Kind = RecordKinds.Delivery,
            States = [Waiting],
            DueBefore = _time.GetUtcNow(),
            Order = RecordOrder.Due,
            Take = BatchSize,
        };
        while (await _store.GetRecordsAsync(query, cancellationToken) is { Count: > 0 } due)
        {
            foreach (var record in due)
            {
                await HandAsync(record, cancellationToken);
            }

            query = query with { After = (due[^1].DueAt!.Value, due[^1].Id) };
        }
    }

    private async Task HandAsync(MailRecord record, CancellationToken cancellationToken)
    {
        var delivery = RecordJson.Read<Delivery>(record);
        if (_listeners.FirstOrDefault(l => l.Id == delivery.ListenerId) is not { } listener)
        {
            // Its feature was switched off; it starts anew when it comes back.
            await DeleteAsync(record, cancellationToken);
            return;
        }

        try
        {
            await listener.HandleAsync(delivery.Event, cancellationToken);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
        {
            _logger.LogError(exception, "Listener {Listener} failed for event {EventId}.", listener.Id, delivery.Event.Id);
            await PutOffAsync(record, delivery, exception, cancellationToken);
            return;
        }

        await DeleteAsync(record, cancellationToken);
    }

    /// <summary>A conflict means that another worker settled it.</summary>
    private Task<ApplyResult> DeleteAsync(MailRecord record, CancellationToken cancellationToken) => _store.ApplyAsync(
        new MailChanges { DeletedRecords = [new RecordDeletion(record.Kind, record.Id, record.Version)] }, cancellationToken);

    private async Task PutOffAsync(
        MailRecord record, Delivery delivery, Exception exception, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var failed = delivery with { Attempts = delivery.Attempts + 1 };
        var changes = failed.Attempts < MaxAttempts
            ? new MailChanges
            {
                Records = [ToRecord(failed, now + Pause(failed.Attempts)) with { Version = record.Version }],
            }
            : new MailChanges
            {
                DeletedRecords = [new RecordDeletion(record.Kind, record.Id, record.Version)],
                Records = [RunBook.GivenUp(delivery.Event, delivery.ListenerId, exception, now)],
            };
        await _store.ApplyAsync(changes, cancellationToken);
    }

    /// <summary>15 seconds, doubling, at most half an hour.</summary>
    private static TimeSpan Pause(int attempts) => TimeSpan.FromSeconds(Math.Min(15 * Math.Pow(2, attempts - 1), 1800));

    private static MailRecord ToRecord(Delivery delivery, DateTimeOffset dueAt) => new()
    {
        Kind = RecordKinds.Delivery,
        Id = $"{delivery.Event.Id}:{delivery.ListenerId}",
        Json = RecordJson.Write(delivery),
        State = Waiting,
        DueAt = dueAt,
        At = delivery.Event.At,
    };

    private sealed record Delivery(string ListenerId, MailEvent Event, int Attempts = 0);
}
