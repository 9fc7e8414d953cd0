using System.Text;

namespace MailIntegration.Engine.Security;

/// <summary>Collects text with the line breaks of HTML: white space shrinks, blocks start on new lines.</summary>
internal sealed class HtmlTextLines
{
    private readonly StringBuilder _text = new();
    private readonly int _maxChars;
    private int _breaks;
    private bool _space;

    public HtmlTextLines(int maxChars) => _maxChars = maxChars;

    public bool IsFull => _text.Length >= _maxChars;

    /// <summary>True inside preformatted text.</summary>
    public bool KeepsSpaces { get; set; }

    public void Add(string text)
    {
        foreach (var c in text)
        {
            if (IsFull)
            {
                return;
            }

            if (c == '\n' && KeepsSpaces)
            {
                Break();
            }
            else if (c is ' ' or '\n' or '\r' or '\t' or '\f' or '\u00A0' && !(KeepsSpaces && c == ' ' && AtText()))
            {
                Space();
            }
            else if (!char.IsControl(c) && !IsInvisible(c) && (c != '\u200C' || IsInsideWord()))
            {
                Append(c);
            }
        }
    }

    /// <summary>A line break; several of them make empty lines, two at most.</summary>
    public void Break() => _breaks++;

    /// <summary>Later text starts on a new line.</summary>
    public void EndLine() => _breaks = Math.Max(_breaks, 1);

    /// <summary>Later text starts after an empty line.</summary>
    public void EndParagraph() => _breaks = Math.Max(_breaks, 2);

    public void Space() => _space = true;

    public override string ToString()
    {
        var length = Math.Min(_text.Length, _maxChars);
        if (length > 0 && char.IsHighSurrogate(_text[length - 1]))
        {
            length--;
        }

        return _text.ToString(0, length);
    }

    // Persian and others join or part letters by the zero-width non-joiner; newsletters pad with it.
    private bool IsInsideWord() => AtText() && !_space && char.IsLetter(_text[^1]);

    private bool AtText() => _text.Length > 0 && _breaks == 0;

    private void Append(char c)
    {
        if (_text.Length > 0 && _breaks > 0)
        {
            _text.Append('\n', Math.Min(_breaks, 3));
        }
        else if (_text.Length > 0 && _space)
        {
            _text.Append(' ');
        }

        _breaks = 0;
        _space = false;
        _text.Append(c);
    }

    // Newsletters pad their preview text with these: soft hyphen, grapheme joiner, zero-width characters, byte order mark.
    private static bool IsInvisible(char c) =>
        c is '\u00AD' or '\u034F' or '\u200B' or '\u2060' or '\uFEFF' or (>= '\u2028' and <= '\u202E');
}
