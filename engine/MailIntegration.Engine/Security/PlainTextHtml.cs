using System.Text;
using MailIntegration.Engine.Processing.Texts;

namespace MailIntegration.Engine.Security;

/// <summary>Shows plain-text mail as HTML: line breaks, links and quotes, everything else escaped.</summary>
public static class PlainTextHtml
{
    /// <summary>Class of the division around the text; <see cref="MessageFrame"/> keeps its spaces.</summary>
    internal const string TextClass = "mail-text";

    /// <summary>Class of the division around quote and signature at the end, which the frame folds.</summary>
    internal const string TailClass = "mail-tail";

    /// <summary>Deepest quote that is nested; deeper lines stay at this level.</summary>
    private const int MaxQuote = 16;

    /// <summary>Most links; later addresses stay text.</summary>
    private const int MaxLinks = 5_000;

    /// <summary>Most characters that are shown.</summary>
    private const int MaxLength = 2_000_000;

    /// <summary>
    /// Turns text into a fragment that may stand in <see cref="CleanHtml.Html"/>. Lines that begin with <c>&gt;</c> become
    /// nested <c>blockquote</c> elements, addresses that begin with http:, https:, mailto: or www. become links.
    /// </summary>
    /// <param name="text">The text body; any line ends. Null counts as empty, what exceeds 2,000,000 characters is cut off.</param>
    /// <remarks>Linear in the length of the text.</remarks>
    public static string ToHtml(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        text = TextCut.At(text, MaxLength);
        var rest = text.AsSpan();
        var tail = ReplyText.TailStart(text);
        var output = new StringBuilder(rest.Length + (rest.Length / 8) + 64);
        output.Append("<div class=\"" + HtmlNames.BodyClass + "\"><div class=\"" + TextClass + "\">");
        var level = 0;
        var links = 0;
        var isFirst = true;
        var isInTail = false;
        foreach (var line in rest.EnumerateLines())
        {
            if (!isInTail && tail > 0 && tail < text.Length && line.Length > 0 && rest[tail..].Overlaps(line, out var offset) && offset >= 0)
            {
                // What follows is quote and signature only: the frame folds it.
                CloseQuotes(output, ref level, 0);
                output.Append("<div class=\"" + TailClass + "\">");
                isInTail = true;
                isFirst = true;
            }

            var (quote, start) = Unquote(line);
            if (quote == level && !isFirst)
            {
                output.Append("<br>");
            }

            for (; level < quote; level++)
            {
                output.Append("<blockquote>");
            }

            CloseQuotes(output, ref level, quote);
            AppendLine(output, line[start..], ref links);
            isFirst = false;
        }

        CloseQuotes(output, ref level, 0);
        return output.Append(isInTail ? "</div></div></div>" : "</div></div>").ToString();
    }

    private static void CloseQuotes(StringBuilder output, ref int level, int until)
    {
        for (; level > until; level--)
        {
            output.Append("</blockquote>");
        }
    }

    /// <summary>Counts the quote marks of a line: <c>&gt; &gt; text</c> and <c>&gt;&gt; text</c> are both two deep.</summary>
    private static (int Level, int Start) Unquote(ReadOnlySpan<char> line)
    {
        var level = 0;
        var at = 0;
        while (at < line.Length)
        {
            if (line[at] == '>')
            {
                level++;
                at++;
            }
            else if (level > 0 && line[at] == ' ' && at + 1 < line.Length && line[at + 1] == '>')
            {
                at++;
            }
            else
            {
                break;
            }
        }

        // One space after the marks belongs to them (RFC 3676 4.5).
        at += level > 0 && at < line.Length && line[at] == ' ' ? 1 : 0;
        return (Math.Min(level, MaxQuote), at);
    }

    private static void AppendLine(StringBuilder output, ReadOnlySpan<char> line, ref int links)
    {
        while (links < MaxLinks && FindLink(line) is (>= 0 and var start, var length))
        {
            var shown = line.Slice(start, length);
            HtmlEscape.Append(output, line[..start]);
            var url = HtmlUrls.Link(shown.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? "https://" + shown.ToString() : shown.ToString());
            if (url is not null)
            {
                output.Append("<a href=\"").Append(HtmlEscape.Text(url)).Append("\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">");
                links++;
            }

            HtmlEscape.Append(output, shown);
            output.Append(url is null ? "" : "</a>");
            line = line[(start + length)..];
        }

        HtmlEscape.Append(output, line);
    }

    /// <summary>Start and length of the first address in the line; a start of -1 when there is none.</summary>
    private static (int Start, int Length) FindLink(ReadOnlySpan<char> line)
    {
        // Every address holds a ":" or begins with "www."; both are rare, so that most texts are searched at full speed.
        for (var from = 0; from < line.Length; from++)
        {
            var hit = line[from..].IndexOfAny(':', 'w', 'W');
            if (hit < 0)
            {
                break;
            }

            from += hit;
            var start = StartOfLink(line, from);
            if (start < 0 || (start > 0 && char.IsLetterOrDigit(line[start - 1])))
            {
                continue;
            }

            var length = LengthOfLink(line[start..]);
            if (length > from - start + 1)
            {
                return (start, length);
            }
        }

        return (-1, 0);
    }

    private static int StartOfLink(ReadOnlySpan<char> line, int at)
    {
        if (line[at] != ':')
        {
            return line[at..].StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? at : -1;
        }

        foreach (var scheme in new[] { "https", "http", "mailto" })
        {
            var start = at - scheme.Length;
            if (start >= 0 && line[start..at].Equals(scheme, StringComparison.OrdinalIgnoreCase)
                && (scheme == "mailto" || line[(at + 1)..].StartsWith("//")))
            {
                return start;
            }
        }

        return -1;
    }

    private static int LengthOfLink(ReadOnlySpan<char> text)
    {
        var length = 0;
        var open = 0;
        while (length < text.Length && !char.IsWhiteSpace(text[length]) && !char.IsControl(text[length])
            && text[length] is not ('<' or '>' or '"' or '`' or '|' or '{' or '}' or '\u201C' or '\u201D' or '\u00AB' or '\u00BB'))
        {
            open += text[length] == '(' ? 1 : text[length] == ')' ? -1 : 0;
            length++;
        }

        // Punctuation at the end belongs to the sentence, a bracket only when its partner stands outside.
        while (length > 0 && (text[length - 1] is '.' or ',' or ';' or ':' or '!' or '?' or '\'' or '*' or '_' or ']' or '\u2026'
            || (text[length - 1] == ')' && open < 0)))
        {
            open += text[length - 1] == ')' ? 1 : 0;
            length--;
        }

        return length;
    }
}
