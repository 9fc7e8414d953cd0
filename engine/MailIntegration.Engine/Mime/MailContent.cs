namespace MailIntegration.Engine.Mime;

/// <summary>What a message says: the result of <see cref="IMimeCodec.ReadAsync"/>.</summary>
public sealed record MailContent
{
    /// <summary>Top-level header fields in the order of the message, unfolded and decoded (RFC 2047, RFC 6532).</summary>
    public IReadOnlyList<MailHeader> Headers { get; init; } = [];

    /// <summary>The decoded subject; empty when the message has none.</summary>
    public string Subject { get; init; } = "";

    /// <summary>RFC 5322 3.6.2. Several authors are legal; usually one.</summary>
    public IReadOnlyList<MailboxAddress> From { get; init; } = [];

    public MailboxAddress? Sender { get; init; }

    public IReadOnlyList<MailboxAddress> ReplyTo { get; init; } = [];

    /// <summary>Recipients; members of groups are listed flat.</summary>
    public IReadOnlyList<MailboxAddress> To { get; init; } = [];

    public IReadOnlyList<MailboxAddress> Cc { get; init; } = [];

    public IReadOnlyList<MailboxAddress> Bcc { get; init; } = [];

    /// <summary>The Date field; null when it is missing or cannot be read.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>Without angle brackets; null when missing.</summary>
    public string? MessageId { get; init; }

    /// <summary>Message ids of In-Reply-To without angle brackets.</summary>
    public IReadOnlyList<string> InReplyTo { get; init; } = [];

    /// <summary>Message ids of References, oldest first, without angle brackets.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>The plain-text body (format=flowed already unfolded, LF line ends); null when the message has none.</summary>
    public string? Text { get; init; }

    /// <summary>The HTML body exactly as sent, hostile or not; null when the message has none. Never show it unsanitised.</summary>
    public string? Html { get; init; }

    /// <summary>Where <see cref="Text"/> stands in the MIME tree, for <see cref="IMimeCodec.CopyPartAsync"/>; null without text.</summary>
    public string? TextPartId { get; init; }

    /// <summary>Where <see cref="Html"/> stands in the MIME tree; null without HTML.</summary>
    public string? HtmlPartId { get; init; }

    /// <summary>Every leaf that is not one of the two bodies, inline images and attached messages included.</summary>
    public IReadOnlyList<MailAttachment> Attachments { get; init; } = [];

    /// <summary>The delivery report (RFC 3464) that this message is; null for other mail.</summary>
    public DeliveryReport? DeliveryReport { get; init; }

    /// <summary>What had to be repaired, as codes (for example <c>charset-unknown</c>, <c>boundary-missing</c>), each once.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The first value of a header field, compared without case; null when missing.</summary>
    public string? Header(string name)
    {
        foreach (var header in Headers)
        {
            if (string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return header.Value;
            }
        }

        return null;
    }
}

/// <summary>One header field, unfolded and decoded.</summary>
public sealed record MailHeader(string Name, string Value);

/// <summary>An RFC 5322 mailbox: an optional display name and an addr-spec.</summary>
/// <param name="Name">The decoded display name; null or empty when there is none.</param>
/// <param name="Address">The addr-spec as written, without angle brackets; may be empty in broken mail.</param>
public sealed record MailboxAddress(string? Name, string Address)
{
    /// <summary>What to call it: the display name, or else the address.</summary>
    public string ToLabel() => string.IsNullOrWhiteSpace(Name) ? Address : Name.Trim();
}

/// <summary>A part that is not a body.</summary>
/// <param name="PartId">Its place in the MIME tree, for example <c>2.1</c>; stable for the same bytes.</param>
/// <param name="FileName">Decoded (RFC 2231, RFC 2047), path and control characters removed; null when the sender gave none.</param>
/// <param name="ContentType">Media type in lower case without parameters.</param>
/// <param name="Size">Decoded size in bytes.</param>
/// <param name="Sha256">Lower-case hex of the decoded content.</param>
/// <param name="ContentId">Without angle brackets; what <c>cid:</c> links name.</param>
/// <param name="IsInline">True when the part is marked inline or sits in multipart/related beside an HTML body.</param>
public sealed record MailAttachment(
    string PartId, string? FileName, string ContentType, long Size, string Sha256, string? ContentId, bool IsInline)
{
    /// <summary>The Content-Disposition in lower case, usually <c>attachment</c> or <c>inline</c>; null when none was given.</summary>
    public string? Disposition { get; init; }
}

/// <summary>A delivery report (RFC 3464).</summary>
/// <param name="Recipients">One entry per reported recipient.</param>
/// <param name="OriginalMessageId">Message-ID of the mail that the report is about, when the report carries it.</param>
/// <param name="ReportingMta">The Reporting-MTA field without its type; null when missing.</param>
public sealed record DeliveryReport(
    IReadOnlyList<DeliveryReportRecipient> Recipients, string? OriginalMessageId, string? ReportingMta);

/// <summary>One per-recipient group of a delivery report.</summary>
/// <param name="FinalRecipient">The address without its type prefix.</param>
/// <param name="Action">failed, delayed, delivered, relayed or expanded (RFC 3464 2.3.3), lower case.</param>
/// <param name="Status">Enhanced status code x.y.z (RFC 3463); 5 is permanent, 4 temporary; empty when missing.</param>
/// <param name="DiagnosticCode">The server's words without the type prefix; null when missing.</param>
public sealed record DeliveryReportRecipient(string FinalRecipient, string Action, string Status, string? DiagnosticCode);
