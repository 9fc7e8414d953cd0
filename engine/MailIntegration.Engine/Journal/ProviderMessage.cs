using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.Journal;

/// <summary>What became of a provider's message (SY9).</summary>
public enum MessageOutcome
{
    /// <summary>Became an e-mail.</summary>
    Stored,

    /// <summary>The same e-mail reached another activated address before; this one is a second link to it.</summary>
    Linked,

    /// <summary>The same e-mail is in this mailbox already (for example sent to oneself).</summary>
    Duplicate,

    /// <summary>Left out on purpose; the reason says why.</summary>
    Ignored,

    /// <summary>Could not be processed: unreadable, not storable, or of an unknown sender; waits with its reason for Try
    /// again (SY4, PR4).</summary>
    Quarantined,

    /// <summary>Larger than what is accepted, or refused by a rule.</summary>
    Refused,

    /// <summary>The provider announced it and had deleted it before it could be read.</summary>
    Vanished,

    /// <summary>Erased here; the row stays as a tombstone, so that it does not come back (SY6).</summary>
    Erased,

    /// <summary>At a forwarding address: kept aside until somebody releases it (HF6). In the journal only.</summary>
    Held,

    /// <summary>At a forwarding address: a provider asks whether it may forward here (HF4). In the journal only.</summary>
    Confirmation,
}

/// <summary>The ledger: one row per provider message, whatever became of it (SY3, SY9).</summary>
public sealed record ProviderMessage
{
    /// <summary>Lower-case hex SHA-256 of address id and provider id; see <see cref="MailIntegration.Engine.Sync.EmailIdentity"/>.</summary>
    public required string Key { get; init; }

    public required string AddressId { get; init; }

    /// <summary>The provider's immutable id; case matters.</summary>
    public required string ProviderId { get; init; }

    /// <summary>The folder in which the provider has it.</summary>
    public required MailFolder Folder { get; init; }

    /// <summary>When the provider received it; its UTC date is the ledger's day.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    public required MessageOutcome Outcome { get; init; }

    /// <summary>Why, for every outcome that is not plainly good.</summary>
    public Reason? Reason { get; init; }

    public string? EmailId { get; init; }

    /// <summary>Name of the raw message in the blob store; null when it could not be fetched.</summary>
    public string? RawBlob { get; init; }

    public long Size { get; init; }

    /// <summary>Failed attempts so far.</summary>
    public int Attempts { get; init; }

    /// <summary>When a quarantined message is tried again by itself; null: only by hand.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Set when the provider no longer has it in a folder that is read.</summary>
    public DateTimeOffset? GoneAt { get; init; }

    /// <summary>0 for a new row; otherwise the version that was read. Raised by the store.</summary>
    public long Version { get; init; }
}

/// <summary>One day of the ledger for one address: the provider's count beside ours (SY9).</summary>
/// <param name="Day">UTC day of the provider's receipt.</param>
/// <param name="ProviderCount">Messages that the provider counts in the folders that are read.</param>
/// <param name="LedgerCount">Ledger rows of that day that are not gone.</param>
public sealed record LedgerDay(
    string AddressId, DateOnly Day, long ProviderCount, long LedgerCount, DateTimeOffset CheckedAt)
{
    public bool IsGreen => ProviderCount == LedgerCount;
}
