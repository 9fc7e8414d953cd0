using System.Buffers;
using MailIntegration.Engine.Mime.Headers;

namespace MailIntegration.Engine.Mime.Writing;

/// <summary>
/// Writes one attachment in base64. An attached message is written as it is, because RFC 2046 section 5.2.1 forbids to encode
/// it; one that cannot travel as it is (8-bit, long lines, bare line feeds) becomes an ordinary file.
/// </summary>
internal sealed class AttachmentWriter
{
    private const string AnyFile = "application/octet-stream";
    private const int LongestLine = 998;

    private readonly OutgoingAttachment _attachment;
    private readonly bool _isInline;

    public AttachmentWriter(OutgoingAttachment attachment, bool isInline)
    {
        _attachment = attachment;
        _isInline = isInline;
    }

    public async Task WriteAsync(HeaderWriter headers, Stream target, CancellationToken cancellationToken)
    {
        var (type, isMessage) = await DecideAsync(_attachment, cancellationToken);
        WriteFields(headers, _attachment, _isInline, type, isMessage);
        await target.WriteAsync(headers.ToBytes(), cancellationToken);
        await using var content = await _attachment.OpenAsync(cancellationToken);
        if (isMessage)
        {
            await content.CopyToAsync(target, cancellationToken);
            await target.WriteAsync("\r\n"u8.ToArray(), cancellationToken);
        }
        else
        {
            await Base64Writer.WriteAsync(content, target, cancellationToken);
        }
    }

    /// <summary>Which media type an attachment is written with, and whether it is a message that travels as it is.</summary>
    public static async Task<(string Type, bool IsMessage)> DecideAsync(
        OutgoingAttachment attachment, CancellationToken cancellationToken)
    {
        var type = attachment.ContentType.ToLowerInvariant();
        var isMessage = type is "message/rfc822" && await IsSevenBitAsync(attachment, cancellationToken);
        var isOther = Tokens.IsMediaType(type) && !type.StartsWith("multipart/", StringComparison.Ordinal)
            && !type.StartsWith("message/", StringComparison.Ordinal);
        return (isMessage || isOther ? type : AnyFile, isMessage);
    }

    /// <summary>Writes the fields of an attachment and the empty line after them.</summary>
    public static void WriteFields(HeaderWriter headers, OutgoingAttachment attachment, bool isInline, string type, bool isMessage)
    {
        headers.Begin("Content-Type");
        headers.Token(type);
        headers.End();
        headers.Begin("Content-Disposition");
        headers.Token(isInline ? "inline" : "attachment");
        if (attachment.FileName.Length > 0)
        {
            ParameterWriter.Write(headers, "filename", attachment.FileName);
        }

        headers.End();
        if (attachment.ContentId is { } contentId)
        {
            MessageIdWriter.One(headers, "Content-ID", contentId);
        }

        headers.Unstructured("Content-Transfer-Encoding", isMessage ? "7bit" : "base64");
        headers.EndBlock();
    }

    /// <summary>Reads the content once to see whether it can be written as 7bit (RFC 2045 section 2.7).</summary>
    private static async Task<bool> IsSevenBitAsync(OutgoingAttachment attachment, CancellationToken cancellationToken)
    {
        await using var content = await attachment.OpenAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(32 * 1024);
        try
        {
            var check = default(SevenBitCheck);
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if (!check.Take(buffer.AsSpan(0, read)))
                {
                    return false;
                }
            }

            return !check.AfterCr;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private struct SevenBitCheck
    {
        private int _column;

        /// <summary>True when the last byte was a CR.</summary>
        public bool AfterCr { get; private set; }

        public bool Take(ReadOnlySpan<byte> bytes)
        {
            foreach (var b in bytes)
            {
                if (b is 0 or > 127 || AfterCr != (b == '\n') || (b != '\n' && b != '\r' && ++_column > LongestLine))
                {
                    return false;
                }

                AfterCr = b == '\r';
                _column = b == '\n' ? 0 : _column;
            }

            return true;
        }
    }
}
