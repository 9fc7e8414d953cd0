using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Providers.Hosted;

/// <summary>An arrival with what only the message says.</summary>
internal sealed record DoorArrival(Arrival Arrival, string AddressId, MailboxAddress? From = null);

/// <summary>Writes arrivals, and in the same commit what the journal tells of those that go no further (HF3, HF6, MC4).</summary>
public sealed class ArrivalWriter
{
    private const int MaxTries = 5;

    private readonly IMailStore _store;
    private readonly IPeople _people;
    private readonly TimeProvider _time;

    public ArrivalWriter(IMailStore store, IPeople people, TimeProvider time)
    {
        _store = store;
        _people = people;
        _time = time;
    }

    /// <summary>Writes what has not come before; what has stays as it was.</summary>
    /// <returns>False when it could not be written now.</returns>
    internal async Task<bool> WriteAsync(IReadOnlyList<DoorArrival> arrivals, CancellationToken cancellationToken)
    {
        var ids = arrivals.Select(a => a.Arrival.Id).ToList();
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var known = (await _store.FindRecordsAsync(RecordKinds.Arrival, ids, cancellationToken))
                .Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
            var fresh = arrivals.Where(a => !known.Contains(a.Arrival.Id)).ToList();
            if (fresh.Count == 0)
            {
                return true;
            }

            var result = await _store.ApplyAsync(await ChangesAsync(fresh, cancellationToken), cancellationToken);
            if (result.Outcome == ApplyOutcome.Applied)
            {
                return true;
            }
        }

        return false;
    }

    private async Task<MailChanges> ChangesAsync(IReadOnlyList<DoorArrival> fresh, CancellationToken cancellationToken)
    {
        var rows = fresh.Select(a => JournalRecords.Of(a.Arrival, a.AddressId, a.From)).OfType<MailRecord>().ToList();
        return new MailChanges
        {
            Records = [.. fresh.Select(a => ArrivalRecords.ToRecord(a.Arrival)), .. rows],
            Events = rows.Count == 0 ? [] : [await JournalChangedAsync(cancellationToken)],
        };
    }

    /// <summary>Open lists hear of it.</summary>
    private async Task<MailEvent> JournalChangedAsync(CancellationToken cancellationToken)
    {
        var managers = (await _people.GetMembersAsync(cancellationToken)).Where(m => m.IsManager).Select(m => m.Id).ToList();
        return MailEvents.Create(
            MailEvents.DeskChanged, new DeskChanged([DeskKind.Journal], [], [], managers), _time.GetUtcNow(), null);
    }
}
