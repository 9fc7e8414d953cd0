namespace MailIntegration.Engine.Security;

/// <summary>
/// An upper bound of a parser's "stack of open elements" and "list of active formatting elements" together: it forgets an
/// element only where the standard (13.2.6) makes every parser forget it. Formatting elements that a block end leaves active
/// stay on it, because parsers open them again.
/// </summary>
internal sealed class HtmlOpenTags
{
    private const HtmlTraits Boundary = HtmlTraits.Cell | HtmlTraits.TableFrame;

    private readonly List<Entry> _entries = [];
    private int _pending;

    public int Count => _entries.Count;

    /// <summary>How many of the entries are formatting elements.</summary>
    public int Formatting { get; private set; }

    /// <summary>How many of the entries are paragraphs.</summary>
    public int Paragraphs { get; private set; }

    /// <summary>The innermost open element; null at the root.</summary>
    public HtmlTag? Top
    {
        get
        {
            for (var i = _entries.Count - 1; i >= 0; i--)
            {
                if (!_entries[i].IsPending)
                {
                    return _entries[i].Tag;
                }
            }

            return null;
        }
    }

    /// <summary>True when a parser would be in one of its table modes, where other content is misplaced.</summary>
    public bool InTable
    {
        get
        {
            for (var i = _entries.Count - 1; i >= 0; i--)
            {
                if (_entries[i].Tag.Has(Boundary))
                {
                    return _entries[i].Tag.Has(HtmlTraits.TableFrame);
                }
            }

            return false;
        }
    }

    /// <param name="serial">The number of the node, to know later how much stands between a start and an end tag.</param>
    public void Push(HtmlTag tag, int serial)
    {
        _entries.Add(new Entry(tag, serial));
        Formatting += tag.Has(HtmlTraits.Formatting) ? 1 : 0;
        Paragraphs += tag == HtmlTags.Paragraph ? 1 : 0;
    }

    public int Serial(int index) => _entries[index].Serial;

    public HtmlTag At(int index) => _entries[index].Tag;

    /// <summary>Index of the innermost open <paramref name="tag"/> in the scope of its end tag, or -1.</summary>
    public int FindInScope(HtmlTag tag)
    {
        var stopAtSpecial = !tag.Has(HtmlTraits.Special | HtmlTraits.Formatting);
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            var open = _entries[i].Tag;
            if (open == tag || (tag.Has(HtmlTraits.Heading) && open.Has(HtmlTraits.Heading)))
            {
                return i;
            }

            var stops = open.Has(HtmlTraits.Cell) || open == HtmlTags.Table
                || (stopAtSpecial && open.Has(HtmlTraits.Special))
                || (tag == HtmlTags.ListItem && (open.Name is "ol" or "ul"));
            if (stops)
            {
                return -1;
            }
        }

        return -1;
    }

    /// <summary>Index of the table that a table part belongs to, or -1.</summary>
    public int FindTable()
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            if (_entries[i].Tag == HtmlTags.Table)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Index of the innermost open <paramref name="tag"/> inside the innermost table, or -1.</summary>
    public int FindInTable(HtmlTag tag)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            if (_entries[i].Tag == tag)
            {
                return i;
            }

            if (_entries[i].Tag == HtmlTags.Table)
            {
                return -1;
            }
        }

        return -1;
    }

    /// <summary>Index of the open item that a new <c>li</c>, <c>dd</c> or <c>dt</c> ends, or -1.</summary>
    public int FindOpenItem(HtmlTag item)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            var open = _entries[i].Tag;
            if (open == item || (item != HtmlTags.ListItem && (open.Name is "dd" or "dt")))
            {
                return i;
            }

            if (open.Has(HtmlTraits.Special | HtmlTraits.Cell) && open.Name is not ("address" or "div" or "p"))
            {
                return -1;
            }
        }

        return -1;
    }

    /// <summary>Removes one formatting element and leaves those inside it open.</summary>
    public void RemoveAt(int index)
    {
        Forget(_entries[index]);
        _entries.RemoveAt(index);
    }

    /// <summary>True when the end tag of a formatting element would make a parser rearrange what is inside it.</summary>
    public bool IsMisnested(int index)
    {
        if (_entries[index].IsPending)
        {
            return false;
        }

        for (var i = index + 1; i < _entries.Count; i++)
        {
            if (!_entries[i].Tag.Has(HtmlTraits.Formatting))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Closes the entry and everything inside it; formatting elements stay, to be opened again.</summary>
    public void PopTo(int index)
    {
        // What is inside a cell ends with it; formatting elements between here and the first cell live on.
        var write = index;
        var inCell = false;
        for (var read = index; read < _entries.Count; read++)
        {
            var entry = _entries[read];
            inCell |= entry.Tag.Has(HtmlTraits.Cell);
            if (entry.Tag.Has(HtmlTraits.Formatting) && !inCell)
            {
                _pending += entry.IsPending ? 0 : 1;
                _entries[write++] = entry with { IsPending = true };
            }
            else
            {
                Forget(entry);
            }
        }

        _entries.RemoveRange(write, _entries.Count - write);
    }

    /// <summary>Opens formatting elements again that the end of a block closed, as parsers do at the next text or inline element.</summary>
    /// <returns>How many elements that creates.</returns>
    public int Reopen()
    {
        if (_pending == 0)
        {
            return 0;
        }

        var start = _entries.FindLastIndex(static entry => entry.Tag.Has(HtmlTraits.Cell)) + 1;
        var reopened = _entries.GetRange(start, _entries.Count - start).FindAll(static entry => entry.IsPending);
        if (reopened.Count > 0)
        {
            _entries.RemoveAll(entry => entry.IsPending && reopened.Contains(entry));
            _entries.AddRange(reopened.Select(static entry => entry with { IsPending = false }));
            _pending -= reopened.Count;
        }

        return reopened.Count;
    }

    private void Forget(Entry entry)
    {
        Formatting -= entry.Tag.Has(HtmlTraits.Formatting) ? 1 : 0;
        Paragraphs -= entry.Tag == HtmlTags.Paragraph ? 1 : 0;
        _pending -= entry.IsPending ? 1 : 0;
    }

    /// <param name="Serial">The number of its node.</param>
    /// <param name="IsPending">Closed by the end of a block, but to be opened again.</param>
    private readonly record struct Entry(HtmlTag Tag, int Serial, bool IsPending = false);
}
