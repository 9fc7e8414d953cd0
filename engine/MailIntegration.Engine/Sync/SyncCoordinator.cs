using System.Collections.Concurrent;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Diagnostics;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Sync;

/// <summary>
/// Decides which addresses are synced when, keeps the number of runs bounded, and lets people start, watch and cancel
/// them. One per tenant and process; other nodes are kept apart by leases.
/// </summary>
public sealed class SyncCoordinator : ISyncControl, IDisposable
{
    private readonly Func<CancellationToken, Task<ISyncScope>> _openScope;
    private readonly SyncOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RunBoard _board = new();
    private readonly ConcurrentDictionary<string, Running> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _requested = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _ledgerRequested = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _ledgerChecked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _started = new(StringComparer.Ordinal);
    private long _lastTick;
    private readonly SemaphoreSlim _signal = new(0, 1);

    /// <param name="openScope">Opens a scope of the home for one run; in Orchard Core a shell scope.</param>
    public SyncCoordinator(
        Func<CancellationToken, Task<ISyncScope>> openScope,
        SyncOptions options,
        TimeProvider time,
        ILogger<SyncCoordinator> logger)
    {
        _openScope = openScope;
        _options = options;
        _time = time;
        _logger = logger;
    }

    public IReadOnlyList<SyncRun> Runs => _board.Runs;

    public IReadOnlyList<SyncRun> Request(IReadOnlyCollection<string> addressIds)
    {
        ArgumentNullException.ThrowIfNull(addressIds);
        foreach (var id in addressIds)
        {
            // A run under way may have passed what is asked for: it goes on, and another one follows.
            _requested[id] = 0;
            if (!_running.ContainsKey(id))
            {
                _board.Publish(new SyncRun(id, SyncPhase.Waiting, null, 0, null, _time.GetUtcNow()));
            }
        }

        Wake();
        return _board.Runs.Where(r => addressIds.Contains(r.AddressId)).ToList();
    }

    public void Hint(string addressId)
    {
        _requested[addressId] = 0;
        Wake();
    }

    public DateTimeOffset? LastTick => Volatile.Read(ref _lastTick) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public bool Cancel(string addressId)
    {
        if (_requested.TryRemove(addressId, out _) && !_running.ContainsKey(addressId))
        {
            _board.Publish(new SyncRun(
                addressId, SyncPhase.Cancelled, null, 0, null, _time.GetUtcNow(), _time.GetUtcNow()));
            return true;
        }

        if (!_running.TryGetValue(addressId, out var running))
        {
            return false;
        }

        running.Stop.Cancel();
        return true;
    }

    public async Task StopAsync(string addressId, CancellationToken cancellationToken)
    {
        Cancel(addressId);
        if (_running.TryGetValue(addressId, out var running))
        {
            await running.Task.WaitAsync(cancellationToken);
        }
    }

    public void RequestLedgerCheck(string addressId)
    {
        _ledgerRequested[addressId] = 0;
        Request([addressId]);
    }

    public IAsyncEnumerable<SyncRun> WatchAsync(CancellationToken cancellationToken) => _board.WatchAsync(cancellationToken);

    /// <summary>Waits for the next tick, or shorter when something was asked for.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var delay = Task.Delay(_options.Tick, _time, timer.Token);
        var signal = _signal.WaitAsync(timer.Token);
        await Task.WhenAny(delay, signal);
        await timer.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Starts what is due; returns at once. Due means: asked for, or <see cref="SyncOptions.Interval"/> after the
    /// last attempt, and not before the moment that the provider named.</summary>
    public void StartDue(MailSetup setup, IReadOnlyList<AddressHealth> health, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentNullException.ThrowIfNull(health);
        var now = _time.GetUtcNow();
        Volatile.Write(ref _lastTick, now.UtcTicks);
        var byId = health.ToDictionary(h => h.AddressId, StringComparer.Ordinal);
        foreach (var id in _requested.Keys)
        {
            // Asked for and not to be fetched (switched off, paused): say so instead of waiting for ever.
            if ((setup.FindAddress(id) is not { } address || !setup.IsFetched(address)) && _requested.TryRemove(id, out _))
            {
                _board.Publish(new SyncRun(
                    id, SyncPhase.Cancelled, null, 0, null, now, now, new Reason("not-fetched")));
            }
        }

        var due = setup.Addresses
            .Where(a => setup.IsFetched(a) && !_running.ContainsKey(a.Id)
                && (IsDue(a.Id, byId.GetValueOrDefault(a.Id), now) || IsUnseen(a)))
            .OrderByDescending(a => _requested.ContainsKey(a.Id))
            .ThenBy(a => byId.GetValueOrDefault(a.Id)?.LastAttempt ?? DateTimeOffset.MinValue);
        foreach (var address in due.Take(Math.Max(0, _options.MaxParallel - _running.Count)))
        {
            Start(address.Id, now, stopping);
        }
    }

    /// <summary>Waits until no run is under way; for an orderly stop.</summary>
    public Task DrainAsync() => Task.WhenAll(_running.Values.Select(r => r.Task));

    public void Dispose() => _signal.Dispose();

    /// <summary>What came in at a forwarding address just before this process began was asked for in the one before.</summary>
    private bool IsUnseen(ChannelAddress address) => address.Hosted is not null && !_started.ContainsKey(address.Id);

    private bool IsDue(string addressId, AddressHealth? health, DateTimeOffset now)
    {
        if (health?.NotBefore is { } wait && wait > now && wait - now < TimeSpan.FromDays(1))
        {
            // The provider asked to wait; a request does not overrule it. A clock that was set back does.
            return false;
        }

        // The start in this process counts even when it could not be written down (full disk).
        var last = health?.LastAttempt;
        if (_started.TryGetValue(addressId, out var started) && (last is null || started > last))
        {
            last = started;
        }

        return _requested.ContainsKey(addressId)
            || last is null
            || last > now + _options.Interval
            || now - last >= _options.Interval;
    }

    private void Start(string addressId, DateTimeOffset now, CancellationToken stopping)
    {
        _requested.TryRemove(addressId, out _);
        var checkLedger = _ledgerRequested.TryRemove(addressId, out _)
            || !_ledgerChecked.TryGetValue(addressId, out var last)
            || now - last >= _options.LedgerInterval;
        var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var running = new Running(stop);
        if (!_running.TryAdd(addressId, running))
        {
            stop.Dispose();
            return;
        }

        _started[addressId] = now;
        running.Task = Task.Run(() => RunAsync(addressId, checkLedger, stop), CancellationToken.None);
    }

    private async Task RunAsync(string addressId, bool checkLedger, CancellationTokenSource stop)
    {
        var run = new SyncRun(addressId, SyncPhase.Connecting, null, 0, null, _time.GetUtcNow());
        try
        {
            await using var scope = await _openScope(stop.Token);
            run = await scope.Sync.RunAsync(addressId, checkLedger, r => _board.Publish(run = r), stop.Token);
            if (checkLedger && run is { Phase: SyncPhase.Done })
            {
                _ledgerChecked[addressId] = _time.GetUtcNow();
            }

            if (run.Problem is { Code: AddressSync.SyncedElsewhere })
            {
                // Whoever holds the lease may be dead: look again when it has run out, not a whole interval later.
                _started[addressId] = _time.GetUtcNow() - _options.Interval + _options.LeaseDuration;
            }
        }
        catch (OperationCanceledException)
        {
            run = run with { Phase = SyncPhase.Cancelled, FinishedAt = _time.GetUtcNow() };
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _logger.LogError(exception, "Sync of address {AddressId} failed.", addressId);
            run = run with { Phase = SyncPhase.Failed, FinishedAt = _time.GetUtcNow(), Problem = new Reason("internal-error") };
        }
        finally
        {
            _running.TryRemove(addressId, out _);
            _board.Publish(run);
            stop.Dispose();
            Wake();
        }
    }

    private void Wake()
    {
        if (_signal.CurrentCount == 0)
        {
            try
            {
                _signal.Release();
            }
            catch (SemaphoreFullException)
            {
                // Two callers woke the worker at once; it wakes once, and that is enough.
            }
        }
    }

    private sealed class Running
    {
        public Running(CancellationTokenSource stop)
        {
            Stop = stop;
        }

        public CancellationTokenSource Stop { get; }

        public Task Task { get; set; } = Task.CompletedTask;
    }
}

/// <summary>What one run needs from its home, for as long as it runs.</summary>
public interface ISyncScope : IAsyncDisposable
{
    AddressSync Sync { get; }

    MailChores Chores { get; }

    OutboxWorker Outbox { get; }

    NoticeTeller Notices { get; }

    HealthCare Care { get; }
}
