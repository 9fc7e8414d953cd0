using System.Text;

namespace MailIntegration.Engine.Security;

/// <summary>
/// Decides for <see cref="HtmlInputGuard"/> which tags reach the parser: follows what they do to the parser's open elements
/// and holds back those that would cost it too much.
/// </summary>
internal sealed class HtmlNesting
{
    /// <summary>Formatting elements open at a time. Every block may repeat all of them.</summary>
    private const int MaxFormatting = 32;

    /// <summary>Content directly inside tables, which parsers insert in front of them by a search among all siblings.</summary>
    private const int MaxMisplaced = 500;

    /// <summary>Misnested formatting end tags, for which parsers move everything in between.</summary>
    private const int MaxMisnested = 2_000;

    /// <summary>Nodes between a formatting tag and its misnested end tag.</summary>
    private const int MaxMisnestedSpan = 5_000;

    private readonly HtmlOpenTags _open = new();
    private readonly Dictionary<HtmlTag, int> _unwrapped = [];
    private readonly StringBuilder _output;
    private readonly HtmlCleanOptions _options;
    private readonly HtmlWarningList _warnings;
    private int _misplaced;
    private int _misnested;

    /// <param name="output">Takes the cells that are added around misplaced content.</param>
    public HtmlNesting(StringBuilder output, HtmlCleanOptions options, HtmlWarningList warnings)
    {
        _output = output;
        _options = options;
        _warnings = warnings;
    }

    /// <summary>How many elements and texts the parser will make.</summary>
    public int Nodes { get; private set; }

    /// <summary>True when the parser has to repair the order of tags.</summary>
    public bool IsMisnested => _misnested > 0 || _misplaced > 0;

    private bool IsInTable => _open.Top?.Has(HtmlTraits.TableFrame) == true;

    /// <summary>Follows a text.</summary>
    /// <param name="isNew">True when a tag stands before it.</param>
    public void Text(bool isWhiteSpace, bool isNew)
    {
        Nodes += isNew ? 1 : 0;
        if (isWhiteSpace && IsInTable)
        {
            // White space between rows stays where it is and opens nothing.
            return;
        }

        EscapeTable();
        Nodes += _open.Reopen();
    }

    /// <summary>Follows a start tag; false when it must not reach the parser.</summary>
    public bool Opens(HtmlTag tag)
    {
        if (tag.Has(HtmlTraits.TablePart) || tag == HtmlTags.Table)
        {
            if (!OpensTablePart(tag))
            {
                return false;
            }
        }
        else
        {
            if (!CloseImplied(tag))
            {
                return false;
            }

            EscapeTable();
            Nodes += tag.Has(HtmlTraits.ClosesParagraph) ? 0 : _open.Reopen();
        }

        if (tag.Has(HtmlTraits.Void))
        {
            Nodes++;
            return true;
        }

        // Room for the section and row that a parser puts around a cell.
        var limit = tag == HtmlTags.Table ? _options.MaxDepth - 4 : _options.MaxDepth;
        if (_open.Count >= limit || (tag.Has(HtmlTraits.Formatting) && _open.Formatting >= MaxFormatting))
        {
            _warnings.Add(HtmlWarnings.TooDeep);
            if (tag.Has(HtmlTraits.Formatting) || !HasOptionalEnd(tag))
            {
                _unwrapped[tag] = _unwrapped.GetValueOrDefault(tag) + 1;
            }

            return false;
        }

        _open.Push(tag, ++Nodes);
        return true;
    }

    private bool OpensTablePart(HtmlTag tag)
    {
        if (tag == HtmlTags.Table)
        {
            CloseImplied(tag);
            if (_open.InTable)
            {
                // A table directly inside a table ends it.
                Close(_open.FindTable());
            }

            return true;
        }

        var table = _open.FindTable();
        if (table < 0 || _unwrapped.GetValueOrDefault(HtmlTags.Table) > 0)
        {
            return false;
        }

        var keep = table;
        for (var i = table + 1; i < _open.Count && Contains(_open.At(i), tag); i++)
        {
            keep = i;
        }

        Close(keep + 1);
        foreach (var implied in Implied(tag))
        {
            if (_open.Top != implied && !(implied == HtmlTags.Section && _open.Top!.Name is "thead" or "tfoot" or "tr")
                && _open.Count < _options.MaxDepth)
            {
                _open.Push(implied, Nodes);
            }
        }

        return true;
    }

    /// <summary>True when <paramref name="outer"/> stays open for a new <paramref name="part"/>.</summary>
    private static bool Contains(HtmlTag outer, HtmlTag part) => part.Name switch
    {
        "td" or "th" => outer.Name is "tbody" or "thead" or "tfoot" or "tr",
        "tr" => outer.Name is "tbody" or "thead" or "tfoot",
        "col" => outer.Name is "colgroup",
        _ => false,
    };

    private static HtmlTag[] Implied(HtmlTag part) => part.Name switch
    {
        "td" or "th" => [HtmlTags.Section, HtmlTags.Row],
        "tr" => [HtmlTags.Section],
        _ => [],
    };

    private static bool HasOptionalEnd(HtmlTag tag) =>
        tag.Has(HtmlTraits.TablePart) || tag.Name is "p" or "li" or "dd" or "dt" or "rt" or "rp";

    /// <summary>Content directly inside a table: parsers move it in front; beyond the bound it gets a cell of its own.</summary>
    private void EscapeTable()
    {
        if (!IsInTable || ++_misplaced <= MaxMisplaced)
        {
            return;
        }

        if (Opens(HtmlTags.Cell))
        {
            _output.Append("<td>");
        }
    }

    /// <summary>Ends what a start tag ends without an end tag; false when that would cost too much.</summary>
    private bool CloseImplied(HtmlTag tag)
    {
        if (tag.Has(HtmlTraits.ClosesParagraph) && _open.Paragraphs > 0)
        {
            Close(_open.FindInScope(HtmlTags.Paragraph));
        }

        if (tag.Has(HtmlTraits.Heading) && _open.Top?.Has(HtmlTraits.Heading) == true)
        {
            Close(_open.Count - 1);
        }

        if (tag.Name is "li" or "dd" or "dt")
        {
            Close(_open.FindOpenItem(tag));
        }

        return tag.Name is not ("a" or "nobr")
            || _open.FindInScope(tag) is not (>= 0 and var index)
            || CloseFormatting(index);
    }

    private void Close(int index)
    {
        if (index >= 0 && index < _open.Count)
        {
            _open.PopTo(index);
            _unwrapped.Clear();
        }
    }

    /// <summary>Follows an end tag; false when it must not reach the parser.</summary>
    public bool Closes(HtmlTag tag)
    {
        if (_unwrapped.GetValueOrDefault(tag) is > 0 and var count)
        {
            _unwrapped[tag] = count - 1;
            return false;
        }

        var inTable = tag == HtmlTags.Table || tag.Has(HtmlTraits.TablePart);
        if (inTable && _unwrapped.GetValueOrDefault(HtmlTags.Table) > 0)
        {
            return false;
        }

        var index = inTable ? _open.FindInTable(tag) : _open.FindInScope(tag);
        if (index < 0)
        {
            return false;
        }

        if (tag.Has(HtmlTraits.Formatting))
        {
            return CloseFormatting(index);
        }

        Close(index);
        return true;
    }

    /// <summary>Ends one formatting element; false when its end tag must not reach the parser.</summary>
    private bool CloseFormatting(int index)
    {
        if (_open.IsMisnested(index))
        {
            if (++_misnested > MaxMisnested || Nodes - _open.Serial(index) > MaxMisnestedSpan)
            {
                return false;
            }

            Nodes++;
        }

        _open.RemoveAt(index);
        return true;
    }
}
