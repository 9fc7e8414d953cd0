using MailIntegration.Engine.Mime.Content;
using MailIntegration.Engine.Mime.Headers;

namespace MailIntegration.Engine.Mime.Reading;

/// <summary>What the header block of a part says about its content.</summary>
internal sealed class PartHeaders
{
    private readonly HeaderParameters? _type;
    private readonly HeaderParameters? _disposition;

    private PartHeaders(HeaderBlock block, CharsetDecoder charsets, string defaultType)
    {
        _type = Parameters(block, "Content-Type"u8, charsets);
        _disposition = Parameters(block, "Content-Disposition"u8, charsets);
        TransferEncoding = block.Text("Content-Transfer-Encoding"u8);
        ContentId = MessageIds.One(block.Text("Content-ID"u8));
        ContentType = MediaType(_type?.Value, defaultType);
    }

    /// <summary>The media type in lower case.</summary>
    public string ContentType { get; }

    public string? TransferEncoding { get; }

    public string? ContentId { get; }

    public string? Boundary => _type?["boundary"] is { Length: > 0 } boundary ? boundary.TrimEnd() : null;

    public string? Charset => _type?["charset"];

    public bool IsFlowed => string.Equals(_type?["format"], "flowed", StringComparison.OrdinalIgnoreCase);

    public bool DeletesSpace => string.Equals(_type?["delsp"], "yes", StringComparison.OrdinalIgnoreCase);

    /// <summary>The "start" parameter of multipart/related (RFC 2387), without brackets.</summary>
    public string? Start => MessageIds.One(_type?["start"]);

    /// <summary>The "type" parameter of multipart/related: the media type of its root.</summary>
    public string? RootType => _type?["type"];

    public bool IsMultipart => ContentType.StartsWith("multipart/", StringComparison.Ordinal);

    /// <summary>The disposition in lower case; null when none was given.</summary>
    public string? Disposition => _disposition?.Value is { Length: > 0 } value ? value : null;

    /// <summary>The name that the sender gave, cleaned.</summary>
    public string? FileName => FileNames.Clean(_disposition?["filename"]) ?? FileNames.Clean(_type?["name"]);

    /// <param name="defaultType">The type of a part that names none: text/plain, or message/rfc822 in a digest (RFC 2046 5.1.5).</param>
    public static PartHeaders Read(HeaderBlock block, CharsetDecoder charsets, string defaultType) =>
        new(block, charsets, defaultType);

    private static HeaderParameters? Parameters(HeaderBlock block, ReadOnlySpan<byte> name, CharsetDecoder charsets) =>
        block.Text(name) is { Length: > 0 } text ? HeaderParameters.Parse(text, charsets) : null;

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

        var slash = value.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < value.Length - 1 && value.LastIndexOf('/') == slash ? value : "application/octet-stream";
    }
}
