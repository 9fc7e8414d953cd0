using System.Globalization;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Channels.Forecast;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Push;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Diagnostics;

/// <summary>How a part is doing.</summary>
public enum HealthState
{
    Healthy,

    /// <summary>It works, and people have to look at something.</summary>
    Degraded,

    /// <summary>It does not work.</summary>
    Unhealthy,
}

/// <param name="Name">storage, worker, channels, fetching or outbox.</param>
/// <param name="Reason">Null while it is healthy.</param>
public sealed record HealthPart(string Name, HealthState State, Reason? Reason = null);

/// <param name="State">That of the worst part.</param>
public sealed record HealthReport(HealthState State, IReadOnlyList<HealthPart> Parts);

/// <summary>Looks at the whole (OP2): storage, worker, channels, fetching, outbox.</summary>
public sealed class MailHealth
{
    /// <summary>The worker looks every few seconds; one that was silent for so long hangs.</summary>
    private static readonly TimeSpan WorkerPatience = TimeSpan.FromMinutes(2);

    private const int MostCounted = 1_000;

    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly ISyncControl _sync;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public MailHealth(IMailStore store, IMailSetupStore setup, ISyncControl sync, TimeProvider time, ILogger<MailHealth> logger)
    {
        _store = store;
        _setup = setup;
        _sync = sync;
        _time = time;
        _logger = logger;
    }

    public async Task<HealthReport> LookAsync(CancellationToken cancellationToken)
    {
        var parts = new List<HealthPart> { OfWorker() };
        try
        {
            var setup = await _setup.GetAsync(cancellationToken);
            var health = await _store.GetHealthAsync(cancellationToken);
            var push = await PushRecords.AllAsync(_store, cancellationToken);
            parts.Add(new HealthPart("storage", HealthState.Healthy));
            var warnings = !setup.Settings.Enabled ? [] : setup.Channels.Where(c => c.IsActive)
                .SelectMany(c => ChannelForecast.Of(c, setup, health, push, _time.GetUtcNow())).ToList();
            parts.Add(OfChannels(setup, warnings));
            parts.Add(OfFetching(warnings));
            parts.Add(await OfOutboxAsync(cancellationToken));
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
        {
            _logger.LogError(exception, "The storage could not be read.");
            parts.Add(new HealthPart("storage", HealthState.Unhealthy, new Reason("storage-failed")));
        }

        return new HealthReport(parts.Max(p => p.State), parts);
    }

    private HealthPart OfWorker() => _sync.LastTick is { } last && _time.GetUtcNow() - last > WorkerPatience
        ? new HealthPart("worker", HealthState.Unhealthy, new Reason("worker-silent", "minutes", Text((_time.GetUtcNow() - last).TotalMinutes)))
        : new HealthPart("worker", HealthState.Healthy);

    /// <summary>Channels that do not work, or will not in thirty days: renewing a secret takes the organisation its time.</summary>
    private static HealthPart OfChannels(MailSetup setup, IReadOnlyList<ChannelWarning> warnings)
    {
        var ill = setup.Channels.Count(c => c is { IsActive: true, Attention: not null });
        var reason = ill > 0
            ? new Reason("channels-need-attention", "count", Text(ill))
            : warnings.FirstOrDefault(ChannelForecast.IsEndNear)?.Reason;
        return new HealthPart("channels", reason is null ? HealthState.Healthy : HealthState.Degraded, reason);
    }

    private static HealthPart OfFetching(IReadOnlyList<ChannelWarning> warnings)
    {
        var alarm = warnings.FirstOrDefault(w => w.IsAlarm && !ChannelForecast.IsEndNear(w))?.Reason;
        return new HealthPart("fetching", alarm is null ? HealthState.Healthy : HealthState.Degraded, alarm);
    }

    private async Task<HealthPart> OfOutboxAsync(CancellationToken cancellationToken)
    {
        var stuck = await _store.CountRecordsAsync(
            new RecordQuery { Kind = RecordKinds.Outbox, States = [OutboxRecords.NameOf(OutboxState.Unclear), OutboxRecords.NameOf(OutboxState.Failed)] },
            MostCounted,
            cancellationToken);
        return stuck == 0
            ? new HealthPart("outbox", HealthState.Healthy)
            : new HealthPart("outbox", HealthState.Degraded, new Reason("outbox-stuck", "count", Text(stuck)));
    }

    private static string Text(double number) => Math.Floor(number).ToString(CultureInfo.InvariantCulture);
}
