using System.Globalization;
using MailIntegration.Engine.Mime;

namespace OrchardCore.MailIntegration.Mime;

/// <summary>A message that can be read more than once. One that cannot go back is copied to a temporary file, never to memory.</summary>
internal sealed class SeekableStream : IAsyncDisposable
{
    private readonly long _start;
    private readonly bool _isOwn;

    private SeekableStream(Stream stream, bool isOwn)
    {
        Stream = stream;
        _start = stream.Position;
        _isOwn = isOwn;
    }

    public Stream Stream { get; }

    /// <exception cref="MimeLimitException">The message is larger than allowed.</exception>
    public static async Task<SeekableStream> OpenAsync(Stream raw, MimeLimits limits, CancellationToken cancellationToken)
    {
        if (raw.CanSeek)
        {
            return new SeekableStream(raw, isOwn: false);
        }

        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            bufferSize: 64 * 1024,
            FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        try
        {
            await CopyAsync(raw, file, limits.MaxMessageSize, cancellationToken);
            file.Position = 0;
            return new SeekableStream(file, isOwn: true);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public void Rewind() => Stream.Position = _start;

    public ValueTask DisposeAsync() => _isOwn ? Stream.DisposeAsync() : ValueTask.CompletedTask;

    private static async Task CopyAsync(Stream raw, FileStream file, long most, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        long total = 0;
        int read;
        while ((read = await raw.ReadAsync(buffer, cancellationToken)) > 0)
        {
            total += read;
            if (total > most)
            {
                throw new MimeLimitException(string.Create(
                    CultureInfo.InvariantCulture, $"The message is larger than MaxMessageSize ({most} bytes)."));
            }

            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }
}
