using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrchardCore.Environment.Shell.Builders;

namespace OrchardCore.MailIntegration.Worker;

/// <summary>
/// Runs the engine's worker for one shell of one tenant. Orchard's background service polls once a minute and runs a
/// tenant's tasks one after another; fetching mail would hold all others up, so it happens here.
/// </summary>
public sealed class TenantWorker : IDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);

    private readonly WorkerShell _shell;
    private readonly SyncCoordinator _coordinator;
    private readonly IMailSetupStore _setup;
    private readonly IMailStore _store;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly OutboxSignal _outbox;
    private readonly OutboxOptions _outboxOptions;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly Lock _lock = new();
    private CancellationTokenSource? _stop;
    private Task _running = Task.CompletedTask;

    public TenantWorker(
        WorkerShell shell,
        SyncCoordinator coordinator,
        IMailSetupStore setup,
        IMailStore store,
        IHostApplicationLifetime lifetime,
        OutboxSignal outbox,
        OutboxOptions outboxOptions,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        _shell = shell;
        _coordinator = coordinator;
        _setup = setup;
        _store = store;
        _lifetime = lifetime;
        _outbox = outbox;
        _outboxOptions = outboxOptions;
        _time = time;
        _loggers = loggers;
    }

    /// <summary>Starts once; later calls do nothing.</summary>
    public void Start(ShellContext shell)
    {
        lock (_lock)
        {
            if (_stop is not null)
            {
                return;
            }

            _shell.Shell = shell;
            _stop = CancellationTokenSource.CreateLinkedTokenSource(_lifetime.ApplicationStopping);
            var token = _stop.Token;

            // The worker must not inherit the request that happened to wake the tenant: its user, its scope, its culture.
            using (ExecutionContext.SuppressFlow())
            {
                _running = Task.Run(() => RunAsync(token), CancellationToken.None);
            }
        }
    }

    /// <summary>Asks the worker to stop and waits for runs under way to reach their next commit.</summary>
    public async Task StopAsync()
    {
        CancellationTokenSource? stop;
        lock (_lock)
        {
            stop = _stop;
        }

        if (stop is null)
        {
            return;
        }

        await stop.CancelAsync();
        try
        {
            await _running.WaitAsync(StopPatience, _time);
        }
        catch (TimeoutException)
        {
            _loggers.CreateLogger<TenantWorker>().LogWarning("The mail worker is still busy; it ends by itself.");
        }
    }

    public void Dispose() => _stop?.Dispose();

    private async Task RunAsync(CancellationToken stopping)
    {
        // A released shell may wait for its last scope; nothing of it may go on meanwhile, a new shell has its own worker.
        using var released = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var worker = new MailWorker(
            _coordinator,
            _shell.OpenAsync,
            async token =>
            {
                if (_shell.IsReleased)
                {
                    await released.CancelAsync();
                }

                token.ThrowIfCancellationRequested();
                return (await _setup.GetAsync(token), await _store.GetHealthAsync(token));
            },
            _outbox,
            _outboxOptions,
            _time,
            _loggers.CreateLogger<MailWorker>());
        await worker.RunAsync(released.Token);
    }
}
