using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Automation;

/// <summary>Whose mail ends a wait.</summary>
public enum WaitFor
{
    /// <summary>A person outside.</summary>
    Customer,

    /// <summary>One of us; automatic mail is no answer.</summary>
    Us,

    Anybody,
}

/// <summary>Somebody who waits for mail of a conversation, at most until a moment.</summary>
/// <param name="Id">Unique; whoever waits chooses it.</param>
/// <param name="EventId">The event in whose course it began, which is not what it waits for.</param>
public sealed record MailWait(
    string Id, string ConversationId, string EventId, WaitFor For, DateTimeOffset Since, DateTimeOffset DueAt, long Version = 0);

/// <summary>Payload of <see cref="MailEvents.WaitElapsed"/>.</summary>
public sealed record WaitElapsed(string WaitId, string ConversationId);

/// <summary>Waits, kept in the store: they survive a restart, and follow conversations that are merged.</summary>
public sealed class Waits
{
    private const string Waiting = "waiting";
    private const string Elapsed = "elapsed";

    private readonly IMailStore _store;
    private readonly TimeProvider _time;

    public Waits(IMailStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    public async Task<MailWait?> FindAsync(string id, CancellationToken cancellationToken) =>
        await _store.FindRecordsAsync(RecordKinds.Wait, [id], cancellationToken) is [var record] ? Read(record) : null;

    /// <summary>Who waits for mail of the conversation.</summary>
    public async Task<IReadOnlyList<MailWait>> OfConversationAsync(string conversationId, CancellationToken cancellationToken) =>
        (await _store.GetRecordsAsync(
            new RecordQuery { Kind = RecordKinds.Wait, ConversationIds = [conversationId], States = [Waiting], Take = 1000 },
            cancellationToken)).Select(Read).ToList();

    /// <summary>Begins to wait; beginning again under the same id replaces the wait.</summary>
    public async Task BeginAsync(MailWait wait, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wait);
        var known = await FindAsync(wait.Id, cancellationToken);
        await _store.ApplySurelyAsync(
            new MailChanges { Records = [ToRecord(wait, Waiting, wait.DueAt) with { Version = known?.Version ?? 0 }] }, cancellationToken);
    }

    /// <summary>What ends a wait, to be written with what goes on then.</summary>
    public static RecordDeletion End(MailWait wait)
    {
        ArgumentNullException.ThrowIfNull(wait);
        return new RecordDeletion(RecordKinds.Wait, wait.Id, wait.Version);
    }

    public Task EndAsync(MailWait wait, CancellationToken cancellationToken) =>
        _store.ApplyAsync(new MailChanges { DeletedRecords = [End(wait)] }, cancellationToken);

    /// <summary>Makes an event of each wait whose time is over.</summary>
    internal async Task RaiseAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var query = new RecordQuery
        {
            Kind = RecordKinds.Wait, States = [Waiting], DueBefore = now, Order = RecordOrder.Due, Take = 200,
        };
        foreach (var record in await _store.GetRecordsAsync(query, cancellationToken))
        {
            var wait = Read(record);
            await _store.ApplyAsync(
                new MailChanges
                {
                    Records = [ToRecord(wait, Elapsed, null)],
                    Events = [MailEvents.Create(MailEvents.WaitElapsed, new WaitElapsed(wait.Id, wait.ConversationId), now, null)],
                },
                cancellationToken);
        }
    }

    private static MailWait Read(MailRecord record) => RecordJson.Read<MailWait>(record) with
    {
        Version = record.Version,
        ConversationId = record.ConversationId!,
    };

    private static MailRecord ToRecord(MailWait wait, string state, DateTimeOffset? dueAt) => new()
    {
        Kind = RecordKinds.Wait,
        Id = wait.Id,
        Version = wait.Version,
        Json = RecordJson.Write(wait),
        ConversationId = wait.ConversationId,
        State = state,
        DueAt = dueAt,
        At = wait.Since,
    };
}
