using OrchardCore.ContentManagement;

namespace OrchardCore.MailIntegration.Models;

/// <summary>
/// What sync knows about an e-mail; written by sync alone. Parts and fields that a site adds to the type Email stand
/// beside it in the same item and are never touched by sync. Property names are stored: never rename one.
/// </summary>
public sealed class EmailPart : ContentPart
{
    /// <summary>The engine's id of the e-mail, 32 hex digits.</summary>
    public string EmailId { get; set; } = "";

    public string LogicalKey { get; set; } = "";

    public string ConversationId { get; set; } = "";

    /// <summary>Received, Sent or Draft.</summary>
    public string Kind { get; set; } = "";

    public string Subject { get; set; } = "";

    public EmailMailbox? From { get; set; }

    public List<EmailMailbox> To { get; set; } = [];

    public List<EmailMailbox> Cc { get; set; } = [];

    public string? MessageId { get; set; }

    public DateTimeOffset At { get; set; }

    public DateTimeOffset? Date { get; set; }

    public string Snippet { get; set; } = "";

    public long Size { get; set; }

    public List<EmailAttachmentInfo> Attachments { get; set; } = [];

    public List<string> Warnings { get; set; } = [];

    public List<EmailReason> Explanation { get; set; } = [];

    /// <summary>Who wrote it, for example Personal, AutoReply, BouncePermanent, List; empty in items of older versions.</summary>
    public string Class { get; set; } = "";

    /// <summary>Unknown, Verified, Unverified or Suspicious; empty in items of older versions.</summary>
    public string Trust { get; set; } = "";

    /// <summary>Who wrote it, when somebody else forwarded it; null when that is <see cref="From"/>.</summary>
    public EmailMailbox? OriginalSender { get; set; }

    /// <summary>Normal, Archived, Deleted, Spam or NotSpam.</summary>
    public string State { get; set; } = "Normal";
}

/// <summary>A name and an address, as stored.</summary>
public sealed class EmailMailbox
{
    public string? Name { get; set; }

    public string Address { get; set; } = "";
}

/// <summary>An attachment, as stored.</summary>
public sealed class EmailAttachmentInfo
{
    public string PartId { get; set; } = "";

    public string? FileName { get; set; }

    public string ContentType { get; set; } = "";

    public long Size { get; set; }

    public string Sha256 { get; set; } = "";

    public string? ContentId { get; set; }

    public bool IsInline { get; set; }

    public string? Disposition { get; set; }
}

/// <summary>A code with its arguments, as stored.</summary>
public sealed class EmailReason
{
    public string Code { get; set; } = "";

    public Dictionary<string, string> Args { get; set; } = [];
}
