namespace MailIntegration.Engine.Sync;

/// <summary>How the worker paces itself. The defaults are the requirements' numbers.</summary>
public sealed record SyncOptions
{
    /// <summary>Time between two syncs of an address (SY1).</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often the worker looks for something to do.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Addresses synced at a time by one node.</summary>
    public int MaxParallel { get; init; } = 4;

    /// <summary>Messages planned and committed together.</summary>
    public int BatchSize { get; init; } = 50;

    /// <summary>Largest raw message in bytes that is fetched; larger ones are refused and listed (default 150 MB).</summary>
    public long MaxMessageSize { get; init; } = 150L * 1024 * 1024;

    /// <summary>Time between two ledger checks of an address (SY9).</summary>
    public TimeSpan LedgerInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Days that a ledger check looks back.</summary>
    public int LedgerDays { get; init; } = 30;

    /// <summary>How long a lease holds without being renewed: so long an address waits after its node was killed.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long deleted mail can be restored (TH8).</summary>
    public TimeSpan DeletedRetention { get; init; } = TimeSpan.FromDays(30);
}
