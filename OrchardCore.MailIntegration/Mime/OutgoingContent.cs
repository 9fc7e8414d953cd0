using MimeKit;
using NewLineFormat = MimeKit.NewLineFormat;

namespace OrchardCore.MailIntegration.Mime;

/// <summary>Content that is opened when MimeKit comes to write it, and streamed: attachments never lie in memory.</summary>
internal sealed class OutgoingContent : IMimeContent
{
    private readonly Func<Stream, CancellationToken, Task> _writeAsync;

    /// <param name="encoding">How the bytes that <paramref name="writeAsync"/> writes are encoded already.</param>
    public OutgoingContent(ContentEncoding encoding, Func<Stream, CancellationToken, Task> writeAsync)
    {
        Encoding = encoding;
        _writeAsync = writeAsync;
    }

    public ContentEncoding Encoding { get; }

    public NewLineFormat? NewLineFormat => null;

    /// <summary>MimeKit asks for it only where it writes synchronously, which nobody does here.</summary>
    public Stream Stream => throw new NotSupportedException("The content can only be written.");

    public Stream Open() => Stream;

    public void DecodeTo(Stream stream, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The content can only be written asynchronously.");

    public Task DecodeToAsync(Stream stream, CancellationToken cancellationToken = default) => _writeAsync(stream, cancellationToken);

    public void WriteTo(Stream stream, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The content can only be written asynchronously.");

    public Task WriteToAsync(Stream stream, CancellationToken cancellationToken = default) => _writeAsync(stream, cancellationToken);

    public void Dispose()
    {
        // Each writing opens and closes its own stream.
    }
}
