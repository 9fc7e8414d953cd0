using System.Text;

namespace MailIntegration.Engine.Security;

/// <summary>
/// Finds the mail that a reply quotes, in cleaned HTML, and folds it away. Works on the text: the cleaner's output is well
/// formed and holds no <c>&lt;</c> or <c>&gt;</c> but those of tags and child selectors.
/// </summary>
internal static class HtmlQuotes
{
    /// <summary>Class of the folding element, for the frame's style sheet.</summary>
    public const string FoldClass = "mail-fold";

    /// <summary>Wraps each quote that hides nothing a reader came for into <c>details</c>.</summary>
    /// <param name="summary">What the fold says; plain text.</param>
    public static string Fold(string html, string summary)
    {
        var quotes = HtmlQuoteFinder.Find(html);
        if (quotes.Count == 0)
        {
            return html;
        }

        var output = new StringBuilder(html.Length + (quotes.Count * 100));
        var from = 0;
        foreach (var quote in quotes.Where(static quote => quote.Folds))
        {
            output.Append(html, from, quote.Start - from);
            output.Append("<details class=\"" + FoldClass + "\"").Append(quote.IsOpen ? " open" : "").Append("><summary>");
            HtmlEscape.Append(output, summary);
            output.Append("</summary>").Append(html, quote.Start, quote.End - quote.Start).Append("</details>");
            from = quote.End;
        }

        return output.Append(html, from, html.Length - from).ToString();
    }
}

/// <summary>A quoted mail in cleaned HTML.</summary>
/// <param name="Start">Where its first tag begins.</param>
/// <param name="End">Where its last tag ends.</param>
/// <param name="Folds">False for a quote between the lines of an answer, which has to be read with it.</param>
/// <param name="IsOpen">True when nothing else is there to read.</param>
internal readonly record struct HtmlQuote(int Start, int End, bool Folds, bool IsOpen);
