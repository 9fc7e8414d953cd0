using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Sync;
using MailIntegration.Web.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Web.Live;

/// <summary>
/// Watches syncs and the configuration. A hosted service; a home whose containers start none starts and stops it itself.
/// </summary>
public sealed class LiveFeedService : BackgroundService
{
    private static readonly TimeSpan SetupInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly LiveFeed _feed;
    private readonly ISyncControl _sync;
    private readonly AddressFigures _figures;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    internal LiveFeedService(
        LiveFeed feed,
        ISyncControl sync,
        AddressFigures figures,
        IServiceScopeFactory scopes,
        TimeProvider time,
        ILogger<LiveFeedService> logger)
    {
        _feed = feed;
        _sync = sync;
        _figures = figures;
        _scopes = scopes;
        _time = time;
        _logger = logger;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(
            RepeatAsync("syncs", WatchSyncsAsync, stoppingToken),
            RepeatAsync("the configuration", WatchSetupAsync, stoppingToken));

    private async Task RepeatAsync(string what, Func<CancellationToken, Task> watch, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await watch(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                _logger.LogError(exception, "Watching {What} for open browsers failed and starts again.", what);
            }

            // No hurry after a failure, and none when a watch ends by itself.
            await Task.Delay(Pause, _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WatchSyncsAsync(CancellationToken stopping)
    {
        await foreach (var run in _sync.WatchAsync(stopping))
        {
            if (!run.IsRunning)
            {
                // Whoever hears of the end asks for the figures next.
                _figures.Forget(run.AddressId);
            }

            _feed.Publish(run);
        }
    }

    /// <summary>The snapshot is one object until somebody saves, here or in another process.</summary>
    private async Task WatchSetupAsync(CancellationToken stopping)
    {
        MailSetup? last = null;
        using var timer = new PeriodicTimer(SetupInterval, _time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            await using var scope = _scopes.CreateAsyncScope();
            var setup = await scope.ServiceProvider.GetRequiredService<IMailSetupStore>().GetAsync(stopping);
            if (last is not null && !ReferenceEquals(last, setup))
            {
                _feed.PublishChannels();
            }

            last = setup;
        }
    }
}
