using System.Collections.Frozen;

namespace MailIntegration.Engine.Security;

internal enum HtmlTokenKind
{
    End,
    Text,
    StartTag,
    EndTag,
}

/// <summary>An attribute as it stands in markup: character references are not decoded.</summary>
internal readonly record struct HtmlRawAttribute(string Name, int Start, int Length);

/// <summary>
/// Cuts markup into texts and tags by the tokenizer rules of the HTML standard (13.2.5), comments and declarations left out.
/// Looks at every character a bounded number of times and keeps nothing.
/// </summary>
internal ref struct HtmlTokenReader
{
    /// <summary>Attributes of one tag that are kept; later ones are skipped. Ordinary mail stays below 20.</summary>
    private const int MaxAttributes = 48;

    private static readonly FrozenSet<string> KnownAttributes = new[]
    {
        "align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "class", "color", "colspan", "data-blocked", "dir",
        "face", "height", "hidden", "href", "hspace", "id", "lang", "media", "name", "noshade", "nowrap", "open", "reversed",
        "role", "rowspan", "scope", "size", "src", "start", "style", "text", "title", "type", "valign", "value", "vspace", "width",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> AttributeLookup =
        KnownAttributes.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly ReadOnlySpan<char> _html;
    private readonly List<HtmlRawAttribute> _attributes;
    private int _position;

    public HtmlTokenReader(ReadOnlySpan<char> html)
    {
        _html = html;
        _attributes = [];
    }

    /// <summary>The kind of the current token.</summary>
    public HtmlTokenKind Kind { get; private set; }

    /// <summary>The element of the current tag; null when it is not one that the cleaner knows.</summary>
    public HtmlTag? Tag { get; private set; }

    /// <summary>True when the current start tag ends in <c>/&gt;</c>.</summary>
    public bool SelfClosing { get; private set; }

    /// <summary>The current text as it stands in markup. A <c>&lt;</c> can only be its first character.</summary>
    public ReadOnlySpan<char> Text { get; private set; }

    /// <summary>Known attributes of the current start tag, each name once.</summary>
    public readonly IReadOnlyList<HtmlRawAttribute> Attributes => _attributes;

    public readonly ReadOnlySpan<char> Value(HtmlRawAttribute attribute) => _html.Slice(attribute.Start, attribute.Length);

    /// <summary>The raw value of an attribute of the current tag; empty when it has none of that name.</summary>
    public readonly ReadOnlySpan<char> Value(string name)
    {
        foreach (var attribute in _attributes)
        {
            if (attribute.Name == name)
            {
                return Value(attribute);
            }
        }

        return [];
    }

    public readonly bool HasAttribute(string name)
    {
        foreach (var attribute in _attributes)
        {
            if (attribute.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    public bool Read()
    {
        while (_position < _html.Length)
        {
            if (_html[_position] != '<')
            {
                return ReadText(_position);
            }

            var next = Peek(1);
            if (char.IsAsciiLetter(next))
            {
                return ReadTag(HtmlTokenKind.StartTag, _position + 1);
            }

            if (next == '/' && char.IsAsciiLetter(Peek(2)))
            {
                return ReadTag(HtmlTokenKind.EndTag, _position + 2);
            }

            if (next is not ('/' or '!' or '?') || _position + 2 > _html.Length)
            {
                return ReadText(_position + 1);
            }

            SkipDeclaration();
        }

        Kind = HtmlTokenKind.End;
        return false;
    }

    /// <summary>Takes everything up to the end tag of a raw-text element, and the end tag; for its start tag just read.</summary>
    public ReadOnlySpan<char> ReadRawText(string name)
    {
        var start = _position;
        var from = _position;
        while (true)
        {
            var found = _html[from..].IndexOf("</", StringComparison.Ordinal);
            if (found < 0)
            {
                _position = _html.Length;
                return _html[start..];
            }

            from += found + 2;
            if (IsEndTag(from, name))
            {
                var text = _html[start..(from - 2)];
                _position = from + name.Length;
                SkipAttributes(keep: false);
                return text;
            }
        }
    }

    /// <summary>Takes everything that is left.</summary>
    public ReadOnlySpan<char> ReadRest()
    {
        var rest = _html[_position..];
        _position = _html.Length;
        return rest;
    }

    private readonly char Peek(int offset) => _position + offset < _html.Length ? _html[_position + offset] : '\0';

    private readonly bool IsEndTag(int at, string name)
    {
        var after = at + name.Length;
        return after < _html.Length
            && _html[at..after].Equals(name, StringComparison.OrdinalIgnoreCase)
            && (IsSpace(_html[after]) || _html[after] is '/' or '>');
    }

    private bool ReadText(int searchFrom)
    {
        var end = _html[searchFrom..].IndexOf('<');
        end = end < 0 ? _html.Length : searchFrom + end;
        Text = _html[_position..end];
        _position = end;
        Kind = HtmlTokenKind.Text;
        return true;
    }

    private bool ReadTag(HtmlTokenKind kind, int nameStart)
    {
        var end = nameStart;
        while (end < _html.Length && !IsSpace(_html[end]) && _html[end] is not ('/' or '>'))
        {
            end++;
        }

        Kind = kind;
        Tag = HtmlTags.Find(_html[nameStart..end]);
        _attributes.Clear();
        _position = end;
        if (SkipAttributes(keep: kind == HtmlTokenKind.StartTag && Tag is not null))
        {
            return true;
        }

        // A tag that the input ends in is no tag.
        Kind = HtmlTokenKind.End;
        return false;
    }

    private bool SkipAttributes(bool keep)
    {
        SelfClosing = false;
        while (_position < _html.Length)
        {
            var c = _html[_position];
            if (c == '>')
            {
                _position++;
                return true;
            }

            if (IsSpace(c) || c == '/')
            {
                SelfClosing = c == '/' && Peek(1) == '>';
                _position++;
                continue;
            }

            ReadAttribute(keep);
        }

        return false;
    }

    private void ReadAttribute(bool keep)
    {
        // "=" as the first character belongs to the name (13.2.5.32).
        var nameStart = _position++;
        while (_position < _html.Length && !IsSpace(_html[_position]) && _html[_position] is not ('/' or '>' or '='))
        {
            _position++;
        }

        var name = _html[nameStart.._position];
        var (start, length) = ReadValue();
        if (keep && _attributes.Count < MaxAttributes && KnownName(name) is { } known && !HasAttribute(known))
        {
            _attributes.Add(new HtmlRawAttribute(known, start, length));
        }
    }

    private (int Start, int Length) ReadValue()
    {
        var afterName = _position;
        SkipSpace();
        if (Peek(0) != '=' || _position >= _html.Length)
        {
            return (afterName, 0);
        }

        _position++;
        SkipSpace();
        var quote = Peek(0);
        var start = _position;
        if (quote is '"' or '\'')
        {
            start++;
            var length = start <= _html.Length ? _html[start..].IndexOf(quote) : -1;
            _position = length < 0 ? _html.Length : start + length + 1;
            return length < 0 ? (start, 0) : (start, length);
        }

        while (_position < _html.Length && !IsSpace(_html[_position]) && _html[_position] != '>')
        {
            _position++;
        }

        return (start, _position - start);
    }

    private void SkipSpace()
    {
        while (_position < _html.Length && IsSpace(_html[_position]))
        {
            _position++;
        }
    }

    private void SkipDeclaration()
    {
        if (Peek(1) == '!' && Peek(2) == '-' && Peek(3) == '-')
        {
            _position = EndOfComment(_position + 4);
            return;
        }

        var end = _html[_position..].IndexOf('>');
        _position = end < 0 ? _html.Length : _position + end + 1;
    }

    private readonly int EndOfComment(int at)
    {
        var rest = _html[at..];
        if (rest.StartsWith(">") || rest.StartsWith("->"))
        {
            return at + rest.IndexOf('>') + 1;
        }

        while (true)
        {
            var dashes = _html[at..].IndexOf("--", StringComparison.Ordinal);
            if (dashes < 0)
            {
                return _html.Length;
            }

            at += dashes + 2;
            rest = _html[at..];
            if (rest.StartsWith(">"))
            {
                return at + 1;
            }

            if (rest.StartsWith("!>"))
            {
                return at + 2;
            }

            at--;
        }
    }

    private static string? KnownName(ReadOnlySpan<char> name)
    {
        Span<char> lower = stackalloc char[16];
        if (name.Length > lower.Length)
        {
            return null;
        }

        for (var i = 0; i < name.Length; i++)
        {
            lower[i] = char.IsAsciiLetterUpper(name[i]) ? (char)(name[i] | 0x20) : name[i];
        }

        return AttributeLookup.TryGetValue(lower[..name.Length], out var known) ? known : null;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\f' or '\r';
}
