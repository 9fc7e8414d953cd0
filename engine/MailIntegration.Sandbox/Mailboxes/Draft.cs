using MailIntegration.Engine.Mime;

namespace MailIntegration.Sandbox.Mailboxes;

/// <summary>A message that is still being written. A value: changing it means replacing it.</summary>
public sealed record Draft
{
    public string Subject { get; init; } = "";

    public string Body { get; init; } = "";

    public bool IsHtml { get; init; }

    public MailboxAddress? From { get; init; }

    public IReadOnlyList<MailboxAddress> To { get; init; } = [];

    public IReadOnlyList<MailboxAddress> Cc { get; init; } = [];

    public IReadOnlyList<MailboxAddress> Bcc { get; init; } = [];

    public IReadOnlyList<MailboxAddress> ReplyTo { get; init; } = [];

    public required string MessageId { get; init; }

    public IReadOnlyList<string> InReplyTo { get; init; } = [];

    public IReadOnlyList<string> References { get; init; } = [];

    public IReadOnlyList<MailHeader> Headers { get; init; } = [];

    public IReadOnlyList<DraftAttachment> Attachments { get; init; } = [];

    /// <summary>Extended MAPI properties by their id, for example <c>Integer 0x3FDF</c>.</summary>
    public IReadOnlyDictionary<string, string> ExtendedProperties { get; init; } = new Dictionary<string, string>();
}

/// <summary>An attachment of a draft.</summary>
public sealed record DraftAttachment(
    string Id, string Name, string ContentType, ReadOnlyMemory<byte> Content, string? ContentId, bool IsInline);
