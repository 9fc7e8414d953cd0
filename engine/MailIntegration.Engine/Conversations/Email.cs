using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Processing.Trust;

namespace MailIntegration.Engine.Conversations;

/// <summary>Whether a mail came in or went out, as seen from our side.</summary>
public enum EmailKind
{
    Received,
    Sent,
    Draft,
}

/// <summary>Where people put an e-mail; <see cref="Normal"/> leaves it where the provider's folder says.</summary>
public enum EmailState
{
    Normal,
    Archived,
    Deleted,
    Spam,
    NotSpam,
}

/// <summary>Work state of a conversation, shared by everybody (TH3).</summary>
public enum ConversationState
{
    Open,
    Done,
}

/// <summary>
/// One e-mail as its author sent it, however many of our mailboxes it reached. Bodies and attachments are read from the
/// raw message of one of its links; only what lists, search and threading need is kept here.
/// </summary>
public sealed record Email
{
    public required string Id { get; init; }

    /// <summary>Unique: see <see cref="MailIntegration.Engine.Sync.EmailIdentity"/>.</summary>
    public required string LogicalKey { get; init; }

    public required string ConversationId { get; init; }

    public required EmailKind Kind { get; init; }

    public string Subject { get; init; } = "";

    public MailboxAddress? From { get; init; }

    public IReadOnlyList<MailboxAddress> To { get; init; } = [];

    public IReadOnlyList<MailboxAddress> Cc { get; init; } = [];

    public string? MessageId { get; init; }

    /// <summary>When it was received or sent, by the provider's clock; the Date field is only what the author claims.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The Date field; null when missing or unreadable.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>First words of the text, white space collapsed, at most 200 characters.</summary>
    public string Snippet { get; init; } = "";

    /// <summary>Text for search: bodies without mark-up, at most 100,000 characters. Stores index it and need not return it.</summary>
    public string SearchText { get; init; } = "";

    /// <summary>Attachments that a reader would call so; inline images that the HTML shows do not count.</summary>
    public IReadOnlyList<MailAttachment> Attachments { get; init; } = [];

    public bool HasAttachments => Attachments.Any(a => !a.IsInline);

    public long Size { get; init; }

    /// <summary>What the reader had to repair, as codes.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What each step of the pipeline decided, in order (PR9).</summary>
    public IReadOnlyList<Reason> Explanation { get; init; } = [];

    /// <summary>Who wrote it: a person or a machine (PR10); <see cref="MailClass.Personal"/> for sent mail.</summary>
    public MailClass Class { get; init; }

    /// <summary>How sure it is that it comes from whom it names; the reasons stand in <see cref="Explanation"/>.</summary>
    public TrustLevel Trust { get; init; }

    /// <summary>Who wrote it, when somebody else forwarded it (HF5); null when that is <see cref="From"/>.</summary>
    public MailboxAddress? OriginalSender { get; init; }

    public EmailState State { get; init; } = EmailState.Normal;
}
