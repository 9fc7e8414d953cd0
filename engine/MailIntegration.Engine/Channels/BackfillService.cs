using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Channels;

/// <summary>
/// Fetches older mail of an address on request (AD12): one backfill cursor per folder tells the sync how far back to
/// go, and <see cref="ChannelAddress.SyncFrom"/> moves back with them.
/// </summary>
public sealed class BackfillService
{
    private const int Attempts = 5;

    private readonly IMailSetupStore _setup;
    private readonly IMailStore _store;
    private readonly ISyncControl _sync;
    private readonly TimeProvider _time;

    public BackfillService(IMailSetupStore setup, IMailStore store, ISyncControl sync, TimeProvider time)
    {
        _setup = setup;
        _store = store;
        _sync = sync;
        _time = time;
    }

    /// <summary>How far back a backfill that is under way goes; null when none is.</summary>
    public static DateTimeOffset? UntilOf(IEnumerable<SyncCursor> cursors) => cursors
        .Where(c => c is { Kind: CursorKind.Backfill, IsComplete: false })
        .Min(c => c.Until);

    public async Task<SetupResult<ChannelAddress>> StartAsync(
        string addressId, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var setup = await _setup.GetAsync(cancellationToken);
        if (setup.FindAddress(addressId) is not { } address)
        {
            return SetupResult.NotFound<ChannelAddress>();
        }

        if (from < _time.GetUtcNow().AddDays(-SetupValidator.MaxFirstSyncDays))
        {
            return SetupResult.Invalid<ChannelAddress>("from", new Reason("date-too-early"));
        }

        if (from >= address.SyncFrom)
        {
            return SetupResult.Invalid<ChannelAddress>("from", new Reason(
                "backfill-not-earlier", "date", address.SyncFrom.UtcDateTime.ToString("yyyy-MM-dd", null)));
        }

        // The cursors first: without them the address would claim mail that nobody fetches.
        await WriteCursorsAsync(address, cursor => cursor with { Token = null, IsComplete = false, Until = from }, cancellationToken);
        var saved = await SaveFromAsync(addressId, current => from < current ? from : current, cancellationToken);
        if (saved.Value is { } value && (await _setup.GetAsync(cancellationToken)).IsFetched(value))
        {
            _sync.Request([addressId]);
        }

        return saved;
    }

    /// <summary>Stops a backfill; what it fetched stays.</summary>
    public async Task<SetupResult<ChannelAddress>> CancelAsync(string addressId, CancellationToken cancellationToken)
    {
        var setup = await _setup.GetAsync(cancellationToken);
        if (setup.FindAddress(addressId) is not { } address)
        {
            return SetupResult.NotFound<ChannelAddress>();
        }

        await _sync.StopAsync(addressId, cancellationToken);
        var cursors = await _store.GetCursorsAsync(addressId, cancellationToken);
        var open = cursors.Where(c => c is { Kind: CursorKind.Backfill, IsComplete: false }).Select(c => c.Folder).ToList();
        if (open.Count == 0)
        {
            return SetupResult.Saved(address);
        }

        var reached = await ReachedAsync(address, open, cancellationToken);
        var saved = await SaveFromAsync(addressId, current => reached > current ? reached : current, cancellationToken);
        await WriteCursorsAsync(
            address with { Folders = open }, cursor => cursor with { Token = null, IsComplete = true }, cancellationToken);
        if (saved.Value is { } value && (await _setup.GetAsync(cancellationToken)).IsFetched(value))
        {
            // The run that was stopped may also have been fetching new mail.
            _sync.Request([addressId]);
        }

        return saved;
    }

    /// <summary>
    /// The first moment from which every unfinished folder is complete. Folders are read from newer to older, so that
    /// is the day after a folder's oldest message; the latest of these days counts.
    /// </summary>
    private async Task<DateTimeOffset> ReachedAsync(
        ChannelAddress address, List<MailFolder> folders, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);
        var setup = await _setup.GetAsync(cancellationToken);
        var fallback = today.AddDays(-setup.Settings.FirstSyncDays);
        var missing = folders.ToHashSet();
        var reached = DateOnly.MinValue;
        var days = await _store.CountMessagesByDayAsync(
            address.Id, DateOnly.FromDateTime(address.SyncFrom.UtcDateTime), today, cancellationToken);
        foreach (var day in days.Keys.Order().TakeWhile(d => d < fallback && missing.Count > 0))
        {
            var rows = await _store.ListMessagesAsync(
                new LedgerQuery { AddressId = address.Id, Day = day, Take = 200 }, cancellationToken);
            var before = missing.Count;
            missing.ExceptWith(rows.Select(r => r.Folder));
            reached = missing.Count < before ? day.AddDays(1) : reached;
        }

        // A folder without older mail proves nothing about how far it was read.
        return new DateTimeOffset((missing.Count > 0 ? fallback : reached).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
    }

    private async Task<SetupResult<ChannelAddress>> SaveFromAsync(
        string addressId, Func<DateTimeOffset, DateTimeOffset> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var setup = await _setup.GetAsync(cancellationToken);
            if (setup.FindAddress(addressId) is not { } address)
            {
                return SetupResult.NotFound<ChannelAddress>();
            }

            var changed = address with { SyncFrom = change(address.SyncFrom) };
            if (changed == address || await _setup.SaveAsync(changed, cancellationToken))
            {
                setup = await _setup.GetAsync(cancellationToken);
                return setup.FindAddress(addressId) is { } saved
                    ? SetupResult.Saved(saved)
                    : SetupResult.NotFound<ChannelAddress>();
            }
        }

        return SetupResult.Stale<ChannelAddress>();
    }

    private async Task WriteCursorsAsync(
        ChannelAddress address, Func<SyncCursor, SyncCursor> change, CancellationToken cancellationToken)
    {
        foreach (var folder in address.Folders)
        {
            // A running sync moves the same cursor: read it again until ours is the one that counts.
            for (var attempt = 1; ; attempt++)
            {
                var cursors = await _store.GetCursorsAsync(address.Id, cancellationToken);
                var cursor = cursors.FirstOrDefault(c => c.Folder == folder && c.Kind == CursorKind.Backfill)
                    ?? new SyncCursor { AddressId = address.Id, Folder = folder, Kind = CursorKind.Backfill };
                var result = await _store.ApplyAsync(new MailChanges { Cursor = change(cursor) }, cancellationToken);
                if (result.Outcome == ApplyOutcome.Applied)
                {
                    break;
                }

                if (attempt == Attempts)
                {
                    throw new InvalidOperationException($"A backfill cursor could not be written: {result.Outcome}.");
                }
            }
        }
    }
}
