namespace MailIntegration.Sandbox;

/// <summary>The sandbox's own time: the time of its surroundings, plus what a test or the control API adds.</summary>
public sealed class SandboxClock : TimeProvider
{
    private readonly TimeProvider _inner;
    private long _offsetTicks;

    public SandboxClock(TimeProvider inner)
    {
        _inner = inner;
    }

    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    public override TimeZoneInfo LocalTimeZone => _inner.LocalTimeZone;

    public override long TimestampFrequency => _inner.TimestampFrequency;

    /// <summary>Moves the clock forward, or back with a negative span. Expiries are looked at when they are next asked for.</summary>
    public void Advance(TimeSpan span) => Interlocked.Add(ref _offsetTicks, span.Ticks);

    public override DateTimeOffset GetUtcNow() => _inner.GetUtcNow() + Offset;

    public override long GetTimestamp() => _inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _inner.CreateTimer(callback, state, dueTime, period);
}
