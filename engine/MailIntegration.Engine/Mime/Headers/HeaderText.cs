using System.Buffers;
using MailIntegration.Engine.Mime.Content;

namespace MailIntegration.Engine.Mime.Headers;

/// <summary>Raw header values to text.</summary>
internal static class HeaderText
{
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        "\0\x01\x02\x03\x04\x05\x06\x07\x08\x0A\x0B\x0C\x0D\x0E\x0F\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1A\x1B\x1C\x1D\x1E\x1F\x7F");

    /// <summary>Takes the line ends out (RFC 5322 section 2.2.3) and reads 8-bit bytes as text; encoded words stay.</summary>
    public static string Unfold(ReadOnlySpan<byte> value)
    {
        if (value.IndexOfAny((byte)'\r', (byte)'\n') < 0)
        {
            return Read(value);
        }

        var rented = ArrayPool<byte>.Shared.Rent(value.Length);
        var length = 0;
        while (!value.IsEmpty)
        {
            var run = value.IndexOfAny((byte)'\r', (byte)'\n');
            var piece = run < 0 ? value : value[..run];
            piece.CopyTo(rented.AsSpan(length));
            length += piece.Length;
            value = run < 0 ? [] : value[(run + 1)..];
        }

        var text = Read(rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
        return text;
    }

    /// <summary>Decodes unstructured text: unfolded, encoded words read (RFC 2047), control characters made blanks.</summary>
    public static string Decode(string unfolded, CharsetDecoder charsets) => Clean(EncodedWords.Decode(unfolded, charsets));

    /// <summary>
    /// Makes control characters blanks. An encoded line end would otherwise travel from here into a header of a reply.
    /// </summary>
    public static string Clean(string text)
    {
        if (text.AsSpan().IndexOfAny(Controls) < 0)
        {
            return text;
        }

        return string.Create(text.Length, text, static (target, source) =>
        {
            source.CopyTo(target);
            var rest = target;
            for (var at = rest.IndexOfAny(Controls); at >= 0; at = rest.IndexOfAny(Controls))
            {
                rest[at] = ' ';
                rest = rest[(at + 1)..];
            }
        }).Trim(' ');
    }

    /// <summary>Japanese senders put raw ISO-2022-JP into headers; its escape sequence means nothing else.</summary>
    private static string Read(ReadOnlySpan<byte> value) =>
        value.IndexOf("\x1B$"u8) >= 0 && Charsets.Find("iso-2022-jp") is { } japanese
            ? japanese.GetString(value)
            : CharsetDecoder.DecodeUndeclared(value);
}
