using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>The time that the servers believe it is: the sandbox's, unless a fault has set their clock wrong.</summary>
internal sealed class ServerTime
{
    private readonly SandboxState _state;

    public ServerTime(SandboxState state)
    {
        _state = state;
    }

    public DateTimeOffset Now
    {
        get
        {
            var now = _state.Clock.GetUtcNow();
            var skew = _state.Faults.All.FirstOrDefault(fault => fault.Kind == FaultKind.ClockSkew);
            return skew is null ? now : now + (skew.Skew ?? TimeSpan.FromMinutes(10));
        }
    }
}
