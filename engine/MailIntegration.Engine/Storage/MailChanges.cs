using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Storage;

/// <summary>
/// Everything that one step of work wants to write, as a value. It is applied as a whole or not at all; not applying it
/// is the dry run. Applying it twice is harmless: identities are unique and cursors carry versions.
/// </summary>
public sealed record MailChanges
{
    /// <summary>E-mails seen for the first time. <see cref="Email.LogicalKey"/> is unique.</summary>
    public IReadOnlyList<Email> Emails { get; init; } = [];

    /// <summary>Ledger rows, one per provider message; inserted, or replaced when <see cref="ProviderMessage.Version"/>
    /// says that the row existed.</summary>
    public IReadOnlyList<ProviderMessage> Messages { get; init; } = [];

    /// <summary>Where an e-mail shows: one per e-mail and address, with its readers.</summary>
    public IReadOnlyList<EmailLink> Links { get; init; } = [];

    /// <summary>Message ids by which later mail finds a conversation; writing one that exists changes nothing.</summary>
    public IReadOnlyList<ThreadReference> ThreadReferences { get; init; } = [];

    /// <summary>Conversations that turned out to be one; applied after the e-mails.</summary>
    public IReadOnlyList<ConversationMerge> Merges { get; init; } = [];

    /// <summary>E-mails that people put into other conversations; applied after the merges.</summary>
    public IReadOnlyList<EmailMove> Moves { get; init; } = [];

    /// <summary>Changes that members or the provider make to stored mail.</summary>
    public IReadOnlyList<EmailStateChange> EmailStates { get; init; } = [];

    public IReadOnlyList<ReadChange> Reads { get; init; } = [];

    public IReadOnlyList<ConversationChange> Conversations { get; init; } = [];

    /// <summary>Addresses whose readers changed: all their links are rewritten for the new audience.</summary>
    public IReadOnlyList<AddressRelink> Relinks { get; init; } = [];

    /// <summary>Addresses whose mail is erased. An e-mail that another address still has keeps that one.</summary>
    public IReadOnlyList<string> ErasedAddressIds { get; init; } = [];

    /// <summary>E-mails whose content is erased for good; their ledger rows become tombstones (SY6, TH8).</summary>
    public IReadOnlyList<string> ErasedEmailIds { get; init; } = [];

    /// <summary>The cursor, with the version that was read. Another version in the store means conflict.</summary>
    public SyncCursor? Cursor { get; init; }

    public IReadOnlyList<AddressHealth> Health { get; init; } = [];

    public IReadOnlyList<LedgerDay> LedgerDays { get; init; } = [];

    /// <summary>Things to do later, outside the database: for example moving a message at the provider.</summary>
    public IReadOnlyList<WorkItem> Work { get; init; } = [];

    /// <summary>Ids of work items that are finished.</summary>
    public IReadOnlyList<string> FinishedWork { get; init; } = [];

    /// <summary>Documents of capabilities: inserted, or replaced when <see cref="MailRecord.Version"/> says that they
    /// existed; another version, or another record with the same key, means conflict. Written before
    /// <see cref="Merges"/> and <see cref="Moves"/>, which then take along what belongs to their conversations.</summary>
    public IReadOnlyList<MailRecord> Records { get; init; } = [];

    /// <summary>Deleted before <see cref="Records"/> are written.</summary>
    public IReadOnlyList<RecordDeletion> DeletedRecords { get; init; } = [];

    /// <summary>Ids of events that were handed on; one that is not there any more means conflict: somebody else was faster.</summary>
    public IReadOnlyList<string> FinishedEvents { get; init; } = [];

    /// <summary>Events, written with the mail and dispatched later in order.</summary>
    public IReadOnlyList<MailEvent> Events { get; init; } = [];
}

/// <summary>What became of a <see cref="MailChanges"/>.</summary>
public enum ApplyOutcome
{
    /// <summary>Written and durable.</summary>
    Applied,

    /// <summary>Somebody was faster (a key exists already, a cursor moved on): read again, plan again.</summary>
    Conflict,

    /// <summary>One mail cannot be written; the rest was not written either. Take it out, quarantine it, repeat.</summary>
    Rejected,
}

/// <param name="Outcome">What happened; anything but <see cref="ApplyOutcome.Applied"/> left the store as it was.</param>
/// <param name="MessageKey">For <see cref="ApplyOutcome.Rejected"/>: the <see cref="ProviderMessage.Key"/> of the mail.</param>
/// <param name="Reason">Why.</param>
public sealed record ApplyResult(ApplyOutcome Outcome, string? MessageKey = null, Reason? Reason = null)
{
    public static ApplyResult Applied { get; } = new(ApplyOutcome.Applied);
}

/// <summary>An e-mail appears at an address, for its readers.</summary>
/// <param name="Folder">Where it lies at the provider.</param>
/// <param name="ReceivedAt">When the provider received (or, for sent mail, sent) it.</param>
/// <param name="ReaderIds">Linked members whose lists show it.</param>
/// <param name="ManagersSee">Whether managers see it too.</param>
/// <param name="UnreadFor">Members for whom it starts unread.</param>
public sealed record EmailLink(
    string EmailId,
    string ConversationId,
    string AddressId,
    MailIntegration.Engine.Channels.MailFolder Folder,
    DateTimeOffset ReceivedAt,
    IReadOnlyList<string> ReaderIds,
    bool ManagersSee,
    IReadOnlyList<string> UnreadFor);

/// <summary>Within one address, mail that names this message id belongs to this conversation.</summary>
public sealed record ThreadReference(string AddressId, string MessageId, string ConversationId);

/// <summary>All e-mails, references and marks of <paramref name="FromId"/> go to <paramref name="IntoId"/>.</summary>
public sealed record ConversationMerge(string FromId, string IntoId);

/// <summary>
/// An e-mail goes to another conversation, which is made when it does not exist. The message id by which it is known at its
/// addresses follows, so that later answers do. A conversation that loses its last e-mail is merged into that one.
/// </summary>
/// <param name="MessageId">The e-mail's own; null when it has none.</param>
public sealed record EmailMove(string EmailId, string? MessageId, string IntoId);

/// <summary>Where an e-mail is put by people, over what the provider's folder says.</summary>
public sealed record EmailStateChange(string EmailId, EmailState State, DateTimeOffset At);

/// <summary>Marks e-mails read or unread for one member, or for everybody when <paramref name="MemberId"/> is null.</summary>
public sealed record ReadChange(string? MemberId, IReadOnlyList<string> EmailIds, bool IsRead);

/// <summary>Changes a conversation; null leaves a value as it is, an empty assignee removes it.</summary>
public sealed record ConversationChange(
    string ConversationId, ConversationState? State = null, string? AssigneeId = null, IReadOnlyList<string>? Tags = null);

/// <inheritdoc cref="MailChanges.Relinks"/>
public sealed record AddressRelink(string AddressId, IReadOnlyList<string> ReaderIds, bool ManagersSee);

/// <summary>Something to do at a moment, at least once; the worker takes it when it is due.</summary>
/// <param name="Kind">Which handler takes it, for example <c>provider-move</c>.</param>
/// <param name="Payload">JSON of the handler's own type; ids only.</param>
public sealed record WorkItem(string Id, string Kind, DateTimeOffset DueAt, string Payload, int Attempts = 0);

/// <summary>Something happened that listeners may want to know.</summary>
/// <param name="Id">Listeners are idempotent by it.</param>
/// <param name="Kind">For example <c>email-received</c>, <c>conversation-changed</c>.</param>
/// <param name="Payload">JSON; ids and short values only.</param>
/// <param name="AddressId">Used to decide who may hear of it; null for matters of the whole site.</param>
public sealed record MailEvent(string Id, string Kind, DateTimeOffset At, string Payload, string? AddressId = null);
