using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Diagnostics;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Sync;

/// <summary>One sync of one address: all its folders, backfills and, from time to time, the ledger check.</summary>
public sealed class AddressSync
{
    /// <summary>The reason of a run that found another one at work on its address.</summary>
    internal const string SyncedElsewhere = "synced-elsewhere";

    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly SyncContexts _contexts;
    private readonly ILeases _leases;
    private readonly FolderSync _folders;
    private readonly LedgerCheck _ledger;
    private readonly MailboxAliases _aliases;
    private readonly SyncOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public AddressSync(
        IMailStore store,
        IMailSetupStore setup,
        SyncContexts contexts,
        ILeases leases,
        FolderSync folders,
        LedgerCheck ledger,
        MailboxAliases aliases,
        SyncOptions options,
        TimeProvider time,
        ILogger<AddressSync> logger)
    {
        _store = store;
        _setup = setup;
        _contexts = contexts;
        _leases = leases;
        _folders = folders;
        _ledger = ledger;
        _aliases = aliases;
        _options = options;
        _time = time;
        _logger = logger;
    }

    /// <summary>Runs until the address is up to date, a problem ends it, or it is cancelled. Never throws for what a
    /// provider does: the run's last step says what happened.</summary>
    /// <param name="progress">Told about each step.</param>
    public async Task<SyncRun> RunAsync(
        string addressId, bool checkLedger, Action<SyncRun> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        using var activity = MailDiagnostics.StartSync(addressId);
        var started = _time.GetTimestamp();
        var run = await RunOnceAsync(addressId, checkLedger, progress, cancellationToken);
        var setup = await _setup.GetAsync(CancellationToken.None);
        var provider = setup.FindAddress(addressId) is { } address ? setup.FindChannel(address.ChannelId)?.Provider : null;
        MailDiagnostics.Ran(provider, run, _time.GetElapsedTime(started), activity);
        return run;
    }

    private async Task<SyncRun> RunOnceAsync(
        string addressId, bool checkLedger, Action<SyncRun> progress, CancellationToken cancellationToken)
    {
        var started = _time.GetUtcNow();
        var run = new SyncRun(addressId, SyncPhase.Connecting, null, 0, null, started);
        progress(run);
        var previous = (await _store.GetHealthAsync(cancellationToken)).FirstOrDefault(h => h.AddressId == addressId)
            ?? new AddressHealth(addressId, null, null);
        var context = await _contexts.LoadAsync(addressId, cancellationToken);
        if (context is null || !context.Setup.IsFetched(context.Address))
        {
            return run with { Phase = SyncPhase.Cancelled, FinishedAt = _time.GetUtcNow() };
        }

        var lease = await _leases.TryAcquireAsync("sync:" + addressId, _options.LeaseDuration, cancellationToken);
        if (lease is null)
        {
            return run with { Phase = SyncPhase.Cancelled, FinishedAt = _time.GetUtcNow(), Problem = new Reason(SyncedElsewhere) };
        }

        await using var heartbeat = new LeaseHeartbeat(_leases, lease, _options.LeaseDuration, _time, cancellationToken);
        try
        {
            var problem = await SyncAsync(context, checkLedger, r => progress(run = r), run, heartbeat.Held);
            await SaveAsync(
                new AddressHealth(addressId, _time.GetUtcNow(), started, problem), previous,
                problem is null ? null : context.Channel.Id, cancellationToken);
            return run with { Phase = SyncPhase.Done, FinishedAt = _time.GetUtcNow(), Problem = problem };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return run with { Phase = SyncPhase.Cancelled, FinishedAt = _time.GetUtcNow(), Problem = new Reason("lease-lost") };
        }
        catch (OperationCanceledException)
        {
            return run with { Phase = SyncPhase.Cancelled, FinishedAt = _time.GetUtcNow() };
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            var (reason, notBefore) = Understand(exception, previous.Failures);
            _logger.LogWarning(exception, "Sync of address {AddressId} stopped: {Reason}", addressId, reason.Code);
            await FailAsync(context, exception, previous with
            {
                LastAttempt = started,
                Problem = reason,
                NotBefore = notBefore,
                Failures = previous.Failures + 1,
            }, previous, CancellationToken.None);
            return run with { Phase = SyncPhase.Failed, FinishedAt = _time.GetUtcNow(), Problem = reason };
        }    }

    private async Task<Reason?> SyncAsync(
        SyncContext context,
        bool checkLedger,
        Action<SyncRun> progress,
        SyncRun run,
        CancellationToken cancellationToken)
    {
        var mailbox = _contexts.OpenMailbox(context);
        var stored = await _store.GetCursorsAsync(context.Address.Id, cancellationToken);
        var backfills = stored.Where(c => c is { Kind: CursorKind.Backfill, IsComplete: false });
        Reason? problem = null;
        foreach (var cursor in context.Address.Folders.Select(f => Find(stored, context, f)).Concat(backfills))
        {
            try
            {
                var step = run with
                {
                    Phase = cursor.Kind == CursorKind.Backfill ? SyncPhase.Backfill : SyncPhase.Fetching,
                    Folder = cursor.Folder,
                };
                run = await WalkAsync(context, mailbox, cursor, progress, step, cancellationToken);
            }
            catch (ProviderException exception) when (exception.Error == ProviderError.FolderNotFound)
            {
                // One folder that vanished does not keep the others from being read.
                problem = exception.Reason;
            }
        }

        if (checkLedger)
        {
            progress(run with { Phase = SyncPhase.Checking, Folder = null });
            await _ledger.RunAsync(context, mailbox, cancellationToken);
            await _aliases.RefreshAsync(context.Channel, context.Address, cancellationToken);
        }

        return problem;
    }

    private static SyncCursor Find(IReadOnlyList<SyncCursor> stored, SyncContext context, MailFolder folder) =>
        stored.FirstOrDefault(c => c.Kind == CursorKind.Changes && c.Folder == folder)
        ?? new SyncCursor { AddressId = context.Address.Id, Folder = folder };

    private async Task<SyncRun> WalkAsync(
        SyncContext context,
        IMailboxClient mailbox,
        SyncCursor cursor,
        Action<SyncRun> progress,
        SyncRun run,
        CancellationToken cancellationToken)
    {
        if (!cursor.IsComplete)
        {
            progress(run with { Phase = SyncPhase.Listing });
            var expected = await mailbox.CountAsync(
                cursor.Folder, cursor.Until ?? context.Address.SyncFrom, DateTimeOffset.MaxValue, cancellationToken);
            run = run with { Total = (run.Total ?? run.Done) + (int)Math.Min(expected, int.MaxValue / 4) };
        }

        progress(run);
        await _folders.RunAsync(context, mailbox, cursor, Checkpoint, cancellationToken);
        return run;

        void Checkpoint(int handled)
        {
            run = run with { Done = run.Done + handled };
            progress(run);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private (Reason Reason, DateTimeOffset? NotBefore) Understand(Exception exception, int failures) => exception switch
    {
        ProviderException { Error: ProviderError.Throttled } p =>
            (p.Reason, _time.GetUtcNow() + (p.RetryAfter ?? TimeSpan.FromMinutes(1))),
        ProviderException { Error: ProviderError.Unavailable } p =>
            (p.Reason, p.RetryAfter is { } wait ? _time.GetUtcNow() + wait : null),
        ProviderException p => (p.Reason, null),
        IOException e when IsDiskFull(e) => (new Reason("disk-full"), null),
        IOException => (new Reason("storage-failed"), null),
        _ => (new Reason("internal-error", "failures", (failures + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)), null),
    };

    /// <summary>ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL on Windows, ENOSPC on Unix.</summary>
    private static bool IsDiskFull(IOException exception) =>
        (exception.HResult & 0xFFFF) is 0x70 or 0x27 || exception.HResult == 28 || exception.Data.Contains("disk-full");

    private async Task FailAsync(
        SyncContext context, Exception exception, AddressHealth health, AddressHealth previous, CancellationToken cancellationToken)
    {
        try
        {
            await SaveAsync(health, previous, PassesByItself(exception) ? null : context.Channel.Id, cancellationToken);
            if (exception is ProviderException { Error: ProviderError.SignIn } signIn)
            {
                await MarkAsync(context.Channel.Id, signIn.Reason, cancellationToken);
            }
        }
        catch (IOException full)
        {
            // With a full disk the problem cannot be written down; the run itself still shows it.
            _logger.LogError(full, "The state of address {AddressId} could not be saved.", health.AddressId);
        }
    }

    /// <summary>The channel needs attention until somebody reconnects it (CH8).</summary>
    private async Task MarkAsync(string channelId, Reason reason, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var channel = (await _setup.GetAsync(cancellationToken)).FindChannel(channelId);
            if (channel is null || channel.Attention is not null
                || await _setup.SaveAsync(channel with { Attention = reason, AttentionSince = _time.GetUtcNow() }, cancellationToken))
            {
                return;
            }
        }
    }

    private static bool PassesByItself(Exception exception) =>
        exception is ProviderException { Error: ProviderError.Throttled or ProviderError.Unavailable };

    /// <param name="ailingChannelId">The channel when somebody has to look at it.</param>
    private async Task SaveAsync(
        AddressHealth health, AddressHealth previous, string? ailingChannelId, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var turned = health.Problem?.Code != previous.Problem?.Code;
        var events = new List<MailEvent>();
        if (turned)
        {
            events.Add(new MailEvent(Ids.New(now), MailEvents.HealthChanged, now, "{}", health.AddressId));
        }

        if (turned && ailingChannelId is not null && health.Problem is { } problem)
        {
            events.Add(MailEvents.Create(
                MailEvents.ChannelNeedsAttention,
                new ChannelNeedsAttention(ailingChannelId, health.AddressId, problem), now, health.AddressId));
        }

        await _store.ApplyAsync(
            new MailChanges { Health = [health], Events = events }, cancellationToken);
    }
}
