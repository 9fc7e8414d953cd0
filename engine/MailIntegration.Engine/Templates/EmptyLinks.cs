using System.Text.RegularExpressions;

namespace MailIntegration.Engine.Templates;

/// <summary>Takes links out of a filled text that lead nowhere, because the site does not know its own address or the reader has no
/// page of his own; a paragraph that held nothing else goes along.</summary>
internal static partial class EmptyLinks
{
    public static string Remove(string html) => html.Contains("href=\"\"", StringComparison.OrdinalIgnoreCase)
        ? Link().Replace(Paragraph().Replace(html, ""), "$1")
        : html;

    [GeneratedRegex("<p>\\s*<a [^>]*href=\"\"[^>]*>[^<]*</a>\\s*</p>\\s*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Paragraph();

    [GeneratedRegex("<a [^>]*href=\"\"[^>]*>([^<]*)</a>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Link();
}
