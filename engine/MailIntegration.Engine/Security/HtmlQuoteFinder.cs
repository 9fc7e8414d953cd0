using System.Collections.Frozen;

namespace MailIntegration.Engine.Security;

/// <summary>Finds quotes by the marks that mail programs leave: classes, ids (which the cleaner turns into classes), blockquotes.</summary>
internal sealed class HtmlQuoteFinder
{
    /// <summary>The element holds the quoted mail: Gmail, Yahoo, Proton, Zoho, Tuta, Roundcube, Outlook on the web.</summary>
    private static readonly FrozenSet<string> Containers = FrozenSet.ToFrozenSet(
    [
        "m-gmail_quote", "m-gmail_quote_container", "m-yahoo_quoted", "m-protonmail_quote", "m-zmail_extra", "m-tutanota_quote",
        "m-mail-editor-reference-message-container", "m-OLK_SRC_BODY_SECTION", PlainTextHtml.TailClass,
    ]);

    /// <summary>The element is the header of the quoted mail, which goes on to the end of its parent: Outlook.</summary>
    private static readonly FrozenSet<string> Headers = FrozenSet.ToFrozenSet(["m-divRplyFwdMsg", "m-replySplit"]);

    // Outlook for Windows marks the header of the quoted mail by nothing but these lines (two versions of it).
    private static readonly string[] OutlookLines = ["border-top:solid #E1E1E1 1.0pt", "border-top:solid #B5C4DF 1.0pt"];

    private readonly string _html;
    private readonly List<Open> _open = [];
    private readonly List<Found> _found = [];
    private int _inQuote;
    private int _visible;

    private HtmlQuoteFinder(string html) => _html = html;

    /// <summary>The outermost quotes in their order.</summary>
    public static List<HtmlQuote> Find(string html)
    {
        var finder = new HtmlQuoteFinder(html);
        finder.Scan();
        return finder.Decide();
    }

    private void Scan()
    {
        var at = _html.StartsWith("<style>", StringComparison.Ordinal) ? _html.IndexOf("</style>", StringComparison.Ordinal) + 8 : 0;
        while (at < _html.Length)
        {
            var start = _html.IndexOf('<', at);
            start = start < 0 ? _html.Length : start;
            See(_html.AsSpan(at, start - at));
            if (start == _html.Length)
            {
                break;
            }

            var end = _html.IndexOf('>', start) + 1;
            if (end == 0)
            {
                break;
            }

            Tag(_html.AsSpan(start, end - start), start, end);
            at = end;
        }
    }

    private void See(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            text = text.TrimStart();
            if (text.StartsWith("&nbsp;"))
            {
                text = text[6..];
            }
            else if (!text.IsEmpty)
            {
                _visible++;
                return;
            }
        }
    }

    private void Tag(ReadOnlySpan<char> tag, int start, int end)
    {
        if (tag[1] == '/')
        {
            Close(start, end);
            return;
        }

        var nameEnd = tag.IndexOfAny(' ', '>');
        var name = tag[1..nameEnd];
        if (HtmlTags.Find(name)?.Has(HtmlTraits.Void) != false)
        {
            _visible += name is "img" ? 1 : 0;
            return;
        }

        var kind = _inQuote > 0 ? QuoteKind.None : KindOf(name, tag);
        var open = new Open(start, _visible, kind);
        if (kind == QuoteKind.Rest && _open.Count > 0)
        {
            MarkRest(start);
        }
        else if (kind is QuoteKind.Container or QuoteKind.Bare)
        {
            _inQuote++;
        }

        _open.Add(open);
    }

    /// <summary>The quote begins at the outermost element that begins here, and ends with the parent of that element.</summary>
    private void MarkRest(int start)
    {
        var parent = _open.Count - 1;
        while (parent > 0 && _open[parent].Visible == _visible && IsFirstIn(_open[parent].Start, start))
        {
            start = _open[parent].Start;
            parent--;
        }

        if (_open[parent].Rest < 0)
        {
            _open[parent] = _open[parent] with { Rest = start, RestVisible = _visible };
            _inQuote++;
        }
    }

    /// <summary>True when nothing but start tags of divisions stands between an element's start and <paramref name="inner"/>.</summary>
    private bool IsFirstIn(int outer, int inner)
    {
        var between = _html.AsSpan(outer, inner - outer);
        return between.StartsWith("<div") && between.IndexOf("</") < 0 && between.Length < 2_000;
    }

    private void Close(int start, int end)
    {
        if (_open.Count == 0)
        {
            return;
        }

        var open = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        if (open.Rest >= 0)
        {
            _inQuote--;
            _found.Add(new Found(open.Rest, start, open.RestVisible, _visible, QuoteKind.Container));
        }
        else if (open.Kind is QuoteKind.Container or QuoteKind.Bare)
        {
            _inQuote--;
            _found.Add(new Found(open.Start, end, open.Visible, _visible, open.Kind));
        }
    }

    private static QuoteKind KindOf(ReadOnlySpan<char> name, ReadOnlySpan<char> tag)
    {
        if (name is not ("div" or "blockquote" or "section" or "span"))
        {
            return QuoteKind.None;
        }

        foreach (var one in Value(tag, " class=\"").Split(' '))
        {
            var token = Value(tag, " class=\"")[one].ToString();
            if (Containers.Contains(token))
            {
                return QuoteKind.Container;
            }

            if (Headers.Contains(token))
            {
                return QuoteKind.Rest;
            }
        }

        if (name is "blockquote")
        {
            return QuoteKind.Bare;
        }

        var style = Value(tag, " style=\"").ToString();
        return name is "div" && Array.Exists(OutlookLines, line => style.Contains(line, StringComparison.OrdinalIgnoreCase))
            ? QuoteKind.Rest
            : QuoteKind.None;
    }

    private static ReadOnlySpan<char> Value(ReadOnlySpan<char> tag, string name)
    {
        var start = tag.IndexOf(name);
        if (start < 0)
        {
            return [];
        }

        var value = tag[(start + name.Length)..];
        var end = value.IndexOf('"');
        return end < 0 ? [] : value[..end];
    }

    private List<HtmlQuote> Decide()
    {
        _found.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        var quotes = new List<HtmlQuote>();
        foreach (var found in _found)
        {
            // A bare blockquote may be a citation or stand between the lines of an answer: only the last one, at the end, folds.
            var isLast = found.VisibleAfter == _visible;
            var isAlone = found.VisibleBefore == 0;
            quotes.Add(new HtmlQuote(found.Start, found.End, found.Kind == QuoteKind.Container || (isLast && !isAlone), isAlone));
        }

        return quotes;
    }

    private enum QuoteKind
    {
        None,
        Container,
        Bare,
        Rest,
    }

    /// <param name="Visible">How much visible content stands before it.</param>
    /// <param name="Rest">Where a quote begins that lasts to its end; -1 for none.</param>
    /// <param name="RestVisible">How much visible content stands before that.</param>
    private readonly record struct Open(int Start, int Visible, QuoteKind Kind, int Rest = -1, int RestVisible = 0);

    private readonly record struct Found(int Start, int End, int VisibleBefore, int VisibleAfter, QuoteKind Kind);
}
