using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Outbox;

/// <summary>Writes entries on their way. The version is the fence: what was written is the only thing that may be done next.</summary>
public sealed class OutboxStore
{
    private readonly IMailStore _store;
    private readonly TimeProvider _time;

    public OutboxStore(IMailStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    /// <returns>The entry with its new version.</returns>
    /// <exception cref="EntryLostException">Somebody else changed it.</exception>
    internal async Task<OutboxEntry> SaveAsync(
        OutboxEntry entry, CancellationToken cancellationToken, MailEvent? also = null)
    {
        var result = await _store.ApplyAsync(
            new MailChanges
            {
                Records = [OutboxRecords.ToRecord(entry)],
                Events = also is null
                    ? [OutboxRecords.Changed(entry, _time.GetUtcNow())]
                    : [OutboxRecords.Changed(entry, _time.GetUtcNow()), also],
            },
            cancellationToken);
        return result.Outcome switch
        {
            ApplyOutcome.Applied => entry with { Version = entry.Version + 1 },
            ApplyOutcome.Conflict => throw new EntryLostException($"Entry {entry.Id} was changed by somebody else."),
            _ => throw new InvalidOperationException($"Entry {entry.Id} could not be written: {result.Reason}."),
        };
    }

    /// <summary>The entry as it is now; null when it is gone.</summary>
    internal async Task<OutboxEntry?> FindAsync(string id, CancellationToken cancellationToken) =>
        await _store.FindRecordsAsync(RecordKinds.Outbox, [id], cancellationToken) is [var record]
            ? OutboxRecords.Read(record)
            : null;

    /// <summary>Entries that are due, soonest first.</summary>
    internal async Task<IReadOnlyList<OutboxEntry>> GetDueAsync(
        string? owner, (DateTimeOffset At, string Id)? after, int take, CancellationToken cancellationToken)
    {
        var query = new RecordQuery
        {
            Kind = RecordKinds.Outbox,
            Owners = owner is null ? null : [owner],
            States = OutboxRecords.Moving,
            DueBefore = _time.GetUtcNow(),
            Order = RecordOrder.Due,
            After = after,
            Take = take,
        };
        return (await _store.GetRecordsAsync(query, cancellationToken)).Select(OutboxRecords.Read).ToList();
    }

    /// <summary>When the sender may send again; null at once.</summary>
    /// <param name="perMinute">Most mails within a minute.</param>
    internal async Task<DateTimeOffset?> NextSlotAsync(string senderId, int perMinute, CancellationToken cancellationToken)
    {
        var minute = TimeSpan.FromMinutes(1);
        var query = new RecordQuery
        {
            Kind = RecordKinds.Outbox,
            Owners = [OutboxRecords.OwnerOf(senderId)],
            States = [OutboxRecords.NameOf(OutboxState.Sent)],
            From = _time.GetUtcNow() - minute,
            Take = perMinute,
        };
        if (await _store.CountRecordsAsync(query, perMinute, cancellationToken) < perMinute)
        {
            return null;
        }

        var sent = await _store.GetRecordsAsync(query, cancellationToken);
        return sent.Count == 0 ? null : sent[^1].At + minute;
    }
}
