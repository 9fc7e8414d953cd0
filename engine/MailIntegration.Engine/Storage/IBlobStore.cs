namespace MailIntegration.Engine.Storage;

/// <param name="Name">Lower-case hex SHA-256 of the content.</param>
/// <param name="Size">Bytes.</param>
public sealed record BlobInfo(string Name, long Size);

/// <summary>Port: raw messages by the hash of their content. Writing what exists costs no space.</summary>
public interface IBlobStore
{
    /// <summary>Streams content in; nothing is visible under its name before all of it is on disk (fsync, then rename).</summary>
    /// <param name="maxSize">Largest size in bytes.</param>
    /// <exception cref="BlobTooLargeException">Content is larger; nothing is kept.</exception>
    /// <exception cref="IOException">For example a full disk; nothing is kept.</exception>
    Task<BlobInfo> WriteAsync(Stream content, long maxSize, CancellationToken cancellationToken);

    /// <summary>Makes the names of everything written so far durable; called before the commit that names them.</summary>
    Task FlushAsync(CancellationToken cancellationToken);

    /// <summary>A seekable stream over the content; null when there is no such blob.</summary>
    Task<Stream?> OpenAsync(string name, CancellationToken cancellationToken);

    Task DeleteAsync(string name, CancellationToken cancellationToken);
}

/// <summary>Content is larger than the caller accepts.</summary>
public sealed class BlobTooLargeException : Exception
{
    public BlobTooLargeException()
    {
    }

    public BlobTooLargeException(string message) : base(message)
    {
    }

    public BlobTooLargeException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
