using System.Diagnostics;
using System.Diagnostics.Metrics;
using MailIntegration.Engine.Diagnostics;
using MailIntegration.Engine.Sync;
using MailIntegration.Sandbox.Scenarios;
using MailIntegration.Tests.Checking;

namespace MailIntegration.Tests.Diagnostics;

/// <summary>What monitoring hears (OP2).</summary>
public sealed class MetricsTests : IAsyncLifetime, IDisposable
{
    private static readonly AsyncLocal<MetricsTests?> Flow = new();

    private readonly CheckHost _host = new();
    private readonly List<(string Name, double Value, string Tags)> _heard = [];
    private readonly MeterListener _listener = new();

    public async Task InitializeAsync()
    {
        await _host.InitializeAsync();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == MailDiagnostics.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Hear(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Hear(instrument, value, tags));
        _listener.Start();
    }

    public Task DisposeAsync() => _host.DisposeAsync();

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Sync_Run_CountsRunTimeAndMessages()
    {
        Flow.Value = this;
        var address = (await _host.Host.Setup.GetAsync(default)).Addresses.First(a => a.Email == CheckHost.Info);
        await _host.Host.SyncAsync(address.Id);

        Assert.Equal((1d, "outcome=done,provider=microsoft365,reason=none"), One("mail.sync.runs"));
        Assert.Equal("outcome=done,provider=microsoft365", One("mail.sync.duration").Tags);
        Assert.Equal((1d, "outcome=stored"), One("mail.messages.handled"));
        Assert.DoesNotContain(_heard, h => h.Tags.Contains('@', StringComparison.Ordinal) || h.Tags.Contains(address.Id, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(CheckHost.Info, "microsoft365")]
    [InlineData(CheckHost.Sales, "gmail")]
    public async Task Sync_Throttled_IsCountedByProvider(string email, string provider)
    {
        Flow.Value = this;
        var address = (await _host.Host.Setup.GetAsync(default)).Addresses.First(a => a.Email == email);
        _host.State.Faults.Add(new Fault { Kind = FaultKind.Throttled, RetryAfter = TimeSpan.FromMinutes(10), Path = provider == "gmail" ? "/gmail/" : "mailFolders" });

        var run = await _host.Host.WithAsync((AddressSync s) => s.RunAsync(address.Id, false, _ => { }, default));

        Assert.Equal("throttled", run.Problem?.Code);
        Assert.Equal((1d, "provider=" + provider), One("mail.provider.throttled"));
        Assert.Equal($"outcome=failed,provider={provider},reason=throttled", One("mail.sync.runs").Tags);
    }

    [Fact]
    public async Task Outbox_Measured_TellsEachState()
    {
        Flow.Value = this;
        await _host.Host.WithAsync(async (HealthCare care) =>
        {
            await care.MeasureAsync(default);
            return true;
        });

        Assert.Equal(
            ["state=failed", "state=held", "state=queued", "state=sending", "state=unclear"],
            _heard.Where(h => h.Name == "mail.outbox.depth").Select(h => h.Tags).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Sync_Run_IsATrace()
    {
        var seen = new List<Activity>();
        var address = (await _host.Host.Setup.GetAsync(default)).Addresses.First(a => a.Email == CheckHost.Info);
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == MailDiagnostics.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (seen)
                {
                    seen.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        await _host.Host.SyncAsync(address.Id);

        lock (seen)
        {
            var trace = Assert.Single(seen, a => a.OperationName == "mail.sync" && a.GetTagItem("mail.address.id") as string == address.Id);
            Assert.Equal("done", trace.GetTagItem("mail.sync.outcome"));
        }
    }

    private (double Value, string Tags) One(string name)
    {
        lock (_heard)
        {
            var (_, value, tags) = Assert.Single(_heard, h => h.Name == name);
            return (value, tags);
        }
    }

    /// <summary>Other tests measure at the same time: only what flows from this one is kept.</summary>
    private void Hear(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Flow.Value != this)
        {
            return;
        }

        var text = string.Join(',', tags.ToArray().OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}={t.Value}"));
        lock (_heard)
        {
            _heard.Add((instrument.Name, value, text));
        }
    }
}
