namespace MailIntegration.Engine.Mime;

/// <summary>A message to write. Which of its bodies and attachments are set decides the MIME tree.</summary>
public sealed record OutgoingMail
{
    public required MailboxAddress From { get; init; }

    public IReadOnlyList<MailboxAddress> ReplyTo { get; init; } = [];

    public IReadOnlyList<MailboxAddress> To { get; init; } = [];

    public IReadOnlyList<MailboxAddress> Cc { get; init; } = [];

    /// <summary>Written as a Bcc field: providers' APIs take recipients from the message and remove the field themselves.</summary>
    public IReadOnlyList<MailboxAddress> Bcc { get; init; } = [];

    public string Subject { get; init; } = "";

    public required DateTimeOffset Date { get; init; }

    /// <summary>Without angle brackets.</summary>
    public required string MessageId { get; init; }

    public IReadOnlyList<string> InReplyTo { get; init; } = [];

    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Further header fields, for example Auto-Submitted (RFC 3834).</summary>
    public IReadOnlyList<MailHeader> Headers { get; init; } = [];

    public string? Text { get; init; }

    public string? Html { get; init; }

    public IReadOnlyList<OutgoingAttachment> Attachments { get; init; } = [];
}

/// <summary>An attachment to write.</summary>
/// <param name="OpenAsync">Opens the content; the writer streams and disposes it.</param>
/// <param name="ContentId">Set for inline images that the HTML names as <c>cid:</c>; without angle brackets.</param>
public sealed record OutgoingAttachment(
    string FileName, string ContentType, Func<CancellationToken, Task<Stream>> OpenAsync, string? ContentId = null);
