using System.Globalization;
using System.Text;

namespace MailIntegration.Engine.Security;

internal enum CssKind
{
    End,
    Space,
    Ident,
    Function,
    AtKeyword,
    Hash,
    Text,
    BadText,
    Url,
    Number,
    Percentage,
    Dimension,
    Delimiter,
}

/// <summary>A CSS token with its escapes decoded.</summary>
/// <param name="Text">Name, text, unit-less number or delimiter.</param>
/// <param name="Unit">Unit of a dimension, in lower case.</param>
internal readonly record struct CssToken(CssKind Kind, string Text, string Unit = "")
{
    public bool Is(char delimiter) => Kind == CssKind.Delimiter && Text[0] == delimiter;
}

/// <summary>Cuts CSS into tokens (CSS Syntax Level 3, section 4), escapes decoded, comments left out, in one pass.</summary>
internal ref struct HtmlCssReader
{
    private readonly ReadOnlySpan<char> _css;
    private readonly StringBuilder _buffer = new();
    private int _position;

    public HtmlCssReader(ReadOnlySpan<char> css) => _css = css;

    public CssToken Current { get; private set; }

    /// <summary>Reads the next token; false at the end.</summary>
    public bool Read()
    {
        SkipComments();
        Current = _position >= _css.Length ? default : Next();
        return Current.Kind != CssKind.End;
    }

    private readonly char Peek(int offset = 0) => _position + offset < _css.Length ? _css[_position + offset] : '\0';

    private CssToken Next()
    {
        var c = Peek();
        if (IsSpace(c))
        {
            while (IsSpace(Peek()) && _position < _css.Length)
            {
                _position++;
            }

            return new CssToken(CssKind.Space, " ");
        }

        if (c is '"' or '\'')
        {
            return ReadString(c);
        }

        if (StartsNumber())
        {
            return ReadNumber();
        }

        if (StartsName(0))
        {
            return ReadIdent();
        }

        if (c == '#' && (IsNameChar(Peek(1)) || IsEscape(1)))
        {
            _position++;
            return new CssToken(CssKind.Hash, ReadName());
        }

        if (c == '@' && StartsName(1))
        {
            _position++;
            return new CssToken(CssKind.AtKeyword, ReadName());
        }

        // Old pages hide their sheets in HTML comments; CSS ignores the marks.
        var mark = _css[_position..].StartsWith("<!--") ? 4 : _css[_position..].StartsWith("-->") ? 3 : 0;
        _position += Math.Max(1, mark);
        return mark > 0 ? new CssToken(CssKind.Space, " ") : new CssToken(CssKind.Delimiter, c.ToString());
    }

    private void SkipComments()
    {
        while (Peek() == '/' && Peek(1) == '*')
        {
            var end = _css[(_position + 2)..].IndexOf("*/", StringComparison.Ordinal);
            _position = end < 0 ? _css.Length : _position + end + 4;
        }
    }

    private CssToken ReadIdent()
    {
        // "-->" is a mark, not a name.
        if (_css[_position..].StartsWith("-->"))
        {
            _position += 3;
            return new CssToken(CssKind.Space, " ");
        }

        var name = ReadName();
        if (Peek() != '(')
        {
            return new CssToken(CssKind.Ident, name);
        }

        _position++;
        return name.Equals("url", StringComparison.OrdinalIgnoreCase) ? ReadUrl() : new CssToken(CssKind.Function, name.ToLowerInvariant());
    }

    /// <summary>Skips the content of <c>url( )</c>, quoted or not: nothing of it is ever used.</summary>
    private CssToken ReadUrl()
    {
        while (IsSpace(Peek()) && _position < _css.Length)
        {
            _position++;
        }

        if (Peek() is '"' or '\'')
        {
            ReadString(Peek());
        }

        while (_position < _css.Length && _css[_position] != ')')
        {
            _position += _css[_position] == '\\' ? 2 : 1;
        }

        _position = Math.Min(_position + 1, _css.Length);
        return new CssToken(CssKind.Url, "");
    }

    private CssToken ReadString(char quote)
    {
        _position++;
        _buffer.Clear();
        while (_position < _css.Length)
        {
            var c = _css[_position];
            if (c == quote)
            {
                _position++;
                return new CssToken(CssKind.Text, _buffer.ToString());
            }

            if (c is '\n' or '\r' or '\f')
            {
                return new CssToken(CssKind.BadText, "");
            }

            if (c != '\\')
            {
                _buffer.Append(c);
                _position++;
            }
            else if (Peek(1) is '\n' or '\r' or '\f')
            {
                _position += 2;
            }
            else
            {
                ReadEscape();
            }
        }

        return new CssToken(CssKind.Text, _buffer.ToString());
    }

    private CssToken ReadNumber()
    {
        var start = _position;
        _position += Peek() is '+' or '-' ? 1 : 0;
        SkipDigits();
        if (Peek() == '.' && char.IsAsciiDigit(Peek(1)))
        {
            _position++;
            SkipDigits();
        }

        var sign = Peek(1) is '+' or '-' ? 1 : 0;
        if (Peek() is 'e' or 'E' && char.IsAsciiDigit(Peek(1 + sign)))
        {
            _position += 1 + sign;
            SkipDigits();
        }

        var text = _css[start.._position].ToString();
        if (Peek() == '%')
        {
            _position++;
            return new CssToken(CssKind.Percentage, text);
        }

        return StartsName(0)
            ? new CssToken(CssKind.Dimension, text, ReadName().ToLowerInvariant())
            : new CssToken(CssKind.Number, text);
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Peek()))
        {
            _position++;
        }
    }

    private readonly bool StartsNumber()
    {
        var sign = Peek() is '+' or '-' ? 1 : 0;
        return char.IsAsciiDigit(Peek(sign)) || (Peek(sign) == '.' && char.IsAsciiDigit(Peek(sign + 1)));
    }

    private readonly bool StartsName(int offset)
    {
        var c = Peek(offset);
        if (c == '-')
        {
            return Peek(offset + 1) == '-' || IsNameStart(Peek(offset + 1)) || IsEscape(offset + 1);
        }

        return IsNameStart(c) || IsEscape(offset);
    }

    private string ReadName()
    {
        _buffer.Clear();
        while (_position < _css.Length)
        {
            if (IsNameChar(_css[_position]))
            {
                _buffer.Append(_css[_position++]);
            }
            else if (IsEscape(0))
            {
                ReadEscape();
            }
            else
            {
                break;
            }
        }

        return _buffer.ToString();
    }

    private void ReadEscape()
    {
        var digits = 0;
        while (digits < 6 && char.IsAsciiHexDigit(Peek(1 + digits)))
        {
            digits++;
        }

        if (digits == 0)
        {
            _buffer.Append(Peek(1));
            _position = Math.Min(_position + 2, _css.Length);
            return;
        }

        var code = int.Parse(_css.Slice(_position + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        _buffer.Append(Rune.TryCreate(code, out var rune) && code != 0 ? rune.ToString() : "\uFFFD");
        _position += 1 + digits;
        _position += IsSpace(Peek()) && _position < _css.Length ? 1 : 0;
    }

    private readonly bool IsEscape(int offset) =>
        Peek(offset) == '\\' && _position + offset + 1 < _css.Length && Peek(offset + 1) is not ('\n' or '\r' or '\f');

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f';

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_' || c >= '\u0080';

    private static bool IsNameChar(char c) => IsNameStart(c) || char.IsAsciiDigit(c) || c == '-';
}
