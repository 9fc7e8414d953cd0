using MailIntegration.Engine.Diagnostics;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Sync;

/// <summary>Plans a batch, applies it, and plans again when somebody was faster.</summary>
public sealed class BatchWriter
{
    /// <summary>Each conflict means that somebody else got on; ten in a row for one batch means a defect.</summary>
    private const int MaxConflicts = 10;

    private readonly IMailStore _store;
    private readonly IBlobStore _blobs;
    private readonly MailPlanner _planner;
    private readonly PlanStateLoader _states;
    private readonly BatchContacts _contacts;

    public BatchWriter(
        IMailStore store, IBlobStore blobs, MailPlanner planner, PlanStateLoader states, BatchContacts contacts)
    {
        _store = store;
        _blobs = blobs;
        _planner = planner;
        _states = states;
        _contacts = contacts;
    }

    /// <summary>Writes mails together with the cursor that says that they are done.</summary>
    /// <param name="extra">Further changes of the same step, for example read marks; asked again after a conflict, so that
    /// it speaks of rows as they are now. Its cursor is checked by version.</param>
    /// <param name="isImport">True while history is read.</param>
    /// <returns>False when the cursor moved on: somebody else syncs this folder, stop.</returns>
    public Task<bool> WriteAsync(
        SyncContext context,
        IReadOnlyList<ParsedMail> mails,
        Func<CancellationToken, Task<MailChanges>> extra,
        bool isImport,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(extra);
        return WriteAsync(
            context, mails, async (planned, token) => Merge(planned, await extra(token)), isImport, cancellationToken);
    }

    /// <summary>Writes mails together with whatever depends on what was planned for them.</summary>
    /// <param name="complete">Completes the plan; asked again after a conflict. Its cursor is checked by version.</param>
    /// <returns>False when the cursor moved on.</returns>
    public async Task<bool> WriteAsync(
        SyncContext context,
        IReadOnlyList<ParsedMail> mails,
        Func<MailChanges, CancellationToken, Task<MailChanges>> complete,
        bool isImport,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(mails);
        ArgumentNullException.ThrowIfNull(complete);
        await _blobs.FlushAsync(cancellationToken);
        var created = new HashSet<string>(StringComparer.Ordinal);
        for (var conflicts = 0; ;)
        {
            var state = await _states.LoadAsync(context, mails, isImport, cancellationToken);
            state.CreatedContacts = created;
            var fresh = mails.Where(m => IsOpen(state.KnownMessages.GetValueOrDefault(m.Key))).ToList();
            var planned = _planner.Plan(fresh, state);
            if (await _contacts.CreateAsync(state.NewContacts.Values, created, cancellationToken))
            {
                continue;
            }

            planned = isImport ? planned : await new ReplyCheck(_store).AddAsync(context, planned, state.Now, cancellationToken);
            var changes = await complete(planned, cancellationToken);
            var result = await _store.ApplyAsync(changes, cancellationToken);
            switch (result.Outcome)
            {
                case ApplyOutcome.Applied:
                    Measure(fresh, changes);
                    return true;
                case ApplyOutcome.Rejected when result.MessageKey is { } key && mails.Any(m => m.Key == key && m.Digest is not null):
                    mails = mails.Select(m => m.Key == key ? Quarantine(m, result.Reason) : m).ToList();
                    break;
                case ApplyOutcome.Conflict when await HasMovedAsync(changes.Cursor, cancellationToken):
                    return false;
                case ApplyOutcome.Conflict when ++conflicts < MaxConflicts:
                    break;
                default:
                    throw new InvalidOperationException($"A batch could not be written: {result.Outcome} {result.Reason}.");
            }
        }
    }

    private static void Measure(List<ParsedMail> fresh, MailChanges changes)
    {
        var keys = fresh.Select(m => m.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var group in changes.Messages.Where(m => keys.Contains(m.Key)).CountBy(m => m.Outcome))
        {
            MailDiagnostics.Handled(group.Key, group.Value);
        }
    }

    /// <summary>Rows that are settled stay as they are; only quarantined ones, and those left out by a setting, may get
    /// another outcome.</summary>
    private static bool IsOpen(ProviderMessage? known) => known is null || QuarantineRetry.IsOpen(known);

    private static ParsedMail Quarantine(ParsedMail mail, Reason? reason) => mail with
    {
        Digest = null,
        Failure = new MailFailure(MessageOutcome.Quarantined, reason ?? new Reason("storage-refused")),
    };

    private async Task<bool> HasMovedAsync(SyncCursor? cursor, CancellationToken cancellationToken)
    {
        if (cursor is null)
        {
            return false;
        }

        var cursors = await _store.GetCursorsAsync(cursor.AddressId, cancellationToken);
        var current = cursors.FirstOrDefault(c => c.Folder == cursor.Folder && c.Kind == cursor.Kind);
        return (current?.Version ?? 0) != cursor.Version;
    }

    private static MailChanges Merge(MailChanges planned, MailChanges extra) => planned with
    {
        Messages = [.. planned.Messages, .. extra.Messages.Where(e => planned.Messages.All(p => p.Key != e.Key))],
        EmailStates = extra.EmailStates,
        Reads = extra.Reads,
        Cursor = extra.Cursor,
        Health = extra.Health,
        Events = [.. planned.Events, .. extra.Events],
    };
}
