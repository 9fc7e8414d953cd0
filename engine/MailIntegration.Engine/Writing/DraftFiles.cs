using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Writing;

/// <summary>Files of drafts (CO3).</summary>
public sealed class DraftFiles
{
    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly IBlobStore _blobs;
    private readonly DraftService _drafts;
    private readonly BlobCleanup _cleanup;

    public DraftFiles(
        IMailStore store, IMailSetupStore setup, IBlobStore blobs, DraftService drafts, BlobCleanup cleanup)
    {
        _store = store;
        _setup = setup;
        _blobs = blobs;
        _drafts = drafts;
        _cleanup = cleanup;
    }

    /// <summary>Reads a file in, as far as the limit allows.</summary>
    /// <param name="isInline">True for an image within the text; it gets a Content-ID.</param>
    public async Task<SetupResult<DraftAttachment>> AddAsync(
        string memberId, string draftId, string fileName, string contentType, bool isInline, Stream content,
        CancellationToken cancellationToken)
    {
        if (await DraftRecords.FindAsync(_store, memberId, draftId, cancellationToken) is not { } stored)
        {
            return SetupResult.NotFound<DraftAttachment>();
        }

        var limit = (await _setup.GetAsync(cancellationToken)).Settings.MaxAttachmentBytes;
        var left = limit - stored.Draft.Attachments.Sum(a => a.Size);
        if (stored.Draft.Attachments.Count >= WritingLimits.MaxAttachments)
        {
            return SetupResult.Invalid<DraftAttachment>("attachments", Bounds.TooMany(WritingLimits.MaxAttachments));
        }

        BlobInfo blob;
        try
        {
            blob = left < 0 ? throw new BlobTooLargeException() : await _blobs.WriteAsync(content, left, cancellationToken);
        }
        catch (BlobTooLargeException)
        {
            return SetupResult.Invalid<DraftAttachment>("attachments", TooLarge(limit));
        }

        await _blobs.FlushAsync(cancellationToken);
        var file = new DraftAttachment(
            Guid.NewGuid().ToString("N"), FileNames.Safe(fileName), contentType, blob.Size, blob.Name, isInline,
            isInline ? DraftStarter.NewContentId() : null);
        var result = await _drafts.ChangeAsync(
            memberId, draftId, draft => draft with { Attachments = [.. draft.Attachments, file] }, cancellationToken);
        if (result.Outcome == SetupOutcome.Saved)
        {
            return SetupResult.Saved(file);
        }

        await _cleanup.RemoveUnusedAsync([blob.Name], cancellationToken);
        return result.Outcome == SetupOutcome.NotFound
            ? SetupResult.NotFound<DraftAttachment>()
            : SetupResult.Stale<DraftAttachment>();
    }

    /// <returns>False when there is no such file.</returns>
    public async Task<bool> RemoveAsync(string memberId, string draftId, string attachmentId, CancellationToken cancellationToken)
    {
        if (await FindAsync(memberId, draftId, attachmentId, cancellationToken) is not { } file)
        {
            return false;
        }

        await _drafts.ChangeAsync(
            memberId,
            draftId,
            draft => draft with { Attachments = draft.Attachments.Where(a => a.Id != attachmentId).ToList() },
            cancellationToken);
        await _cleanup.RemoveUnusedAsync([file.Blob], cancellationToken);
        return true;
    }

    public async Task<DraftAttachment?> FindAsync(
        string memberId, string draftId, string attachmentId, CancellationToken cancellationToken) =>
        (await DraftRecords.FindAsync(_store, memberId, draftId, cancellationToken))?.Draft.Attachments
            .FirstOrDefault(a => a.Id == attachmentId);

    /// <summary>Null when the content is gone.</summary>
    public Task<Stream?> OpenAsync(DraftAttachment file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        return _blobs.OpenAsync(file.Blob, cancellationToken);
    }

    internal static Reason TooLarge(long limit) => new(
        "attachments-too-large", "limit", limit.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
