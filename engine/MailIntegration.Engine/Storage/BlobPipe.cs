using System.IO.Pipelines;

namespace MailIntegration.Engine.Storage;

/// <summary>Writes a blob from something that wants a stream to write to, without holding it in memory.</summary>
internal static class BlobPipe
{
    /// <exception cref="BlobTooLargeException">More than <paramref name="maxSize"/> bytes were written.</exception>
    public static async Task<BlobInfo> WriteAsync(
        IBlobStore blobs, Func<Stream, CancellationToken, Task> write, long maxSize, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(blobs);
        ArgumentNullException.ThrowIfNull(write);
        var pipe = new Pipe();
        var filling = FillAsync(pipe.Writer, write, cancellationToken);
        try
        {
            await using var content = pipe.Reader.AsStream();
            return await blobs.WriteAsync(content, maxSize, cancellationToken);
        }
        finally
        {
            // A reader that gave up lets the writer end; what the writer threw has come through the reader.
            await pipe.Reader.CompleteAsync();
            await filling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task FillAsync(
        PipeWriter writer, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        try
        {
            await using var target = writer.AsStream(leaveOpen: true);
            await write(target, cancellationToken);
            await writer.CompleteAsync();
        }
        catch (Exception exception)
        {
            await writer.CompleteAsync(exception);
            throw;
        }
    }
}
