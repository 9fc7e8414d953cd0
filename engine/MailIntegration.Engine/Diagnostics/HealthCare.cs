using MailIntegration.Engine.Channels.Forecast;
using MailIntegration.Engine.Push;

namespace MailIntegration.Engine.Diagnostics;

/// <summary>What the worker does for the health of channels, beside fetching and sending. Each part stands for itself.</summary>
public sealed class HealthCare
{
    private readonly PushKeeper _push;
    private readonly ForecastKeeper _forecast;
    private readonly OutboxGauge _outbox;

    public HealthCare(PushKeeper push, ForecastKeeper forecast, OutboxGauge outbox)
    {
        _push = push;
        _forecast = forecast;
        _outbox = outbox;
    }

    public Task KeepPushAsync(CancellationToken cancellationToken) => _push.KeepAsync(cancellationToken);

    public Task WarnAsync(CancellationToken cancellationToken) => _forecast.KeepAsync(cancellationToken);

    public Task MeasureAsync(CancellationToken cancellationToken) => _outbox.ReadAsync(cancellationToken);
}
