using System.Collections.Frozen;

namespace MailIntegration.Engine.Security;

/// <summary>The result of <see cref="IHtmlCleaner.Clean"/>.</summary>
public sealed record CleanHtml
{
    /// <summary>The result for a message without HTML.</summary>
    public static CleanHtml Empty { get; } = new();

    /// <summary>
    /// A well-formed fragment: at most one <c>style</c> element, then one <c>div class="mail-root"</c> that stands for the
    /// sender's body. Empty when nothing is left.
    /// </summary>
    public string Html { get; init; } = "";

    /// <summary>How many images were not loaded because they lie outside the mail; more than zero means that asking is worth while.</summary>
    public int BlockedRemoteImages { get; init; }

    /// <summary>Content-IDs that the body shows as images, whether or not they could be resolved. Compared by exact case.</summary>
    public IReadOnlySet<string> ReferencedContentIds { get; init; } = FrozenSet<string>.Empty;

    /// <summary>What was cut off, as codes of <see cref="HtmlWarnings"/>, each once.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>Codes in <see cref="CleanHtml.Warnings"/>.</summary>
public static class HtmlWarnings
{
    /// <summary>The input is longer than <see cref="HtmlCleanOptions.MaxInputLength"/>.</summary>
    public const string Truncated = "html-truncated";

    /// <summary>More elements and texts than <see cref="HtmlCleanOptions.MaxNodes"/>.</summary>
    public const string TooManyNodes = "html-too-many-nodes";

    /// <summary>More links than <see cref="HtmlCleanOptions.MaxLinks"/>.</summary>
    public const string TooManyLinks = "html-too-many-links";

    /// <summary>Deeper than <see cref="HtmlCleanOptions.MaxDepth"/>.</summary>
    public const string TooDeep = "html-too-deep";

    /// <summary>The style sheets were too long or had too many rules.</summary>
    public const string StylesTruncated = "html-styles-truncated";
}
