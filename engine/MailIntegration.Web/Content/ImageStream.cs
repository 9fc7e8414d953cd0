using Microsoft.AspNetCore.Http;

namespace MailIntegration.Web.Content;

/// <summary>
/// Lets a part through to the browser when its first bytes prove that it is a picture of a kind that cannot carry
/// scripts. What the sender calls it does not count.
/// </summary>
internal sealed class ImageStream : Stream
{
    private const int HeadSize = 12;

    private readonly HttpResponse _response;
    private readonly byte[] _head = new byte[HeadSize];
    private int _headLength;
    private bool _isDecided;

    public ImageStream(HttpResponse response)
    {
        _response = response;
    }

    /// <summary>Whether the content was let through; known once everything is written.</summary>
    public bool IsImage { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The media type that the bytes prove; null for everything else.</summary>
    public static string? Detect(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith<byte>([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        {
            return "image/png";
        }

        if (head.StartsWith<byte>([0xFF, 0xD8, 0xFF]))
        {
            return "image/jpeg";
        }

        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8))
        {
            return "image/gif";
        }

        return head.Length >= HeadSize && head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("WEBP"u8)
            ? "image/webp"
            : null;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_isDecided)
        {
            var taken = Math.Min(buffer.Length, HeadSize - _headLength);
            buffer[..taken].CopyTo(_head.AsMemory(_headLength));
            _headLength += taken;
            buffer = buffer[taken..];
            if (_headLength < HeadSize)
            {
                return;
            }

            await DecideAsync(cancellationToken);
        }

        if (IsImage && buffer.Length > 0)
        {
            await _response.Body.WriteAsync(buffer, cancellationToken);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Answers are written asynchronously.");

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async Task DecideAsync(CancellationToken cancellationToken)
    {
        _isDecided = true;
        if (Detect(_head.AsSpan(0, _headLength)) is not { } type)
        {
            return;
        }

        IsImage = true;
        _response.ContentType = type;
        _response.Headers.ContentSecurityPolicy = Downloads.Policy;
        _response.Headers.CacheControl = "private, max-age=3600";
        _response.Headers.ContentDisposition = "inline";
        await _response.Body.WriteAsync(_head.AsMemory(0, _headLength), cancellationToken);
    }
}
