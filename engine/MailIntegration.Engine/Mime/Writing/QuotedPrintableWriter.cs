using System.Buffers;
using System.Text;

namespace MailIntegration.Engine.Mime.Writing;

/// <summary>
/// Encodes text as quoted-printable (RFC 2045 section 6.7): lines of at most 76 characters, UTF-8 characters kept whole, nothing
/// that a mail server would change: no blank at a line end, no dot and no "From " at a line start.
/// </summary>
internal static class QuotedPrintableWriter
{
    // One less than allowed: room for the equals sign of a soft break.
    private const int LongestLine = 75;
    private const int FlushSize = 32 * 1024;

    public static async Task WriteAsync(string text, Stream target, CancellationToken cancellationToken)
    {
        var output = new ArrayBufferWriter<byte>(Math.Min(FlushSize * 2, (text.Length * 2) + 256));
        var position = 0;
        var column = 0;
        while (position < text.Length)
        {
            Encode(text, ref position, ref column, output);
            await target.WriteAsync(output.WrittenMemory, cancellationToken);
            output.ResetWrittenCount();
        }
    }

    /// <summary>Encodes up to about <see cref="FlushSize"/> bytes.</summary>
    private static void Encode(string text, ref int position, ref int column, ArrayBufferWriter<byte> output)
    {
        Span<byte> bytes = stackalloc byte[4];
        while (position < text.Length && output.WrittenCount < FlushSize)
        {
            var c = text[position];
            if (c is '\r' or '\n')
            {
                position += c == '\r' && position + 1 < text.Length && text[position + 1] == '\n' ? 2 : 1;
                output.Write("\r\n"u8);
                column = 0;
                continue;
            }

            _ = Rune.DecodeFromUtf16(text.AsSpan(position), out var rune, out var chars);
            var count = rune.EncodeToUtf8(bytes);
            var isPlain = IsPlain(text, position, column);
            var cost = isPlain ? 1 : count * 3;
            if (column + cost > LongestLine)
            {
                output.Write("=\r\n"u8);
                column = 0;
                continue;
            }

            Append(output, bytes[..count], isPlain);
            column += cost;
            position += chars;
        }
    }

    private static bool IsPlain(string text, int position, int column)
    {
        var c = text[position];
        if (c is ' ' or '\t')
        {
            return position + 1 < text.Length && text[position + 1] is not ('\r' or '\n');
        }

        if (c is < '!' or > '~' or '=')
        {
            return false;
        }

        return column > 0 || (c != '.' && !(c == 'F' && text.AsSpan(position).StartsWith("From ")));
    }

    private static void Append(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> bytes, bool isPlain)
    {
        if (isPlain)
        {
            output.Write(bytes);
            return;
        }

        var span = output.GetSpan(bytes.Length * 3);
        for (var i = 0; i < bytes.Length; i++)
        {
            span[i * 3] = (byte)'=';
            span[(i * 3) + 1] = Hex(bytes[i] >> 4);
            span[(i * 3) + 2] = Hex(bytes[i] & 15);
        }

        output.Advance(bytes.Length * 3);
    }

    private static byte Hex(int value) => (byte)(value < 10 ? '0' + value : 'A' + value - 10);
}
