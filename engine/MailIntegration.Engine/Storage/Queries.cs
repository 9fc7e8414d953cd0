using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;

namespace MailIntegration.Engine.Storage;

/// <summary>The boxes of the list (TH1). Where an e-mail shows follows from its folder and <see cref="EmailState"/>.</summary>
public enum MailBox
{
    Inbox,
    Sent,
    Spam,
    Archive,
    Deleted,

    /// <summary>Everything except spam and deleted mail.</summary>
    All,
}

/// <summary>Place in a list ordered by last activity, newest first; the next page starts behind it.</summary>
public sealed record ListPosition(DateTimeOffset At, string ConversationId);

/// <summary>Which conversations to list. All conditions must hold, for one and the same e-mail where they speak of e-mails.</summary>
public sealed record EmailListQuery(MailReader Reader, MailBox Box = MailBox.Inbox)
{
    public bool OnlyUnread { get; init; }

    /// <summary>Conversations assigned to the reader or mail linked to him directly, for managers too.</summary>
    public bool OnlyMine { get; init; }

    public bool OnlyUnassigned { get; init; }

    public ConversationState? State { get; init; }

    /// <summary>
    /// Mail at any of these addresses; null for all addresses, none for no mail. A team's mail is asked for by the addresses
    /// that are linked to the team (<see cref="Security.TeamMail"/>).
    /// </summary>
    public IReadOnlyList<string>? AddressIds { get; init; }

    public string? Tag { get; init; }

    /// <summary>Words that sender, recipients, subject or text contain; all of them, as prefixes, without case and accents.</summary>
    public string? Text { get; init; }

    public bool OnlyWithAttachments { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? Until { get; init; }

    public ListPosition? After { get; init; }

    /// <summary>1 to 200.</summary>
    public int Take { get; init; } = 50;
}

/// <summary>One conversation in the list, as its reader may see it.</summary>
/// <param name="At">Moment of the newest matching e-mail; the list's order.</param>
/// <param name="Total">E-mails of the conversation that the reader may see in any box but Deleted and Spam (TH2).</param>
/// <param name="Matching">How many of them match the query.</param>
/// <param name="RootKind">Type of the oldest e-mail, shown when only some match.</param>
public sealed record ConversationRow(
    string ConversationId,
    string Subject,
    DateTimeOffset At,
    string LastEmailId,
    MailboxAddress? LastFrom,
    EmailKind LastKind,
    string Snippet,
    int Total,
    int Matching,
    int Unread,
    bool HasAttachments,
    string RootEmailId,
    EmailKind RootKind,
    ConversationState State,
    string? AssigneeId,
    IReadOnlyList<string> Tags,
    IReadOnlyList<string> AddressIds);

/// <param name="Next">Where the next page starts; null on the last one.</param>
public sealed record ConversationPage(IReadOnlyList<ConversationRow> Rows, ListPosition? Next);

/// <summary>Numbers beside the filters. Counts stop at <see cref="Cap"/>: nobody reads 1,000 from 1,001.</summary>
public sealed record MailCounts(
    int UnreadInbox, int UnreadSpam, int Unprocessed, IReadOnlyDictionary<string, int> UnreadByAddress)
{
    public const int Cap = 1000;
}

/// <summary>An e-mail as its reader may see it.</summary>
/// <param name="Links">The addresses that have it and that the reader may see, each with its raw copy.</param>
public sealed record EmailView(Email Email, MailBox Box, bool IsUnread, IReadOnlyList<EmailCopy> Links);

/// <summary>One mailbox' copy of an e-mail.</summary>
public sealed record EmailCopy(string AddressId, MailFolder Folder, DateTimeOffset ReceivedAt, string? RawBlob, string ProviderId);

/// <summary>A conversation with all e-mails that the reader may see, oldest first.</summary>
public sealed record ConversationView(
    string Id,
    ConversationState State,
    string? AssigneeId,
    IReadOnlyList<string> Tags,
    IReadOnlyList<EmailView> Emails);

/// <summary>What threading and identity need of an e-mail that is stored already.</summary>
public sealed record StoredEmail(string EmailId, string LogicalKey, string ConversationId, IReadOnlyList<string> AddressIds);

/// <summary>What identity needs of a conversation that mail could join.</summary>
/// <param name="FirstAt">Its oldest mail; the end of time while it has none, as one that waits for a mail on its way out.</param>
public sealed record ThreadMatch(string MessageId, string ConversationId, DateTimeOffset FirstAt);

/// <summary>Which ledger rows to list, newest first.</summary>
public sealed record LedgerQuery
{
    public string? AddressId { get; init; }

    public DateOnly? Day { get; init; }

    public IReadOnlyList<MessageOutcome> Outcomes { get; init; } = [];

    /// <summary>Only rows whose <see cref="ProviderMessage.RetryAt"/> has come.</summary>
    public DateTimeOffset? DueBefore { get; init; }

    public (DateTimeOffset At, string Key)? After { get; init; }

    public int Take { get; init; } = 50;
}
