using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Openings;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Journal;

/// <summary>
/// Keeps the journal of outgoing mail beside the outbox: whoever changes an entry writes an event with it, and from that the row
/// follows. It reads the entry as it is then, so hearing twice, or late, changes nothing.
/// </summary>
public sealed class OutgoingJournal : IDurableListener
{
    private const int MaxConflicts = 5;

    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly IPeople _people;
    private readonly OpeningBook _openings;
    private readonly TimeProvider _time;

    public OutgoingJournal(IMailStore store, IMailSetupStore setup, IPeople people, OpeningBook openings, TimeProvider time)
    {
        _store = store;
        _setup = setup;
        _people = people;
        _openings = openings;
        _time = time;
    }

    public string Id => "journal-out";

    public bool Wants(MailEvent mailEvent)
    {
        ArgumentNullException.ThrowIfNull(mailEvent);
        return mailEvent.Kind == MailEvents.OutboxChanged;
    }

    public async Task HandleAsync(MailEvent mailEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mailEvent);
        if (MailEvents.Read<OutboxChanged>(mailEvent) is not { } change)
        {
            return;
        }

        for (var conflicts = 0; conflicts < MaxConflicts; conflicts++)
        {
            if (await PlanAsync(change.EntryId, cancellationToken) is not { } record
                || (await _store.ApplyAsync(await ChangesAsync(record, cancellationToken), cancellationToken)).Outcome == ApplyOutcome.Applied)
            {
                return;
            }
        }

        throw new InvalidOperationException($"The journal's row of {change.EntryId} is changed by others all the time.");
    }

    /// <summary>Open lists hear of it; rows of the site's mailer belong to no address, so managers hear by name.</summary>
    private async Task<MailChanges> ChangesAsync(MailRecord record, CancellationToken cancellationToken)
    {
        var managers = (await _people.GetMembersAsync(cancellationToken)).Where(m => m.IsManager).Select(m => m.Id).ToList();
        var now = _time.GetUtcNow();
        return new MailChanges
        {
            Records = [record],
            Events = [MailEvents.Create(MailEvents.DeskChanged, new DeskChanged([DeskKind.Journal], [], [], managers), now, null)],
        };
    }

    private async Task<MailRecord?> PlanAsync(string entryId, CancellationToken cancellationToken)
    {
        var known = await _store.FindRecordsAsync(RecordKinds.JournalOut, [entryId], cancellationToken) is [var record] ? record : null;
        if (await _store.FindRecordsAsync(RecordKinds.Outbox, [entryId], cancellationToken) is not [var stored])
        {
            return known is null ? null : Taken(known);
        }

        var entry = OutboxRecords.Read(stored);
        var opened = await _openings.OfAsync([entry], cancellationToken);
        var row = JournalRecords.Of(entry, opened.GetValueOrDefault(entry.Id));
        var settings = (await _setup.GetAsync(cancellationToken)).Settings;
        return known is null && row.At < JournalPurge.Oldest(settings, _time.GetUtcNow())
            ? null
            : JournalRecords.ToRecord(row, known?.Version ?? 0);
    }

    /// <summary>The entry turned back into its draft, or was deleted.</summary>
    private MailRecord? Taken(MailRecord known)
    {
        var row = JournalRecords.ReadOutgoing(known);
        return row.State == OutboxState.Cancelled
            ? null
            : JournalRecords.ToRecord(
                row with
                {
                    State = OutboxState.Cancelled,
                    History = [.. row.History, new OutboxStep(_time.GetUtcNow(), OutboxState.Cancelled)],
                },
                known.Version);
    }
}
