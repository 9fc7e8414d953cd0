namespace MailIntegration.Engine.Sync;

/// <summary>What a run is doing; shown live.</summary>
public enum SyncPhase
{
    Waiting,
    Connecting,
    Listing,
    Fetching,
    Backfill,
    Checking,
    Done,
    Failed,
    Cancelled,
}

/// <summary>One sync of one address, as people watch it.</summary>
/// <param name="Done">Messages handled so far in this run.</param>
/// <param name="Total">Messages expected, once known.</param>
public sealed record SyncRun(
    string AddressId,
    SyncPhase Phase,
    Channels.MailFolder? Folder,
    int Done,
    int? Total,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt = null,
    Reason? Problem = null)
{
    public bool IsRunning => Phase is not (SyncPhase.Done or SyncPhase.Failed or SyncPhase.Cancelled);
}

/// <summary>Starts, watches and cancels syncs of this process.</summary>
public interface ISyncControl
{
    /// <summary>Asks for a sync of these addresses now (Refresh); those that run already go on and run once more.</summary>
    IReadOnlyList<SyncRun> Request(IReadOnlyCollection<string> addressIds);

    /// <summary>Makes an address due now because its provider hinted at news; when it is being synced, once more afterwards.</summary>
    void Hint(string addressId);

    /// <summary>When the worker last looked for something to do; null while none has run in this process.</summary>
    DateTimeOffset? LastTick { get; }

    /// <summary>Stops a run after the page under way; what is stored stays. False when none runs.</summary>
    bool Cancel(string addressId);

    /// <summary>Stops a run and waits for its end; for deleting or pausing an address.</summary>
    Task StopAsync(string addressId, CancellationToken cancellationToken);

    /// <summary>Runs under way and the last finished one of each address.</summary>
    IReadOnlyList<SyncRun> Runs { get; }

    /// <summary>Asks for a ledger check of an address at the next occasion, now if the worker is idle.</summary>
    void RequestLedgerCheck(string addressId);

    /// <summary>Every change of a run from now on; a slow reader misses intermediate steps, never the last one.</summary>
    IAsyncEnumerable<SyncRun> WatchAsync(CancellationToken cancellationToken);
}
