using MailIntegration.Engine.Mime.Content;

namespace MailIntegration.Engine.Mime.Reading;

/// <summary>A part without parts inside, after it was read.</summary>
internal sealed class Leaf
{
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
}

/// <summary>The bodies that a part of the tree offers.</summary>
internal readonly record struct BodyChoice(Leaf? Text, Leaf? Html)
{
    public bool IsEmpty => Text is null && Html is null;

    public static BodyChoice Of(Leaf leaf) => new(leaf.IsText ? leaf : null, leaf.IsHtml ? leaf : null);
}
