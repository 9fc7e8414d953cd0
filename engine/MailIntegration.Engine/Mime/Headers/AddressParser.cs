using System.Text;
using MailIntegration.Engine.Mime.Content;

namespace MailIntegration.Engine.Mime.Headers;

/// <summary>
/// Reads address lists (RFC 5322 section 3.4, with the obsolete forms of section 4.4, and the forms that real senders write).
/// Works without recursion and in linear time: comments are counted, groups are flattened, quotes that never close are taken as
/// letters.
/// </summary>
internal ref struct AddressParser
{
    private readonly ReadOnlySpan<char> _text;
    private readonly MailboxCollector _mailboxes;
    private readonly StringBuilder _phrase = new();
    private readonly StringBuilder _comment = new();
    private EncodedWordScanner _words;
    private string? _angle;
    private int _at;
    private int _start;
    private bool _hasAt;
    private bool _wasQuoted;
    private bool _quotesClose = true;
    private int _lastQuote;

    private AddressParser(string text, CharsetDecoder charsets)
    {
        _text = text;
        _mailboxes = new MailboxCollector(charsets);
        _words = new EncodedWordScanner(text);
        _lastQuote = text.LastIndexOf('"');
    }

    /// <param name="unfolded">The field value, unfolded; encoded words not yet decoded.</param>
    public static IReadOnlyList<MailboxAddress> Parse(string? unfolded, CharsetDecoder charsets)
    {
        if (string.IsNullOrWhiteSpace(unfolded))
        {
            return [];
        }

        var parser = new AddressParser(unfolded, charsets);
        parser.Run();
        return parser._mailboxes.Result;
    }

    private void Run()
    {
        while (_at < _text.Length)
        {
            Step(_text[_at]);
        }

        EndMailbox();
    }

    private void Step(char c)
    {
        switch (c)
        {
            case '"' when _quotesClose && _at < _lastQuote:
                Quoted();
                break;
            case '(':
                Comment();
                break;
            case '<':
                Angle();
                break;
            case '>':
                _at++;
                break;
            // Outlook users part addresses with semicolons; after a group it is the regular end.
            case ',' or ';':
                EndMailbox();
                _start = ++_at;
                break;
            case ':' when _angle is null && !_hasAt:
                _at++;
                Clear();
                break;
            case '=' when _at + 1 < _text.Length && _text[_at + 1] == '?' && _words.TryRead(_at, out var word):
                _phrase.Append(_text[_at..word.End]);
                _at = word.End;
                break;
            default:
                _hasAt |= c == '@';
                _phrase.Append(c);
                _at++;
                break;
        }
    }

    /// <summary>Reads a quoted string into the phrase, without its quotes.</summary>
    private void Quoted()
    {
        var start = _phrase.Length;
        for (var i = _at + 1; i < _text.Length; i++)
        {
            if (_text[i] == '"')
            {
                _at = i + 1;
                _wasQuoted = true;
                return;
            }

            i += _text[i] == '\\' && i + 1 < _text.Length ? 1 : 0;
            _phrase.Append(_text[i]);
        }

        _quotesClose = false;
        _phrase.Length = start;
        _at++;
    }

    /// <summary>Reads a comment with the comments inside it. The last one may be the name: "a@example.com (Anna)".</summary>
    private void Comment()
    {
        _comment.Clear();
        var depth = 0;
        for (; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0)
            {
                _at++;
                break;
            }

            if (c == '\\' && _at + 1 < _text.Length)
            {
                c = _text[++_at];
            }
            else if (c == '(' && depth == 1)
            {
                continue;
            }

            _comment.Append(c);
        }
    }

    /// <summary>Reads what stands in angle brackets: an address, perhaps with a source route before it.</summary>
    private void Angle()
    {
        var address = new StringBuilder();
        var inQuotes = false;
        for (_at++; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (c == '"')
            {
                inQuotes = !inQuotes && _at < _lastQuote;
            }
            else if (!inQuotes && c is '>' or ',' && !(c == ',' && address.Length > 0 && address[0] == '@'))
            {
                _at += c == '>' ? 1 : 0;
                break;
            }
            else if (!inQuotes && c == '<')
            {
                address.Clear();
                continue;
            }

            address.Append(c);
        }

        _angle = address.ToString();
    }

    private void EndMailbox()
    {
        if (_mailboxes.IsFull)
        {
            Clear();
            return;
        }

        var phrase = _phrase.ToString();
        if (_angle is not null)
        {
            _mailboxes.AddAngle(phrase, _angle, _comment);
        }
        else
        {
            // A quoted local part keeps its quotes.
            _mailboxes.AddBare(_wasQuoted && _hasAt ? _text[_start.._at].ToString() : phrase, _comment);
        }

        Clear();
    }

    private void Clear()
    {
        _phrase.Clear();
        _angle = null;
        _comment.Clear();
        _hasAt = false;
        _wasQuoted = false;
        _start = _at;
    }
}
