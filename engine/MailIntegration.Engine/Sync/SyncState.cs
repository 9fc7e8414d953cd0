using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.Sync;

/// <summary>What a cursor walks over.</summary>
public enum CursorKind
{
    /// <summary>The provider's change feed of one folder.</summary>
    Changes,

    /// <summary>A backfill of one folder from newer to older (AD12).</summary>
    Backfill,
}

/// <summary>
/// How far an address has been read, per folder. It is written in the same transaction as the mail it stands for, so it
/// never runs ahead of what is stored (SY2).
/// </summary>
public sealed record SyncCursor
{
    public required string AddressId { get; init; }

    public required MailFolder Folder { get; init; }

    public CursorKind Kind { get; init; } = CursorKind.Changes;

    /// <summary>The provider's own token (a whole nextLink or deltaLink, a history id, an instant); null: start from the beginning.</summary>
    public string? Token { get; init; }

    /// <summary>False while the first round is still under way.</summary>
    public bool IsComplete { get; init; }

    /// <summary>For backfills: the oldest moment wanted.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The version that was read; 0 when none was stored. The store raises it by one.</summary>
    public long Version { get; init; }
}

/// <summary>How an address is doing, for its tile and the list.</summary>
/// <param name="LastSuccess">When all folders were last read to their end.</param>
/// <param name="LastAttempt">When a sync last began.</param>
/// <param name="Problem">Why the last sync did not finish; null after a good one.</param>
/// <param name="NotBefore">The provider asked to wait until then (SY5).</param>
/// <param name="Failures">Failed syncs in a row.</param>
public sealed record AddressHealth(
    string AddressId,
    DateTimeOffset? LastSuccess,
    DateTimeOffset? LastAttempt,
    Reason? Problem = null,
    DateTimeOffset? NotBefore = null,
    int Failures = 0);
