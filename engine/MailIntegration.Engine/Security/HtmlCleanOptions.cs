namespace MailIntegration.Engine.Security;

/// <summary>What <see cref="IHtmlCleaner"/> lets through.</summary>
public sealed record HtmlCleanOptions
{
    /// <summary>
    /// True after the reader asked for it: images from http and https addresses keep their source. Default false, because
    /// loading them tells the sender that, when and where the mail is read.
    /// </summary>
    public bool AllowRemoteImages { get; init; }

    /// <summary>Says of an image's address that it is left out without a trace: it is no image to load, and none that was held back.
    /// Null leaves out none.</summary>
    public Func<string, bool>? LeaveOut { get; init; }

    /// <summary>
    /// Maps a Content-ID (without angle brackets, percent-decoded, RFC 2392) to an address of our own that serves the
    /// attachment, or null when there is no such part. Addresses may be absolute paths, http, https, blob or data URLs of an
    /// image. Without it no <c>cid:</c> image shows.
    /// </summary>
    public Func<string, string?>? ResolveContentId { get; init; }

    /// <summary>
    /// For HTML that we send: maps a Content-ID to the one under which the image travels along, which stays as a <c>cid:</c>
    /// address, or to null to leave it out. Goes before <see cref="ResolveContentId"/>; blocked images leave no mark then.
    /// </summary>
    public Func<string, string?>? RenameContentId { get; init; }

    /// <summary>Most characters that are read; the rest is cut off with a warning. Default 2,000,000.</summary>
    public int MaxInputLength { get; init; } = 2_000_000;

    /// <summary>Most elements and texts in the result; the rest is cut off with a warning. Default 100,000.</summary>
    public int MaxNodes { get; init; } = 100_000;

    /// <summary>Most links; later ones keep their text only. Default 5,000.</summary>
    public int MaxLinks { get; init; } = 5_000;

    /// <summary>Deepest nesting of elements; what lies deeper keeps its text only. Default 256.</summary>
    public int MaxDepth { get; init; } = 256;
}
