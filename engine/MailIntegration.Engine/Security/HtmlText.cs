using System.Net;
using System.Text;

namespace MailIntegration.Engine.Security;

/// <summary>Reads the visible text out of HTML, for search, previews and quotes.</summary>
public static class HtmlText
{
    /// <summary>Most characters of markup that are looked at.</summary>
    private const int MaxInput = 2_000_000;

    private static readonly string[] HidingStyles =
        ["display:none", "visibility:hidden", "font-size:0;", "font-size:0px", "max-height:0;", "max-height:0px", "mso-hide:all", "opacity:0;"];

    /// <summary>
    /// The text of an HTML body: blocks on lines of their own, paragraphs apart by an empty line, list items with a dash, table
    /// cells apart by a space. Elements that are hidden by attribute or style are left out.
    /// </summary>
    /// <param name="html">The body as sent or cleaned; null counts as empty.</param>
    /// <param name="maxChars">Most characters of the result; reading stops there.</param>
    /// <returns>Lines end in LF; no spaces at line ends. The result is text: escape it before it goes into a page.</returns>
    /// <remarks>One pass without building a document, for the sake of speed; broken nesting may put a line break elsewhere
    /// than a browser would.</remarks>
    public static string ToText(string? html, int maxChars)
    {
        if (string.IsNullOrEmpty(html) || maxChars <= 0)
        {
            return "";
        }

        var lines = new HtmlTextLines(maxChars);
        var reader = new HtmlTokenReader(html.AsSpan(0, Math.Min(html.Length, MaxInput)));
        HtmlTag? skipping = null;
        var skipDepth = 0;
        while (!lines.IsFull && reader.Read())
        {
            if (skipping is not null && !EndsParagraph(skipping, ref reader))
            {
                skipDepth += Depth(skipping, ref reader);
                skipping = skipDepth == 0 ? null : skipping;
            }
            else if (reader.Kind == HtmlTokenKind.Text)
            {
                lines.Add(Decode(reader.Text));
            }
            else if (reader.Tag is { } tag)
            {
                skipping = Take(tag, ref reader, lines);
                skipDepth = 1;
            }
        }

        return lines.ToString();
    }

    /// <summary>True when a skipped paragraph ends without an end tag.</summary>
    private static bool EndsParagraph(HtmlTag skipping, ref HtmlTokenReader reader) =>
        skipping == HtmlTags.Paragraph && reader.Kind == HtmlTokenKind.StartTag && reader.Tag?.Has(HtmlTraits.ClosesParagraph) == true;

    private static int Depth(HtmlTag skipping, ref HtmlTokenReader reader)
    {
        if (reader.Kind == HtmlTokenKind.StartTag && reader.Tag?.Has(HtmlTraits.RawText) == true)
        {
            reader.ReadRawText(reader.Tag.Name);
        }

        return reader.Kind == HtmlTokenKind.Text || reader.Tag != skipping ? 0 : reader.Kind == HtmlTokenKind.StartTag ? 1 : -1;
    }

    /// <summary>Follows a tag; the result is the element to skip, if any.</summary>
    private static HtmlTag? Take(HtmlTag tag, ref HtmlTokenReader reader, HtmlTextLines lines)
    {
        var isStart = reader.Kind == HtmlTokenKind.StartTag;
        if (isStart && tag.Has(HtmlTraits.RawText))
        {
            TakeRawText(tag, ref reader, lines);
            return null;
        }

        var hasContent = !tag.Has(HtmlTraits.Void);
        if (isStart && hasContent && (tag.Has(HtmlTraits.DropContent) || IsHidden(ref reader)))
        {
            return tag.Has(HtmlTraits.Foreign) && reader.SelfClosing ? null : tag;
        }

        if (tag == HtmlTags.Break)
        {
            lines.Break();
        }
        else if (tag.Has(HtmlTraits.Paragraph) || tag == HtmlTags.Paragraph)
        {
            lines.EndParagraph();
        }
        else if (tag.Has(HtmlTraits.Line))
        {
            lines.EndLine();
        }
        else if (tag.Has(HtmlTraits.Cell))
        {
            lines.Space();
        }

        if (isStart && tag == HtmlTags.ListItem)
        {
            lines.Add("- ");
        }

        if (tag == HtmlTags.Preformatted)
        {
            lines.KeepsSpaces = isStart;
        }

        return null;
    }

    private static void TakeRawText(HtmlTag tag, ref HtmlTokenReader reader, HtmlTextLines lines)
    {
        var content = tag == HtmlTags.Plaintext ? reader.ReadRest() : reader.ReadRawText(tag.Name);
        if (tag == HtmlTags.Plaintext || tag == HtmlTags.Xmp)
        {
            lines.EndLine();
            lines.KeepsSpaces = true;
            lines.Add(content.ToString());
            lines.KeepsSpaces = false;
            lines.EndLine();
        }
    }

    private static bool IsHidden(ref HtmlTokenReader reader)
    {
        if (reader.HasAttribute("hidden"))
        {
            return true;
        }

        var style = reader.Value("style");
        if (style.IsEmpty || style.Length > 4_000)
        {
            return false;
        }

        var compact = string.Concat(style.ToString().ToLowerInvariant().Where(static c => !char.IsWhiteSpace(c))) + ";";
        return Array.Exists(HidingStyles, hiding => Declares(compact, hiding));
    }

    private static bool Declares(string style, string declaration)
    {
        var at = style.IndexOf(declaration, StringComparison.Ordinal);
        return at == 0 || (at > 0 && style[at - 1] == ';');
    }

    private static string Decode(ReadOnlySpan<char> text)
    {
        var decoded = text.Contains('&') ? WebUtility.HtmlDecode(text.ToString()) : text.ToString();
        return decoded.AsSpan().ContainsAnyInRange('\u0080', '\u009F') ? Windows1252(decoded) : decoded;
    }

    /// <summary>References such as &amp;#150; mean characters of Windows-1252 (HTML standard 13.2.5.80).</summary>
    private static string Windows1252(string text)
    {
        const string Characters = "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F"
            + "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            result.Append(c is >= '\u0080' and <= '\u009F' ? Characters[c - 0x80] : c);
        }

        return result.ToString();
    }
}
