using AngleSharp.Html.Parser;

namespace MailIntegration.Engine.Security;

/// <summary>
/// The built-in cleaner: bounds the markup, parses it as a browser does, and writes a new fragment from what an allowlist
/// knows. See docs/security.md for what passes and why.
/// </summary>
public sealed class HtmlCleaner : IHtmlCleaner
{
    /// <inheritdoc />
    public CleanHtml Clean(string? html, HtmlCleanOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrWhiteSpace(html))
        {
            return CleanHtml.Empty;
        }

        var warnings = new HtmlWarningList();
        var markup = HtmlInputGuard.Rewrite(Bounded(html, options, warnings), options, warnings);
        return CleanParsed(markup, options, warnings);
    }

    /// <summary>Cleans without bounding the markup first, so that tests can try the writer on its own.</summary>
    internal static CleanHtml CleanParsed(string markup, HtmlCleanOptions options, HtmlWarningList warnings)
    {
        var parser = new HtmlParser(new HtmlParserOptions { IsScripting = true, DisableElementPositionTracking = true, SkipComments = true });
        using var document = parser.ParseDocument(markup);
        return HtmlWriter.Write(document, options, warnings);
    }

    private static ReadOnlySpan<char> Bounded(string html, HtmlCleanOptions options, HtmlWarningList warnings)
    {
        if (html.Length > options.MaxInputLength)
        {
            warnings.Add(HtmlWarnings.Truncated);
            html = html[..options.MaxInputLength];
        }

        // Parsers drop NUL in texts, but cut the text there.
        return html.Replace("\0", "", StringComparison.Ordinal);
    }
}
