using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace MailIntegration.Engine.Security;

/// <summary>
/// The built-in cleaner: bounds the markup, parses it as a browser does, and writes a new fragment from what an allowlist
/// knows. See docs/security.md for what passes and why.
/// </summary>
public sealed class HtmlCleaner : IHtmlCleaner
{
    private const int MaxRounds = 5;

    /// <inheritdoc />
    public CleanHtml Clean(string? html, HtmlCleanOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrWhiteSpace(html))
        {
            return CleanHtml.Empty;
        }

        var warnings = new HtmlWarningList();
        var (markup, isMisnested) = HtmlInputGuard.Rewrite(Bounded(html, options, warnings), options, warnings);
        return isMisnested ? CleanMisnested(markup, options, warnings) : CleanParsed(markup, options, warnings);
    }

    /// <summary>Cleans without bounding the markup first, so that tests can try the writer on its own.</summary>
    internal static CleanHtml CleanParsed(string markup, HtmlCleanOptions options, HtmlWarningList warnings)
    {
        using var document = Parse(markup);
        return HtmlWriter.Write(document, options, warnings);
    }

    /// <summary>
    /// Repairing misnested tags can leave a tree that, written down, is read as yet another tree. Repeats until it stays the
    /// same, so that what was checked is what a browser sees.
    /// </summary>
    private static CleanHtml CleanMisnested(string markup, HtmlCleanOptions options, HtmlWarningList warnings)
    {
        for (var round = 1; ; round++)
        {
            using var document = Parse(markup);
            var written = HtmlWriter.WriteNeutral(document, options, warnings);
            if (written == markup || round == MaxRounds)
            {
                return HtmlWriter.Write(document, options, warnings);
            }

            markup = written;
        }
    }

    private static IHtmlDocument Parse(string markup) =>
        new HtmlParser(new HtmlParserOptions { IsScripting = true, DisableElementPositionTracking = true, SkipComments = true })
            .ParseDocument(markup);

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
