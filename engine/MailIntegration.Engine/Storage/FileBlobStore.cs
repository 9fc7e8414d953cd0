using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace MailIntegration.Engine.Storage;

/// <summary>Blobs as files: folder/ab/cd/abcd..., written under another name first, so that a name means complete content.</summary>
public sealed class FileBlobStore : IBlobStore
{
    private const int BufferSize = 128 * 1024;
    private const int NameLength = 64;
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    private readonly string _folder;
    private readonly string _unfinished;
    private readonly ConcurrentDictionary<string, bool> _unflushed = new(StringComparer.Ordinal);

    /// <summary>Opens the folder and removes what a crash left unfinished.</summary>
    public FileBlobStore(string folder)
    {
        _folder = Path.GetFullPath(folder);
        _unfinished = Path.Combine(_folder, "unfinished");
        Directory.CreateDirectory(_unfinished);
        _unflushed[_folder] = true;
        foreach (var file in Directory.EnumerateFiles(_unfinished))
        {
            RemoveUnlessInUse(file);
        }
    }

    public async Task<BlobInfo> WriteAsync(Stream content, long maxSize, CancellationToken cancellationToken)
    {
        var temporary = Path.Combine(_unfinished, Path.GetRandomFileName());
        try
        {
            var blob = await CopyAsync(content, temporary, maxSize, cancellationToken);
            var path = PathOf(blob.Name);
            var (inner, outer) = (Path.GetDirectoryName(path)!, Path.GetDirectoryName(Path.GetDirectoryName(path))!);
            if (!Directory.Exists(inner))
            {
                Directory.CreateDirectory(inner);
                _unflushed[outer] = true;
                _unflushed[_folder] = true;
            }

            if (!File.Exists(path))
            {
                File.Move(temporary, path, overwrite: true);
            }

            // Also when it existed: whoever wrote it may not have flushed yet.
            _unflushed[inner] = true;
            return blob;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public Task FlushAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            foreach (var folder in _unflushed.Keys)
            {
                cancellationToken.ThrowIfCancellationRequested();

                // Forgotten first: who writes there meanwhile adds it again.
                _unflushed.TryRemove(folder, out _);
                try
                {
                    DurableDirectory.Flush(folder);
                }
                catch (IOException)
                {
                    _unflushed[folder] = true;
                    throw;
                }
            }
        },
        cancellationToken);

    public Task<Stream?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!IsName(name))
        {
            return Task.FromResult<Stream?>(null);
        }

        try
        {
            return Task.FromResult<Stream?>(new FileStream(
                PathOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferSize, useAsync: true));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (IsName(name) && File.Exists(PathOf(name)))
        {
            File.Delete(PathOf(name));
        }

        return Task.CompletedTask;
    }

    private static async Task<BlobInfo> CopyAsync(
        Stream content, string path, long maxSize, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            // The pooled buffer is the only one: a stream buffer would copy once more.
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            long size = 0;
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if ((size += read) > maxSize)
                {
                    throw new BlobTooLargeException($"The content is larger than {maxSize} bytes.");
                }

                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            file.Flush(flushToDisk: true);
            return new BlobInfo(Convert.ToHexStringLower(hash.GetHashAndReset()), size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Only names that a hash can have become paths.
    private static bool IsName(string name) => name.Length == NameLength && !name.AsSpan().ContainsAnyExcept(Hex);

    private string PathOf(string name) => Path.Combine(_folder, name[..2], name[2..4], name);

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
