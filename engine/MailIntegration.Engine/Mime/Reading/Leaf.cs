using MailIntegration.Engine.Mime.Content;
using MailIntegration.Engine.Mime.Headers;

namespace MailIntegration.Engine.Mime.Reading;

/// <summary>A part without parts inside, after it was read.</summary>
internal sealed class Leaf
{
    private const int KeptOfMessages = 64 * 1024;
    private const int LongestSubject = 2000;

    public required string PartId { get; init; }

    public required PartHeaders Headers { get; init; }

    /// <summary>The start of the content; kept of bodies and delivery reports, and of attached messages until they have been read.</summary>
    public ByteChunks? Content { get; init; }

    public long Size { get; set; }

    public string Sha256 { get; set; } = "";

    /// <summary>The decoded subject of an attached message.</summary>
    public string? InnerSubject { get; set; }

    /// <summary>The Message-ID of an attached message, or of the header fields of one.</summary>
    public string? InnerMessageId { get; set; }

    public bool IsInline { get; set; }

    /// <summary>True for an attached message, or the header fields of one (RFC 3462, RFC 6532).</summary>
    public bool IsMessage => Headers.ContentType
        is "message/rfc822" or "message/global" or "text/rfc822-headers" or "message/global-headers";

    public bool IsAttachment => Headers.Disposition == "attachment";

    public bool IsText => Headers.ContentType == "text/plain" && !IsAttachment;

    public bool IsHtml => Headers.ContentType == "text/html" && !IsAttachment;

    /// <summary>How many bytes of the decoded content have to be kept.</summary>
    /// <param name="canBeBody">False when the bodies have been found already.</param>
    public static int KeptSize(PartHeaders headers, bool canBeBody, MimeLimits limits) => headers.ContentType switch
    {
        "text/plain" or "text/html" => canBeBody && headers.Disposition != "attachment" ? limits.MaxBodySize : 0,
        "message/delivery-status" or "message/global-delivery-status" => KeptOfMessages,
        "message/rfc822" or "message/global" or "text/rfc822-headers" or "message/global-headers" => KeptOfMessages,
        _ => 0,
    };

    /// <summary>Reads what is needed of an attached message and lets go of its content.</summary>
    public void ReadInnerHeaders(MimeLimits limits, CharsetDecoder charsets)
    {
        if (!IsMessage || Content is null)
        {
            return;
        }

        using var headers = DeliveryReportReader.HeadersOf(Content, limits);
        Content.Dispose();
        InnerMessageId = MessageIds.One(headers.Text("Message-ID"u8));
        InnerSubject = headers.Text("Subject"u8, LongestSubject) is { } subject ? HeaderText.Decode(subject, charsets) : null;
    }
}

/// <summary>The bodies that a part of the tree offers.</summary>
internal readonly record struct BodyChoice(Leaf? Text, Leaf? Html)
{
    public bool IsEmpty => Text is null && Html is null;

    public static BodyChoice Of(Leaf leaf) => new(leaf.IsText ? leaf : null, leaf.IsHtml ? leaf : null);
}
