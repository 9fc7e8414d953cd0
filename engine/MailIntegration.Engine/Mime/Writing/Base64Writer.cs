using System.Buffers;
using System.Buffers.Text;

namespace MailIntegration.Engine.Mime.Writing;

/// <summary>Streams content as base64 in lines of 76 characters (RFC 2045 section 6.8).</summary>
internal static class Base64Writer
{
    private const int BytesPerLine = 57;
    private const int CharactersPerLine = 78;
    private const int Lines = 512;

    public static async Task WriteAsync(Stream source, Stream target, CancellationToken cancellationToken)
    {
        var input = ArrayPool<byte>.Shared.Rent(BytesPerLine * Lines);
        var output = ArrayPool<byte>.Shared.Rent(CharactersPerLine * Lines);
        try
        {
            int read;
            do
            {
                read = await source.ReadAtLeastAsync(
                    input.AsMemory(0, BytesPerLine * Lines), BytesPerLine * Lines, throwOnEndOfStream: false, cancellationToken);
                var written = Encode(input.AsSpan(0, read), output);
                await target.WriteAsync(output.AsMemory(0, written), cancellationToken);
            }
            while (read == BytesPerLine * Lines);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(input);
            ArrayPool<byte>.Shared.Return(output);
        }
    }

    private static int Encode(ReadOnlySpan<byte> bytes, Span<byte> output)
    {
        var position = 0;
        while (!bytes.IsEmpty)
        {
            var line = bytes[..Math.Min(BytesPerLine, bytes.Length)];
            bytes = bytes[line.Length..];
            _ = Base64.EncodeToUtf8(line, output[position..], out _, out var written);
            position += written;
            output[position++] = (byte)'\r';
            output[position++] = (byte)'\n';
        }

        return position;
    }
}
