namespace MailIntegration.Sandbox.Scenarios;

/// <summary>One thing that goes wrong, and for which requests.</summary>
public sealed class Fault
{
    private int _seen;
    private int _hits;

    public required FaultKind Kind { get; init; }

    /// <summary>Only requests for this mailbox (any of its addresses or its user id); null means all.</summary>
    public string? Mailbox { get; init; }

    /// <summary>Only requests whose path and query contain this text, without case; null means all.</summary>
    public string? Path { get; init; }

    /// <summary>Only this HTTP method; null means all.</summary>
    public string? Method { get; init; }

    /// <summary>The first so many matching requests go well.</summary>
    public int After { get; init; }

    /// <summary>How often it happens; null means until removed.</summary>
    public int? Times { get; init; }

    /// <summary>For Throttled, ThrottledDate (default 10 s) and Unavailable (default: no header).</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>For Slow (default 2 s), DelayedSentCopy (default 5 s) and LaggingSearch (default 30 s).</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>For ClockSkew; default 10 minutes ahead.</summary>
    public TimeSpan? Skew { get; init; }

    /// <summary>For MissingPermission: a role at Microsoft (Mail.Send), a whole scope at Google.</summary>
    public string? Role { get; init; }

    /// <summary>Number by which the control API names it.</summary>
    public int Id { get; internal set; }

    /// <summary>How often it has happened.</summary>
    public int Hits => Volatile.Read(ref _hits);

    /// <summary>True when it can no longer happen.</summary>
    public bool IsSpent => Times is { } times && Hits >= times;

    /// <summary>Counts a matching request; true when it is this request's turn.</summary>
    internal bool Take()
    {
        if (Interlocked.Increment(ref _seen) <= After)
        {
            return false;
        }

        if (Interlocked.Increment(ref _hits) <= (Times ?? int.MaxValue))
        {
            return true;
        }

        Interlocked.Decrement(ref _hits);
        return false;
    }
}
