using MailIntegration.Embedded.Storage;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Tests.Storage;

public sealed class FileBlobStoreTests : BlobStoreConformance, IDisposable
{
    private readonly SqliteFolder _folder = new();
    private readonly FileBlobStore _store;

    public FileBlobStoreTests() => _store = new FileBlobStore(_folder.Path);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    protected override Task<IBlobStore> CreateAsync() => Task.FromResult<IBlobStore>(_store);

    [Fact]
    public async Task Flush_Content_LiesInFoldersOfItsHash()
    {
        var blob = await WriteAsync(Content(10));
        await Store.FlushAsync(CancellationToken.None);

        Assert.Equal([Path.Combine(_folder.Path, blob.Name[..2], blob.Name[2..4], blob.Name)], Files());
    }

    [Fact]
    public async Task Open_NotFlushedYet_IsThere()
    {
        var blob = await WriteAsync(Content(10));

        await using var stream = await Store.OpenAsync(blob.Name, CancellationToken.None);
        await Store.FlushAsync(CancellationToken.None);

        Assert.Equal(10, stream!.Length);
    }

    [Fact]
    public async Task Write_Failed_LeavesNoFile()
    {
        await Assert.ThrowsAsync<BlobTooLargeException>(() => Store.WriteAsync(new MemoryStream(Content(100)), 99, CancellationToken.None));

        Assert.Empty(Files());
    }

    [Fact]
    public async Task Open_AfterACrash_RemovesWhatWasUnfinishedAndKeepsBlobs()
    {
        var blob = await WriteAsync(Content(10));
        var folder = Path.Combine(_folder.Path, "new");
        await File.WriteAllTextAsync(Path.Combine(folder, "left.unfinished"), "half a m");
        await using var busy = new FileStream(
            Path.Combine(folder, "busy.unfinished"), FileMode.CreateNew, FileAccess.Write, FileShare.None);

        using var again = new FileBlobStore(_folder.Path);

        Assert.Equal([blob.Name, "busy.unfinished"], Files().Select(Path.GetFileName).Order(StringComparer.Ordinal));
        await using var stream = await again.OpenAsync(blob.Name, CancellationToken.None);
        Assert.Equal(10, stream!.Length);
    }

    [Fact]
    public async Task Flush_FolderIsGone_ThrowsUntilItIsThereAgain()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var (folder, hidden) = (Path.Combine(_folder.Path, "new"), Path.Combine(_folder.Path, "hidden"));
        var blob = await WriteAsync(Content(10));
        Directory.Move(folder, hidden);
        await Assert.ThrowsAsync<IOException>(() => Store.FlushAsync(CancellationToken.None));

        Directory.Move(hidden, folder);
        await Store.FlushAsync(CancellationToken.None);

        Assert.Equal([Path.Combine(_folder.Path, blob.Name[..2], blob.Name[2..4], blob.Name)], Files());
    }

    private string[] Files() => Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Order().ToArray();
}
