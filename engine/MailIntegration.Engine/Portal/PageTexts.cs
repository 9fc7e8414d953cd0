using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Portal;

/// <summary>Reads the whole text of what was written on a page or for it.</summary>
internal sealed class PageTexts
{
    private readonly IBlobStore _blobs;
    private readonly IMimeCodec _codec;

    public PageTexts(IBlobStore blobs, IMimeCodec codec)
    {
        _blobs = blobs;
        _codec = codec;
    }

    /// <summary>Null when its bytes are gone.</summary>
    public async Task<string?> ReadAsync(EmailView email, CancellationToken cancellationToken)
    {
        if (email.Links.Select(l => l.RawBlob).OfType<string>().FirstOrDefault() is not { } blob
            || await _blobs.OpenAsync(blob, cancellationToken) is not { } raw)
        {
            return null;
        }

        await using (raw)
        {
            return (await _codec.ReadAsync(raw, cancellationToken)).Text?.Trim();
        }
    }
}
