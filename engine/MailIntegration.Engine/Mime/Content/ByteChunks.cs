using System.Buffers;

namespace MailIntegration.Engine.Mime.Content;

/// <summary>
/// A growing byte store with an upper bound. It keeps chunks instead of one array, so that growing never copies and
/// never holds the old and the new array at the same time.
/// </summary>
internal sealed class ByteChunks : IDisposable
{
    private const int FirstChunk = 2048;
    private const int LargestChunk = 64 * 1024;

    private readonly List<ArraySegment<byte>> _chunks = [];
    private readonly long _limit;
    private byte[] _current = [];
    private int _used;

    public ByteChunks(long limit) => _limit = limit;

    /// <summary>Bytes kept.</summary>
    public long Length { get; private set; }

    /// <summary>True when bytes were left out because of the limit.</summary>
    public bool IsTruncated { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        var room = _limit - Length;
        if (bytes.Length > room)
        {
            IsTruncated = true;
            bytes = bytes[..(int)room];
        }

        Length += bytes.Length;
        while (!bytes.IsEmpty)
        {
            if (_used == _current.Length)
            {
                NextChunk();
            }

            var count = Math.Min(bytes.Length, _current.Length - _used);
            bytes[..count].CopyTo(_current.AsSpan(_used));
            _used += count;
            bytes = bytes[count..];
        }
    }

    /// <summary>The content; valid until the next write or <see cref="Dispose"/>.</summary>
    public IReadOnlyList<ArraySegment<byte>> Segments()
    {
        if (_used > 0)
        {
            if (_chunks.Count > 0 && ReferenceEquals(_chunks[^1].Array, _current))
            {
                _chunks.RemoveAt(_chunks.Count - 1);
            }

            _chunks.Add(new ArraySegment<byte>(_current, 0, _used));
        }

        return _chunks;
    }

    /// <summary>Forgets the content, but keeps the memory of one chunk for the next.</summary>
    public void Clear()
    {
        var kept = _current;
        foreach (var chunk in Segments())
        {
            if (!ReferenceEquals(chunk.Array, kept))
            {
                ArrayPool<byte>.Shared.Return(chunk.Array!);
            }
        }

        _chunks.Clear();
        _used = 0;
        Length = 0;
        IsTruncated = false;
    }

    public byte[] ToArray()
    {
        var result = new byte[Length];
        CopyTo(result);
        return result;
    }

    public void CopyTo(Span<byte> target)
    {
        foreach (var chunk in Segments())
        {
            chunk.AsSpan().CopyTo(target);
            target = target[chunk.Count..];
        }
    }

    public void Dispose()
    {
        Clear();
        if (_current.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_current);
            _current = [];
        }
    }

    private void NextChunk()
    {
        var size = _current.Length == 0 ? FirstChunk : Math.Min(_current.Length * 4, LargestChunk);
        _ = Segments();
        _current = ArrayPool<byte>.Shared.Rent(size);
        _used = 0;
    }
}
