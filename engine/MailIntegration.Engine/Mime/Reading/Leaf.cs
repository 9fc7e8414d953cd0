using MailIntegration.Engine.Mime.Content;

namespace MailIntegration.Engine.Mime.Reading;

/// <summary>A part without parts inside, after it was read.</summary>
internal sealed class Leaf
{
    public required string PartId { get; init; }

    public required PartHeaders Headers { get; init; }

    /// <summary>The start of the content, kept for bodies, reports and attached messages only.</summary>
    public ByteChunks? Content { get; init; }

    public long Size { get; set; }

    public string Sha256 { get; set; } = "";

    public string? FileName { get; set; }

    public bool IsInline { get; set; }

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
