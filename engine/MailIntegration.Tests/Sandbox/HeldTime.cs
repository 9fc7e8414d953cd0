namespace MailIntegration.Tests.Sandbox;

/// <summary>Time whose timers wait until a test lets them go.</summary>
internal sealed class HeldTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Action> _held = [];
    private bool _released;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (_released)
            {
                return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }

            _held.Add(() => callback(state));
            return System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Lets every timer fire, those to come too.</summary>
    public void Release()
    {
        List<Action> held;
        lock (_gate)
        {
            _released = true;
            held = [.. _held];
        }

        held.ForEach(callback => callback());
    }
}
