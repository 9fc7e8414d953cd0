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

    public int Count => _entries.Count;

    /// <summary>How many of the entries are formatting elements.</summary>
    public int Formatting { get; private set; }

    /// <summary>The innermost open element; null at the root.</summary>
    public HtmlTag? Top => _entries.Count == 0 ? null : _entries[^1].Tag;

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
        Formatting -= _entries[index].Tag.Has(HtmlTraits.Formatting) ? 1 : 0;
        _entries.RemoveAt(index);
    }

    /// <summary>True when a block is open inside the entry, so that its end tag would be misnested.</summary>
    public bool HasBlockAbove(int index)
    {
        for (var i = index + 1; i < _entries.Count; i++)
        {
            if (!_entries[i].Tag.Has(HtmlTraits.Formatting))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Closes the entry and everything inside it.</summary>
    /// <returns>How many formatting elements stay active and will be created again.</returns>
    public int PopTo(int index)
    {
        // What is inside a cell ends with it; formatting elements between here and the first cell live on.
        var write = index;
        for (var read = index; read < _entries.Count && !_entries[read].Tag.Has(HtmlTraits.Cell); read++)
        {
            if (_entries[read].Tag.Has(HtmlTraits.Formatting))
            {
                _entries[write++] = _entries[read];
            }
        }

        _entries.RemoveRange(write, _entries.Count - write);
        Formatting = 0;
        foreach (var entry in _entries)
        {
            Formatting += entry.Tag.Has(HtmlTraits.Formatting) ? 1 : 0;
        }

        return write - index;
    }

    private readonly record struct Entry(HtmlTag Tag, int Serial);
}
