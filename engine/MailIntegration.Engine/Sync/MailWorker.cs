using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Diagnostics;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Sync;

/// <summary>
/// The tenant's worker: every few seconds, or when woken, it starts due syncs and does the chores. A chore that fails is
/// logged and tried again at the next tick; it never stops the others.
/// </summary>
public sealed class MailWorker
{
    private static readonly TimeSpan CareInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan TellInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan EraseInterval = TimeSpan.FromHours(1);

    private readonly SyncCoordinator _coordinator;
    private readonly Func<CancellationToken, Task<ISyncScope>> _openScope;
    private readonly Func<CancellationToken, Task<(MailSetup, IReadOnlyList<AddressHealth>)>> _readState;
    private readonly OutboxSignal _outbox;
    private readonly OutboxOptions _outboxOptions;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Dictionary<string, DateTimeOffset> _done = new(StringComparer.Ordinal);
    private DateTimeOffset _erased;

    public MailWorker(
        SyncCoordinator coordinator,
        Func<CancellationToken, Task<ISyncScope>> openScope,
        Func<CancellationToken, Task<(MailSetup Setup, IReadOnlyList<AddressHealth> Health)>> readState,
        OutboxSignal outbox,
        OutboxOptions outboxOptions,
        TimeProvider time,
        ILogger<MailWorker> logger)
    {
        _coordinator = coordinator;
        _openScope = openScope;
        _readState = readState;
        _outbox = outbox;
        _outboxOptions = outboxOptions;
        _time = time;
        _logger = logger;
    }

    /// <summary>Runs until stopped; then waits for the runs under way to end at their next commit.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        // Sending takes as long as uploads take; nothing else waits for it.
        var sending = SendAsync(stopping);
        // Providers may take seconds to grant a subscription.
        var caring = CareAsync(stopping);
        // A minute is a promise (CV3): no chore, however long, stands before it.
        var telling = TellAsync(stopping);
        await FetchAsync(stopping);
        await sending;
        await telling;
        await caring;
        await _coordinator.DrainAsync();
    }

    private async Task FetchAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await GuardAsync("start due syncs", StartDueAsync, stopping);
            await GuardAsync("do chores", DoChoresAsync, stopping);
            try
            {
                await _coordinator.WaitAsync(stopping);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }
    }

    private async Task SendAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await GuardAsync("send mail", WorkOutboxAsync, stopping);
            try
            {
                await _outbox.WaitAsync(_outboxOptions.Tick, stopping);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }
    }

    private async Task TellAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await GuardAsync("tell people of messages", TellOnceAsync, stopping);
            try
            {
                await Task.Delay(TellInterval, _time, stopping);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }
    }

    private async Task TellOnceAsync(CancellationToken cancellationToken)
    {
        await using var scope = await _openScope(cancellationToken);
        await scope.Notices.RunAsync(cancellationToken);
    }

    private async Task CareAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await GuardAsync("keep push subscriptions", token => CareAsync(c => c.KeepPushAsync(token), token), stopping);
            await GuardAsync("warn of what is to come", token => CareAsync(c => c.WarnAsync(token), token), stopping);
            await GuardAsync("measure the outbox", token => CareAsync(c => c.MeasureAsync(token), token), stopping);
            try
            {
                await Task.Delay(CareInterval, _time, stopping);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }
    }

    private async Task CareAsync(Func<HealthCare, Task> action, CancellationToken cancellationToken)
    {
        await using var scope = await _openScope(cancellationToken);
        await action(scope.Care);
    }

    private async Task WorkOutboxAsync(CancellationToken cancellationToken)
    {
        await using var scope = await _openScope(cancellationToken);
        await scope.Outbox.RunAsync(cancellationToken);
    }

    private async Task StartDueAsync(CancellationToken cancellationToken)
    {
        var (setup, health) = await _readState(cancellationToken);
        _coordinator.StartDue(setup, health, cancellationToken);
    }

    private async Task DoChoresAsync(CancellationToken cancellationToken)
    {
        await using var scope = await _openScope(cancellationToken);
        var chores = scope.Chores;
        await GuardAsync("dispatch events", chores.DispatchEventsAsync, cancellationToken);
        await GuardAsync("do work items", chores.DoWorkAsync, cancellationToken);
        await GuardAsync("retry quarantined mail", chores.RetryQuarantineAsync, cancellationToken);
        if (_time.GetUtcNow() - _erased >= EraseInterval)
        {
            await GuardAsync("erase deleted mail", chores.EraseDeletedAsync, cancellationToken);
            await GuardAsync("expire arrivals", chores.ExpireArrivalsAsync, cancellationToken);
            await GuardAsync("forget old automatic mail", chores.ForgetAutomaticMailAsync, cancellationToken);
            await GuardAsync("forget old runs", chores.ForgetRunsAsync, cancellationToken);
            _erased = _time.GetUtcNow();
        }

        foreach (var chore in chores.Periodic)
        {
            if (_time.GetUtcNow() - _done.GetValueOrDefault(chore.Name) >= chore.Every)
            {
                await GuardAsync(chore.Name, chore.RunAsync, cancellationToken);
                _done[chore.Name] = _time.GetUtcNow();
            }
        }
    }

    private async Task GuardAsync(string what, Func<CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        try
        {
            await action(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping; the loop sees it.
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _logger.LogError(exception, "The worker could not {What}; it tries again.", what);
        }
    }
}
