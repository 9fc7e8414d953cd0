using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Providers.Hosted;

/// <summary>A page of arrivals, newest first.</summary>
public sealed record ArrivalPage(IReadOnlyList<Arrival> Rows, (DateTimeOffset At, string Id)? Next);

/// <summary>What came in at hosted addresses: to look at, to release, to let go of in time. For administrators.</summary>
public sealed class HostedArrivals
{
    private const int Batch = 200;

    private readonly IMailSetupStore _setup;
    private readonly IMailStore _store;
    private readonly BlobCleanup _cleanup;
    private readonly ISyncControl _sync;
    private readonly TimeProvider _time;

    public HostedArrivals(
        IMailSetupStore setup, IMailStore store, BlobCleanup cleanup, ISyncControl sync, TimeProvider time)
    {
        _setup = setup;
        _store = store;
        _cleanup = cleanup;
        _sync = sync;
        _time = time;
    }

    /// <param name="mailboxId">The forwarding address; null for all.</param>
    /// <param name="state">Null for all.</param>
    public async Task<ArrivalPage> ListAsync(
        string? mailboxId, ArrivalState? state, (DateTimeOffset At, string Id)? after, int take, CancellationToken cancellationToken)
    {
        var records = await _store.GetRecordsAsync(
            new RecordQuery
            {
                Kind = RecordKinds.Arrival,
                Owners = mailboxId is null ? null : [mailboxId],
                States = state is { } one ? ArrivalRecords.States(one) : null,
                After = after,
                Take = take,
            },
            cancellationToken);
        return new ArrivalPage(
            records.Select(ArrivalRecords.Read).ToList(), records.Count < take ? null : (records[^1].At, records[^1].Id));
    }

    /// <summary>When the first mail was taken in; null while the address waits for it (HF1).</summary>
    public async Task<DateTimeOffset?> FirstAsync(string mailboxId, CancellationToken cancellationToken) =>
        await _store.GetRecordsAsync(
            new RecordQuery
            {
                Kind = RecordKinds.Arrival,
                Owners = [mailboxId],
                States = ArrivalRecords.States(ArrivalState.Accepted),
                Order = RecordOrder.Oldest,
                Take = 1,
            },
            cancellationToken) is [var first]
            ? first.At
            : null;

    /// <summary>Lets held mail in, as if it came now.</summary>
    /// <returns>How many of them were held.</returns>
    public async Task<int> ReleaseAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var released = await ChangeAsync(
            ids, a => a with { State = ArrivalState.Accepted, At = _time.GetUtcNow() }, cancellationToken);
        var setup = await _setup.GetAsync(cancellationToken);
        var mailboxes = released.Select(a => a.MailboxId).ToHashSet(StringComparer.Ordinal);
        _sync.Request(setup.Addresses.Where(a => a.Hosted is not null && mailboxes.Contains(a.MailboxId)).Select(a => a.Id).ToList());
        return released.Count;
    }

    /// <summary>Throws held mail away; its row stays for a while.</summary>
    /// <returns>How many of them were held.</returns>
    public async Task<int> DiscardAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        (await ChangeAsync(ids, a => a with { State = ArrivalState.Refused, At = _time.GetUtcNow() }, cancellationToken)).Count;

    /// <summary>Lets go of raw copies and rows whose time is over.</summary>
    public async Task ExpireAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var due = await _store.GetRecordsAsync(
                new RecordQuery
                {
                    Kind = RecordKinds.Arrival, DueBefore = _time.GetUtcNow(), Order = RecordOrder.Due, Take = Batch,
                },
                cancellationToken);
            if (due.Count == 0)
            {
                return;
            }

            // A refused copy goes before its row does.
            var refused = due.Select(ArrivalRecords.Read)
                .Where(a => a is { State: ArrivalState.Refused, Raw: not null }).ToList();
            var stripped = refused.Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
            await _store.ApplySurelyAsync(
                new MailChanges
                {
                    Records = refused.Select(a => ArrivalRecords.ToRecord(a with { Raw = null })).ToList(),
                    DeletedRecords = due.Where(r => !stripped.Contains(r.Id)).Select(r => new RecordDeletion(r.Kind, r.Id)).ToList(),
                },
                cancellationToken);
            await _cleanup.RemoveUnusedAsync(due.SelectMany(r => r.Blobs), cancellationToken);
        }
    }

    private async Task<IReadOnlyList<Arrival>> ChangeAsync(
        IReadOnlyCollection<string> ids, Func<Arrival, Arrival> change, CancellationToken cancellationToken)
    {
        var held = (await _store.FindRecordsAsync(RecordKinds.Arrival, ids, cancellationToken))
            .Select(ArrivalRecords.Read).Where(a => a.State == ArrivalState.Held).Select(change).ToList();
        if (held.Count == 0)
        {
            return [];
        }

        var result = await _store.ApplyAsync(
            new MailChanges { Records = held.Select(ArrivalRecords.ToRecord).ToList() }, cancellationToken);
        return result.Outcome == ApplyOutcome.Applied ? held : [];
    }
}
