using MailIntegration.Engine.Mime.Content;
using MailIntegration.Engine.Mime.Headers;

namespace MailIntegration.Engine.Mime.Reading;

/// <summary>What the header block of a part says about its content.</summary>
internal sealed record PartHeaders
{
    // Longer values are an attack on memory; the longest honest ones are file names of some hundred characters.
    public const int LongestValue = 8 * 1024;

    /// <summary>The media type in lower case.</summary>
    public required string ContentType { get; init; }

    public string? TransferEncoding { get; init; }

    public string? ContentId { get; init; }

    /// <summary>The disposition in lower case; null when none was given.</summary>
    public string? Disposition { get; init; }

    /// <summary>The name that the sender gave, cleaned.</summary>
    public string? FileName { get; init; }

    public string? Boundary { get; init; }

    public string? Charset { get; init; }

    public bool IsFlowed { get; init; }

    public bool DeletesSpace { get; init; }

    /// <summary>The "start" parameter of multipart/related (RFC 2387), without brackets.</summary>
    public string? Start { get; init; }

    /// <summary>The "type" parameter of multipart/related: the media type of its root.</summary>
    public string? RootType { get; init; }

    public bool IsMultipart => ContentType.StartsWith("multipart/", StringComparison.Ordinal);

    /// <param name="defaultType">The type of a part that names none: text/plain, or message/rfc822 in a digest (RFC 2046 5.1.5).</param>
    public static PartHeaders Read(HeaderBlock block, CharsetDecoder charsets, string defaultType)
    {
        var type = Parameters(block, "Content-Type"u8, charsets);
        var disposition = Parameters(block, "Content-Disposition"u8, charsets);
        return new PartHeaders
        {
            ContentType = MediaType(type?.Value, defaultType),
            TransferEncoding = block.Text("Content-Transfer-Encoding"u8, LongestValue),
            ContentId = MessageIds.One(block.Text("Content-ID"u8, LongestValue)),
            Disposition = disposition is not null && Tokens.IsToken(disposition.Value) ? disposition.Value : null,
            FileName = FileNames.Clean(disposition?["filename"]) ?? FileNames.Clean(type?["name"]),
            Boundary = type?["boundary"] is { Length: > 0 } boundary ? boundary.TrimEnd() : null,
            Charset = type?["charset"],
            IsFlowed = string.Equals(type?["format"], "flowed", StringComparison.OrdinalIgnoreCase),
            DeletesSpace = string.Equals(type?["delsp"], "yes", StringComparison.OrdinalIgnoreCase),
            Start = MessageIds.One(type?["start"]),
            RootType = type?["type"],
        };
    }

    private static HeaderParameters? Parameters(HeaderBlock block, ReadOnlySpan<byte> name, CharsetDecoder charsets) =>
        block.Text(name, LongestValue) is { Length: > 0 } text ? HeaderParameters.Parse(text, charsets) : null;

    private static string MediaType(string? value, string defaultType)
    {
        if (string.IsNullOrEmpty(value))
        {
            return defaultType;
        }

        if (value == "text")
        {
            return "text/plain";
        }

        return Tokens.IsMediaType(value) ? value : "application/octet-stream";
    }
}
