namespace MailIntegration.Engine.Mime.Reading;

/// <summary>How a message is built: its leaves and bodies, without their content.</summary>
/// <param name="ContentType">The media type of the whole message.</param>
/// <param name="HasLongFields">True when a part has a field about its content that is longer than any honest one.</param>
/// <param name="Warnings">What had to be repaired.</param>
internal sealed record MimeOutline(
    string ContentType,
    IReadOnlyList<Leaf> Leaves,
    string? TextPartId,
    string? HtmlPartId,
    bool HasLongFields,
    IReadOnlyList<string> Warnings)
{
    /// <summary>True when both found the same parts, with the same types and sizes, and chose the same bodies.</summary>
    public bool IsSameAs(MimeOutline other) =>
        ContentType == other.ContentType
        && TextPartId == other.TextPartId
        && HtmlPartId == other.HtmlPartId
        && Leaves.Count == other.Leaves.Count
        && Leaves.Zip(other.Leaves).All(pair => IsSame(pair.First, pair.Second));

    private static bool IsSame(Leaf one, Leaf other) =>
        one.PartId == other.PartId
        && one.Size == other.Size
        && one.IsInline == other.IsInline
        && one.Headers.ContentType == other.Headers.ContentType
        && one.Headers.Disposition == other.Headers.Disposition
        && one.Headers.Charset == other.Headers.Charset
        && one.Headers.IsFlowed == other.Headers.IsFlowed
        && one.Headers.DeletesSpace == other.Headers.DeletesSpace;
}
