using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace MailIntegration.Engine.Storage;

/// <summary>
/// Blobs as files: folder/ab/cd/abcd... A file gets its name after its content is on disk, in the folder "new" first, so
/// that one flush of that folder makes the names of a whole page durable. Then it moves to its place; the move needs no
/// flush, because file systems with a journal lose neither name of a move.
/// </summary>
public sealed class FileBlobStore : IBlobStore, IDisposable
{
    private const int BufferSize = 128 * 1024;
    private const int NameLength = 64;
    private const string Unfinished = ".unfinished";
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    private readonly string _folder;
    private readonly string _new;
    private readonly ConcurrentQueue<string> _unflushed = new();
    private readonly SemaphoreSlim _flushing = new(1, 1);

    /// <summary>Opens the folder, removes what a crash left unfinished and moves what is complete.</summary>
    public FileBlobStore(string folder)
    {
        _folder = Path.GetFullPath(folder);
        _new = Path.Combine(_folder, "new");
        Directory.CreateDirectory(_new);
        foreach (var file in Directory.EnumerateFiles(_new, "*" + Unfinished))
        {
            RemoveUnlessInUse(file);
        }

        foreach (var name in Directory.EnumerateFiles(_new).Select(Path.GetFileName).OfType<string>().Where(IsName))
        {
            _unflushed.Enqueue(name);
        }

        Flush();
        DurableDirectory.Flush(_folder);
    }

    public async Task<BlobInfo> WriteAsync(Stream content, long maxSize, CancellationToken cancellationToken)
    {
        var temporary = Path.Combine(_new, Path.GetRandomFileName() + Unfinished);
        try
        {
            var blob = await CopyAsync(content, temporary, maxSize, cancellationToken);
            if (!File.Exists(PathOf(blob.Name)))
            {
                File.Move(temporary, NewPathOf(blob.Name), overwrite: true);
                _unflushed.Enqueue(blob.Name);
            }

            return blob;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _flushing.WaitAsync(cancellationToken);
        try
        {
            Flush();
        }
        finally
        {
            _flushing.Release();
        }
    }

    public Task<Stream?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // Twice in its place: it may move there between the first and the second look.
        var stream = IsName(name) ? Open(PathOf(name)) ?? Open(NewPathOf(name)) ?? Open(PathOf(name)) : null;
        return Task.FromResult<Stream?>(stream);
    }

    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        if (!IsName(name))
        {
            return;
        }

        // Not while a flush moves it.
        await _flushing.WaitAsync(cancellationToken);
        try
        {
            foreach (var path in (string[])[PathOf(name), NewPathOf(name)])
            {
                if (File.Exists(path))
                {
                    File.Delete(path);
                }
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    public void Dispose() => _flushing.Dispose();

    private static async Task<BlobInfo> CopyAsync(
        Stream content, string path, long maxSize, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            // Without a buffer of its own: the rented one is enough. Linux has no asynchronous writing of files.
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            long size = 0;
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if ((size += read) > maxSize)
                {
                    throw new BlobTooLargeException($"The content is larger than {maxSize} bytes.");
                }

                hash.AppendData(buffer, 0, read);
                file.Write(buffer, 0, read);
            }

            file.Flush(flushToDisk: true);
            return new BlobInfo(Convert.ToHexStringLower(hash.GetHashAndReset()), size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Flush()
    {
        // Only names that were there before the flush may move after it.
        var names = _unflushed.ToArray();
        if (names.Length == 0)
        {
            return;
        }

        DurableDirectory.Flush(_new);
        foreach (var name in names)
        {
            var path = PathOf(name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (File.Exists(NewPathOf(name)))
            {
                File.Move(NewPathOf(name), path, overwrite: true);
            }

            _unflushed.TryDequeue(out _);
        }
    }

    private static FileStream? Open(string path)
    {
        try
        {
            return new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferSize, useAsync: true);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    // Only names that a hash can have become paths.
    private static bool IsName(string name) => name.Length == NameLength && !name.AsSpan().ContainsAnyExcept(Hex);

    private string PathOf(string name) => Path.Combine(_folder, name[..2], name[2..4], name);

    private string NewPathOf(string name) => Path.Combine(_new, name);

    private static void RemoveUnlessInUse(string file)
    {
        try
        {
            using var locked = new FileStream(
                file, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException)
        {
            // Another process is writing it, or has just finished.
        }
    }
}
