using System.Globalization;
using System.Text;
using MailIntegration.Engine.Mime.Content;

namespace MailIntegration.Engine.Mime.Headers;

/// <summary>
/// The value and the parameters of a Content-Type or Content-Disposition field: RFC 2045 section 5.1, RFC 2231 continuations and
/// charsets, and what senders write instead (encoded words, raw 8-bit text, unquoted blanks).
/// </summary>
internal sealed class HeaderParameters
{
    private const int MostParameters = 256;
    private const int MostContinuations = 1000;

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    private HeaderParameters(string value) => Value = value;

    /// <summary>What stands before the first semicolon, in lower case; for example <c>text/plain</c>.</summary>
    public string Value { get; }

    /// <summary>A parameter, decoded; null when it is missing.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    public static HeaderParameters Parse(string unfolded, CharsetDecoder charsets)
    {
        // A blank ends the value too: some senders forget the semicolon.
        var text = unfolded.AsSpan().Trim();
        var end = text.IndexOfAny("; \t(");
        var value = end < 0 ? text : text[..end];
        var result = new HeaderParameters(value.Trim('"').ToString().ToLowerInvariant());
        if (end >= 0)
        {
            result.Read(text[end..].TrimStart("; \t"), charsets);
        }

        return result;
    }

    private void Read(ReadOnlySpan<char> text, CharsetDecoder charsets)
    {
        Dictionary<string, List<Piece>>? pieces = null;
        var quotesEnd = true;
        for (var count = 0; !text.IsEmpty && count < MostContinuations; count++)
        {
            var pair = Next(ref text, ref quotesEnd);
            var name = pair.Name;
            var value = pair.Value;
            var star = name.IndexOf('*');
            if (name.IsEmpty)
            {
                continue;
            }

            if (star < 0)
            {
                if (_values.Count < MostParameters)
                {
                    _values.TryAdd(name.ToString(), HeaderText.Clean(EncodedWords.Decode(value, charsets)));
                }

                continue;
            }

            pieces ??= new Dictionary<string, List<Piece>>(StringComparer.OrdinalIgnoreCase);
            var key = name[..star].ToString();
            if (!pieces.TryGetValue(key, out var list))
            {
                pieces[key] = list = [];
            }

            list.Add(Piece.Parse(name[(star + 1)..], value));
        }

        foreach (var (name, list) in pieces ?? [])
        {
            _values[name] = HeaderText.Clean(Join(list, charsets));
        }
    }

    /// <summary>Cuts the next parameter off.</summary>
    /// <param name="quotesEnd">False once a quote was found that never ends; looking again for each one would take square time.</param>
    private static Pair Next(ref ReadOnlySpan<char> text, ref bool quotesEnd)
    {
        var equals = text.IndexOfAny('=', ';');
        if (equals < 0 || text[equals] == ';')
        {
            text = equals < 0 ? [] : text[(equals + 1)..];
            return default;
        }

        var name = text[..equals].Trim();
        text = text[(equals + 1)..].TrimStart();
        if (quotesEnd && text is ['"', ..])
        {
            quotesEnd = TryUnquote(ref text, out var quoted);
            if (quotesEnd)
            {
                return new Pair(name, quoted);
            }
        }

        var end = text.IndexOf(';');
        var value = (end < 0 ? text : text[..end]).Trim().Trim('"').ToString();
        text = end < 0 ? [] : text[(end + 1)..];
        return new Pair(name, value);
    }

    private static bool TryUnquote(ref ReadOnlySpan<char> text, out string value)
    {
        var builder = new StringBuilder();
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                var rest = text[(i + 1)..];
                var next = rest.IndexOf(';');
                text = next < 0 ? [] : rest[(next + 1)..];
                value = builder.ToString();
                return true;
            }

            // Windows senders write paths without escaping the backslash: C:\temp\new.doc.
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '"' or '\\')
            {
                i++;
            }

            builder.Append(text[i]);
        }

        value = "";
        return false;
    }

    private static string Join(List<Piece> pieces, CharsetDecoder charsets)
    {
        pieces.Sort(static (a, b) => a.Index.CompareTo(b.Index));
        string? charset = null;
        using var bytes = new ByteChunks(int.MaxValue);
        var last = -1;
        foreach (var piece in pieces)
        {
            if (piece.Index == last)
            {
                continue;
            }

            last = piece.Index;
            var text = piece.Value.AsSpan();
            if (piece.IsEncoded && charset is null && text.Count('\'') >= 2)
            {
                var quote = text.IndexOf('\'');
                charset = text[..quote].ToString();
                text = text[(quote + 1)..];
                text = text[(text.IndexOf('\'') + 1)..];
            }

            Append(bytes, text, piece.IsEncoded);
        }

        return charset is null ? CharsetDecoder.DecodeUndeclared(bytes.ToArray()) : charsets.Decode(bytes, charset);
    }

    private static void Append(ByteChunks bytes, ReadOnlySpan<char> text, bool isEncoded)
    {
        Span<byte> one = stackalloc byte[8];
        for (var i = 0; i < text.Length; i++)
        {
            if (isEncoded && text[i] == '%' && i + 2 < text.Length
                && byte.TryParse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                one[0] = value;
                bytes.Write(one[..1]);
                i += 2;
                continue;
            }

            var isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length;
            var count = Encoding.UTF8.GetBytes(text.Slice(i, isPair ? 2 : 1), one);
            bytes.Write(one[..count]);
            i += isPair ? 1 : 0;
        }
    }

    private readonly ref struct Pair(ReadOnlySpan<char> name, string value)
    {
        public ReadOnlySpan<char> Name { get; } = name;

        public string Value { get; } = value;
    }

    /// <summary>One piece of an RFC 2231 parameter: name*, name*0 or name*0*.</summary>
    private readonly record struct Piece(int Index, bool IsEncoded, string Value)
    {
        public static Piece Parse(ReadOnlySpan<char> suffix, string value)
        {
            var isEncoded = suffix.IsEmpty || suffix[^1] == '*';
            var digits = suffix.TrimEnd('*');
            var index = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
            return new Piece(index, isEncoded, value);
        }
    }
}
