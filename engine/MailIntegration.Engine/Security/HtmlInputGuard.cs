using System.Text;

namespace MailIntegration.Engine.Security;

/// <summary>
/// Rewrites markup before it meets the parser, so that no input can cost the parser more than linear time: a tree builder
/// looks through its open elements for every tag, moves misplaced content about and repeats formatting elements, each of
/// which a hostile mail can drive to the square of its size. Known tags and attributes pass as they are, unknown ones,
/// comments and raw-text elements fall away, and nesting, misplaced and misnested tags are bounded.
/// </summary>
/// <remarks>Nothing relies on this for safety of content; that is the work of <see cref="HtmlWriter"/>.</remarks>
internal sealed class HtmlInputGuard
{
    public const string DocumentType = "<!DOCTYPE html>";

    /// <summary>Formatting elements open at a time. Every block may repeat all of them.</summary>
    private const int MaxFormatting = 32;

    /// <summary>Content directly inside tables, which parsers insert in front of them by a search among all siblings.</summary>
    private const int MaxMisplaced = 500;

    /// <summary>Misnested formatting end tags, for which parsers move everything in between.</summary>
    private const int MaxMisnested = 2_000;

    /// <summary>Nodes between a formatting tag and its misnested end tag.</summary>
    private const int MaxMisnestedSpan = 5_000;

    private readonly StringBuilder _output;
    private readonly HtmlOpenTags _open = new();
    private readonly Dictionary<HtmlTag, int> _unwrapped = [];
    private readonly HtmlCleanOptions _options;
    private readonly HtmlWarningList _warnings;
    private int _nodes;
    private int _misplaced;
    private int _misnested;
    private HtmlTag? _dropping;
    private int _dropDepth;
    private bool _hasRoot;
    private bool _hasBody;
    private bool _afterText;

    private HtmlInputGuard(int capacity, HtmlCleanOptions options, HtmlWarningList warnings)
    {
        _output = new StringBuilder(capacity);
        _options = options;
        _warnings = warnings;
    }

    /// <summary>Returns markup of a whole document that a parser reads in linear time, and whether its tags were misnested.</summary>
    public static (string Markup, bool IsMisnested) Rewrite(ReadOnlySpan<char> html, HtmlCleanOptions options, HtmlWarningList warnings)
    {
        var guard = new HtmlInputGuard(html.Length + 64, options, warnings);
        guard._output.Append(DocumentType);
        var reader = new HtmlTokenReader(html);
        while (reader.Read())
        {
            if (guard._nodes >= options.MaxNodes)
            {
                warnings.Add(HtmlWarnings.TooManyNodes);
                break;
            }

            guard.Take(ref reader);
        }

        return (guard._output.ToString(), guard._misnested > 0 || guard._misplaced > 0);
    }

    private void Take(ref HtmlTokenReader reader)
    {
        if (_dropping is not null && !LeavesDropped(ref reader))
        {
            return;
        }

        switch (reader.Kind)
        {
            case HtmlTokenKind.Text:
                WriteText(reader.Text);
                break;
            case HtmlTokenKind.StartTag when reader.Tag is { } tag:
                Start(tag, ref reader);
                break;
            case HtmlTokenKind.EndTag when reader.Tag is { } tag:
                End(tag);
                break;
        }
    }

    /// <summary>Follows the inside of a dropped element; true when the current token lies outside again and counts.</summary>
    private bool LeavesDropped(ref HtmlTokenReader reader)
    {
        if (reader.Kind == HtmlTokenKind.Text || reader.Tag is not { } tag)
        {
            return false;
        }

        if (reader.Kind == HtmlTokenKind.StartTag && _dropping!.Has(HtmlTraits.Foreign) && tag.Has(HtmlTraits.EndsForeign))
        {
            _dropping = null;
            return true;
        }

        if (reader.Kind == HtmlTokenKind.StartTag && tag.Has(HtmlTraits.RawText))
        {
            reader.ReadRawText(tag.Name);
        }
        else if (tag == _dropping)
        {
            _dropDepth += reader.Kind == HtmlTokenKind.EndTag ? -1 : reader.SelfClosing && tag.Has(HtmlTraits.Foreign) ? 0 : 1;
            _dropping = _dropDepth == 0 ? null : _dropping;
        }

        return false;
    }

    private void Start(HtmlTag tag, ref HtmlTokenReader reader)
    {
        if (tag.Has(HtmlTraits.Allowed))
        {
            if (Opens(tag))
            {
                WriteTag(tag, ref reader);
            }
        }
        else if (tag.Has(HtmlTraits.RawText))
        {
            TakeRawText(tag, ref reader);
        }
        else if (tag.Has(HtmlTraits.DropContent))
        {
            var hasContent = !tag.Has(HtmlTraits.Void) && !(reader.SelfClosing && tag.Has(HtmlTraits.Foreign));
            _dropping = hasContent ? tag : null;
            _dropDepth = 1;
        }
        else if (tag == HtmlTags.Root ? !_hasRoot : tag == HtmlTags.Body && !_hasBody)
        {
            // Only the first of each: parsers merge the attributes of later ones.
            _hasRoot = true;
            _hasBody |= tag == HtmlTags.Body;
            WriteTag(tag, ref reader);
        }
    }

    private void TakeRawText(HtmlTag tag, ref HtmlTokenReader reader)
    {
        if (tag == HtmlTags.Style)
        {
            // "<" means nothing in CSS but "<!--", which is skipped; near misses of the end tag cost parsers dearly.
            WriteTag(tag, ref reader);
            _output.Append(reader.ReadRawText(tag.Name).ToString().Replace("<!--", " ", StringComparison.Ordinal).Replace('<', ' '))
                .Append("</style>");
            return;
        }

        var content = tag == HtmlTags.Plaintext ? reader.ReadRest() : reader.ReadRawText(tag.Name);
        if ((tag == HtmlTags.Plaintext || tag == HtmlTags.Xmp) && Opens(HtmlTags.Preformatted))
        {
            // Parsers swallow a line break right after <pre>, but not after these.
            _output.Append("<pre>\n").Append(content.ToString().Replace("&", "&amp;", StringComparison.Ordinal)
                .Replace("<", "&lt;", StringComparison.Ordinal));
            End(HtmlTags.Preformatted);
        }
    }

    /// <summary>Follows a start tag; false when it must not reach the parser.</summary>
    private bool Opens(HtmlTag tag)
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
            _nodes += tag.Has(HtmlTraits.ClosesParagraph) ? 0 : _open.Reopen();
        }

        if (tag.Has(HtmlTraits.Void))
        {
            _nodes++;
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

        _open.Push(tag, ++_nodes);
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
                _open.Push(implied, _nodes);
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
        if (_open.Top?.Has(HtmlTraits.TableFrame) != true || ++_misplaced <= MaxMisplaced)
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

    private void End(HtmlTag tag)
    {
        if (tag == HtmlTags.Break)
        {
            // Parsers read </br> as <br>.
            _nodes++;
            Write("<br>");
        }

        if (!tag.Has(HtmlTraits.Allowed) || tag.Has(HtmlTraits.Void))
        {
            return;
        }

        if (_unwrapped.GetValueOrDefault(tag) is > 0 and var count)
        {
            _unwrapped[tag] = count - 1;
            return;
        }

        var inTable = tag == HtmlTags.Table || tag.Has(HtmlTraits.TablePart);
        if (inTable && _unwrapped.GetValueOrDefault(HtmlTags.Table) > 0)
        {
            return;
        }

        var index = inTable ? _open.FindInTable(tag) : _open.FindInScope(tag);
        if (index < 0)
        {
            return;
        }

        if (!tag.Has(HtmlTraits.Formatting))
        {
            Close(index);
            Write("</" + tag.Name + ">");
        }
        else if (CloseFormatting(index))
        {
            Write("</" + tag.Name + ">");
        }
    }

    /// <summary>Ends one formatting element; false when its end tag must not reach the parser.</summary>
    private bool CloseFormatting(int index)
    {
        if (_open.IsMisnested(index))
        {
            if (++_misnested > MaxMisnested || _nodes - _open.Serial(index) > MaxMisnestedSpan)
            {
                return false;
            }

            _nodes++;
        }

        _open.RemoveAt(index);
        return true;
    }

    private void WriteText(ReadOnlySpan<char> text)
    {
        if (!text.IsWhiteSpace())
        {
            EscapeTable();
        }

        _nodes += _open.Reopen() + (_afterText ? 0 : 1);
        _afterText = true;
        if (text[0] == '<')
        {
            _output.Append("&lt;");
            text = text[1..];
        }

        _output.Append(text);
    }

    private void Write(string markup)
    {
        _output.Append(markup);
        _afterText = false;
    }

    private void WriteTag(HtmlTag tag, ref HtmlTokenReader reader)
    {
        Write("<");
        _output.Append(tag.Name);
        foreach (var attribute in reader.Attributes)
        {
            _output.Append(' ').Append(attribute.Name);
            var value = reader.Value(attribute);
            if (!value.IsEmpty)
            {
                _output.Append("=\"");
                WriteQuoted(value);
                _output.Append('"');
            }
        }

        _output.Append('>');
    }

    private void WriteQuoted(ReadOnlySpan<char> value)
    {
        for (var quote = value.IndexOf('"'); quote >= 0; quote = value.IndexOf('"'))
        {
            _output.Append(value[..quote]).Append("&quot;");
            value = value[(quote + 1)..];
        }

        _output.Append(value);
    }
}
