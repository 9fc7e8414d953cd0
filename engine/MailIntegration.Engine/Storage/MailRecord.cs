using MailIntegration.Engine.People;

namespace MailIntegration.Engine.Storage;

/// <summary>
/// A small document of one capability (an outbox entry, a draft, an internal message, a ticket), with the few values by
/// which it is found. Stores keep the JSON as it is and index the rest; what it means is known only to its capability.
/// </summary>
public sealed record MailRecord
{
    /// <summary>Which capability it belongs to; see <see cref="RecordKinds"/>. At most 50 characters.</summary>
    public required string Kind { get; init; }

    /// <summary>Unique within the kind; at most 200 characters.</summary>
    public required string Id { get; init; }

    /// <summary>The version that was read; 0 for a new one. Another version in the store means conflict. Stores raise it
    /// by one with every write.</summary>
    public long Version { get; init; }

    /// <summary>JSON of the capability's own type; at most 2,000,000 characters.</summary>
    public required string Json { get; init; }

    /// <summary>The conversation it belongs to. Follows when the conversation is merged into another.</summary>
    public string? ConversationId { get; init; }

    /// <summary>Whose it is: a member for drafts, an address for outbox entries. At most 320 characters.</summary>
    public string? Owner { get; init; }

    /// <summary>At most 50 characters.</summary>
    public string? State { get; init; }

    /// <summary>Unique within the kind where it is set, compared exactly; at most 500 characters. Another record with
    /// the same key means conflict.</summary>
    public string? Key { get; init; }

    /// <summary>When somebody has to look at it; null: never by itself.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Where it stands in lists, in milliseconds.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Blobs that it needs; they are not erased while it exists.</summary>
    public IReadOnlyList<string> Blobs { get; init; } = [];
}

/// <summary>A record to delete.</summary>
/// <param name="Version">As read; another version in the store means conflict. Null deletes whatever is there.</param>
public sealed record RecordDeletion(string Kind, string Id, long? Version = null);

/// <summary>The order of a page of records; equal values continue by id.</summary>
public enum RecordOrder
{
    /// <summary>By <see cref="MailRecord.At"/>, newest first.</summary>
    Newest,

    /// <summary>By <see cref="MailRecord.At"/>, oldest first.</summary>
    Oldest,

    /// <summary>By <see cref="MailRecord.DueAt"/>, soonest first; records without one are left out.</summary>
    Due,
}

/// <summary>Records of one kind; every condition that is set has to hold.</summary>
public sealed record RecordQuery
{
    public required string Kind { get; init; }

    /// <summary>Null: all owners.</summary>
    public IReadOnlyCollection<string>? Owners { get; init; }

    public IReadOnlyCollection<string>? ConversationIds { get; init; }

    public IReadOnlyCollection<string>? States { get; init; }

    public string? Key { get; init; }

    /// <summary><see cref="MailRecord.DueAt"/> at or before.</summary>
    public DateTimeOffset? DueBefore { get; init; }

    /// <summary><see cref="MailRecord.At"/> at or after.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary><see cref="MailRecord.At"/> before.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only records of conversations of which this reader may see at least one e-mail (PR2); records without a
    /// conversation are left out.</summary>
    public MailReader? VisibleTo { get; init; }

    public RecordOrder Order { get; init; } = RecordOrder.Newest;

    /// <summary>The last record of the page before, with <see cref="MailRecord.At"/> or, by due time, its
    /// <see cref="MailRecord.DueAt"/>.</summary>
    public (DateTimeOffset At, string Id)? After { get; init; }

    /// <summary>1 to 1,000.</summary>
    public int Take { get; init; } = 100;
}
