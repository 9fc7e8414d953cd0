using MailIntegration.Engine.Mime;

namespace MailIntegration.Engine.Writing;

/// <summary>What a draft is about (CO1).</summary>
public enum DraftMode
{
    New,
    Reply,
    ReplyAll,
    Forward,
}

/// <summary>A mail that a member is writing. Kept at every pause of typing, so that a closed browser loses nothing (CO5).</summary>
public sealed record Draft
{
    public string Id { get; init; } = "";

    /// <summary>The member who writes; nobody else sees it.</summary>
    public string AuthorId { get; init; } = "";

    /// <summary>Raised by one with every save of the text; a save that names an older one is refused. Attachments come and
    /// go without raising it.</summary>
    public long Revision { get; init; }

    /// <summary>The conversation that it goes to; null begins one.</summary>
    public string? ConversationId { get; init; }

    public DraftMode Mode { get; init; }

    /// <summary>The e-mail that it answers or forwards.</summary>
    public string? EmailId { get; init; }

    /// <summary>An address' id, or <see cref="SenderDirectory.SiteId"/>; empty until there is one.</summary>
    public string SenderId { get; init; } = "";

    /// <summary>Recipients as typed: what is no address yet is refused when the draft is sent, not while it is written.</summary>
    public IReadOnlyList<MailboxAddress> To { get; init; } = [];

    public IReadOnlyList<MailboxAddress> Cc { get; init; } = [];

    public IReadOnlyList<MailboxAddress> Bcc { get; init; } = [];

    public string Subject { get; init; } = "";

    /// <summary>What the member wrote, cleaned; inline images as <c>cid:</c>.</summary>
    public string Html { get; init; } = "";

    /// <summary>The quoted original, cleaned; null when there is none. Only e-mails are ever quoted (CO7).</summary>
    public string? QuoteHtml { get; init; }

    public bool IncludeQuote { get; init; }

    public IReadOnlyList<DraftAttachment> Attachments { get; init; } = [];

    /// <summary>Message-IDs for In-Reply-To (RFC 5322 3.6.4).</summary>
    public IReadOnlyList<string> InReplyTo { get; init; } = [];

    /// <summary>Message-IDs for References, oldest first, bounded by <see cref="ReplyHeaders"/>.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was to leave, for one that came back.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    public bool OnlyIfUnanswered { get; init; }

    /// <summary>Why it came back from the outbox.</summary>
    public Reason? Reason { get; init; }
}

/// <summary>A file of a draft.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Blob">Its content in the blob store.</param>
/// <param name="ContentId">Set for inline images: what <c>cid:</c> in the HTML names.</param>
public sealed record DraftAttachment(
    string Id, string FileName, string ContentType, long Size, string Blob, bool IsInline = false, string? ContentId = null);

/// <summary>How a draft begins.</summary>
/// <param name="EmailId">What it answers or forwards; required for all but <see cref="DraftMode.New"/>.</param>
/// <param name="ConversationId">For a new mail within a conversation.</param>
/// <param name="To">First recipients of a new mail.</param>
public sealed record DraftStart(
    DraftMode Mode, string? EmailId = null, string? ConversationId = null, IReadOnlyList<MailboxAddress>? To = null);

/// <summary>What a member typed.</summary>
/// <param name="Revision">The <see cref="Draft.Revision"/> that was shown.</param>
public sealed record DraftEdit(
    long Revision,
    string SenderId,
    IReadOnlyList<MailboxAddress> To,
    IReadOnlyList<MailboxAddress> Cc,
    IReadOnlyList<MailboxAddress> Bcc,
    string Subject,
    string Html,
    bool IncludeQuote);
