using System.Text;
using MailIntegration.Engine.Mime.Content;

namespace MailIntegration.Engine.Mime.Headers;

/// <summary>
/// Reads RFC 2047 encoded words wherever they stand, also where the standard forbids them (inside quotes, without blanks around
/// them, with blanks inside). Neighbours in the same charset and encoding are joined before they are decoded, because many
/// senders cut between the bytes of one character. Linear in the length of the text.
/// </summary>
internal static class EncodedWords
{
    public static string Decode(string text, CharsetDecoder charsets)
    {
        var first = text.IndexOf("=?", StringComparison.Ordinal);
        if (first < 0)
        {
            return text;
        }

        var output = new StringBuilder(text.Length);
        using var run = new WordRun(output, charsets);
        var scanner = new EncodedWordScanner(text);
        var plain = 0;
        var at = first;
        while (at >= 0)
        {
            if (!scanner.TryRead(at, out var word))
            {
                at = text.IndexOf("=?", at + 1, StringComparison.Ordinal);
                continue;
            }

            var between = text.AsSpan(plain, at - plain);
            if (!run.IsOpen || !between.IsWhiteSpace())
            {
                run.Close();
                output.Append(between);
            }

            run.Add(word);
            plain = word.End;
            at = text.IndexOf("=?", plain, StringComparison.Ordinal);
        }

        run.Close();
        return output.Append(text.AsSpan(plain)).ToString();
    }

    /// <summary>Gathers the bytes of neighbouring encoded words.</summary>
    private sealed class WordRun : IByteSink, IDisposable
    {
        private readonly StringBuilder _output;
        private readonly CharsetDecoder _charsets;
        private Base64Decoder? _base64;
        private readonly ByteChunks _bytes = new(int.MaxValue);
        private string? _charset;
        private bool _isBase64;

        public WordRun(StringBuilder output, CharsetDecoder charsets)
        {
            _output = output;
            _charsets = charsets;
        }

        public bool IsOpen { get; private set; }

        public void Add(EncodedWord word)
        {
            if (_charset is not null && (_isBase64 != word.IsBase64 || !word.Charset.Equals(_charset, StringComparison.OrdinalIgnoreCase)))
            {
                Close();
            }

            IsOpen = true;
            _charset ??= word.Charset.ToString();
            _isBase64 = word.IsBase64;
            Span<byte> ascii = word.Text.Length <= 256 ? stackalloc byte[256] : new byte[word.Text.Length];
            if (word.IsBase64)
            {
                var count = Encoding.ASCII.GetBytes(word.Text, ascii);
                (_base64 ??= new Base64Decoder(256)).Decode(ascii[..count], this);
            }
            else
            {
                _bytes.Write(ascii[..DecodeQ(word.Text, ascii)]);
            }
        }

        public void Close()
        {
            IsOpen = false;
            if (_charset is null)
            {
                return;
            }

            _base64?.Finish(this);
            _output.Append(_charsets.Decode(_bytes, _charset));
            _bytes.Clear();
            _charset = null;
        }

        public void Write(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

        public void Dispose() => _bytes.Dispose();

        private static int DecodeQ(ReadOnlySpan<char> text, Span<byte> target)
        {
            var count = 0;
            for (var i = 0; i < text.Length; i++)
            {
                var c = text[i];
                if (c == '=' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
                {
                    target[count++] = (byte)((HexValue(text[i + 1]) << 4) | HexValue(text[i + 2]));
                    i += 2;
                }
                else
                {
                    target[count++] = c == '_' ? (byte)' ' : c < 128 ? (byte)c : (byte)'?';
                }
            }

            return count;
        }

        private static int HexValue(char c) => char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
    }
}

/// <summary>One encoded word as it stands in a text.</summary>
/// <param name="End">The index after its closing "?=".</param>
internal readonly ref struct EncodedWord(ReadOnlySpan<char> charset, bool isBase64, ReadOnlySpan<char> text, int end)
{
    public ReadOnlySpan<char> Charset { get; } = charset;

    public bool IsBase64 { get; } = isBase64;

    public ReadOnlySpan<char> Text { get; } = text;

    public int End { get; } = end;
}

/// <summary>Recognises encoded words in one text; remembers where the next "?=" lies, so that failing stays cheap.</summary>
internal ref struct EncodedWordScanner(string text)
{
    private const int LongestCharset = 64;

    private readonly string _text = text;
    private int _nextEnd = -1;

    /// <summary>Reads the encoded word that begins at <paramref name="start"/>, where "=?" stands.</summary>
    public bool TryRead(int start, out EncodedWord word)
    {
        word = default;
        var rest = _text.AsSpan(start + 2);
        var charsetEnd = rest[..Math.Min(rest.Length, LongestCharset)].IndexOf('?');
        if (charsetEnd <= 0 || charsetEnd + 2 >= rest.Length || rest[charsetEnd + 2] != '?'
            || rest[charsetEnd + 1] is not ('B' or 'b' or 'Q' or 'q'))
        {
            return false;
        }

        var charset = rest[..charsetEnd];
        if (charset.IndexOfAny(" \t\"<>") >= 0)
        {
            return false;
        }

        var textStart = start + 2 + charsetEnd + 3;
        var end = FindEnd(textStart);
        if (end < 0)
        {
            return false;
        }

        // RFC 2231 section 5: a language may follow the charset after an asterisk.
        var language = charset.IndexOf('*');
        word = new EncodedWord(
            language < 0 ? charset : charset[..language],
            rest[charsetEnd + 1] is 'B' or 'b',
            _text.AsSpan(textStart, end - textStart),
            end + 2);
        return true;
    }

    private int FindEnd(int from)
    {
        if (_nextEnd < from && _nextEnd != int.MaxValue)
        {
            var found = _text.IndexOf("?=", from, StringComparison.Ordinal);
            _nextEnd = found < 0 ? int.MaxValue : found;
        }

        return _nextEnd == int.MaxValue ? -1 : _nextEnd;
    }
}
