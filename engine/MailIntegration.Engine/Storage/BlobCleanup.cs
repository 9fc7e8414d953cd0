namespace MailIntegration.Engine.Storage;

/// <summary>Erases blobs that lost their last owner.</summary>
public sealed class BlobCleanup
{
    private readonly IMailStore _store;
    private readonly IBlobStore _blobs;

    public BlobCleanup(IMailStore store, IBlobStore blobs)
    {
        _store = store;
        _blobs = blobs;
    }

    /// <summary>Makes written blobs durable, before the commit that names them.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => _blobs.FlushAsync(cancellationToken);

    /// <summary>Erases those of these blobs that nothing in the store names.</summary>
    public async Task RemoveUnusedAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var candidates = names.Distinct(StringComparer.Ordinal).ToList();
        if (candidates.Count == 0)
        {
            return;
        }

        foreach (var name in await _store.FindUnusedBlobsAsync(candidates, cancellationToken))
        {
            await _blobs.DeleteAsync(name, cancellationToken);
        }
    }
}
