using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Writing;

/// <summary>Takes parts out of a received message, so that they can travel on with an answer.</summary>
internal sealed class PartCopies
{
    private const long MaxPart = 150L * 1024 * 1024;

    private readonly IMimeCodec _codec;
    private readonly IBlobStore _blobs;
    private readonly string _raw;

    public PartCopies(IMimeCodec codec, IBlobStore blobs, string raw)
    {
        _codec = codec;
        _blobs = blobs;
        _raw = raw;
    }

    /// <param name="shown">Images that the quote shows, by their Content-ID, with their new one.</param>
    /// <param name="withFiles">Whether attachments go along too, as they do when a mail is forwarded.</param>
    public async Task<IReadOnlyList<DraftAttachment>> TakeAsync(
        MailContent original,
        IReadOnlyDictionary<string, string> shown,
        bool withFiles,
        CancellationToken cancellationToken)
    {
        var files = new List<DraftAttachment>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in original.Attachments)
        {
            var contentId = part.ContentId is { } id && shown.TryGetValue(id, out var name) && taken.Add(id) ? name : null;
            if ((contentId is null && (!withFiles || part.IsInline)) || files.Count == WritingLimits.MaxAttachments)
            {
                continue;
            }

            if (await CopyAsync(part.PartId, cancellationToken) is { } blob)
            {
                files.Add(new DraftAttachment(
                    Guid.NewGuid().ToString("N"), FileNames.Safe(part.FileName), part.ContentType, blob.Size, blob.Name,
                    contentId is not null, contentId));
            }
        }

        return files;
    }

    private async Task<BlobInfo?> CopyAsync(string partId, CancellationToken cancellationToken)
    {
        await using var raw = await _blobs.OpenAsync(_raw, cancellationToken);
        if (raw is null)
        {
            return null;
        }

        var isThere = true;
        var blob = await BlobPipe.WriteAsync(
            _blobs,
            async (target, token) => isThere = await _codec.CopyPartAsync(raw, partId, target, token),
            MaxPart,
            cancellationToken);
        return isThere ? blob : null;
    }
}
