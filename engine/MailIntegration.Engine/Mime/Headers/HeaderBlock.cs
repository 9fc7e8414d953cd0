using System.Buffers;
using System.Text;

namespace MailIntegration.Engine.Mime.Headers;

/// <summary>
/// Gathers the lines of one header block, up to a size and a number of fields, and finds the fields in them.
/// Used again for every part, so its memory is that of the largest block.
/// </summary>
internal sealed class HeaderBlock : IHeaderFields, IDisposable
{
    private static readonly SearchValues<byte> Visible = SearchValues.Create(
        "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    private readonly int _maxSize;
    private readonly int _maxCount;
    private readonly List<Field> _fields = [];
    private byte[] _bytes = [];
    private int _length;
    private bool _dropping;

    public HeaderBlock(MimeLimits limits)
    {
        _maxSize = limits.MaxHeaderSize;
        _maxCount = limits.MaxHeaderCount;
    }

    public int Count => _fields.Count;

    /// <summary>True when lines were dropped because of a limit.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>True when a line was no header field and was left out.</summary>
    public bool HasInvalidLines { get; private set; }

    /// <summary>Forgets the block.</summary>
    public void Clear()
    {
        _fields.Clear();
        _length = 0;
        _dropping = false;
        IsTruncated = false;
        HasInvalidLines = false;
    }

    /// <summary>Takes a line, or a piece of a long one.</summary>
    /// <param name="startsLine">False for the second and later pieces of a long line.</param>
    /// <returns>False when the line can be no part of a header block.</returns>
    public bool Add(ReadOnlySpan<byte> line, bool startsLine)
    {
        if (!startsLine || line[0] is (byte)' ' or (byte)'\t')
        {
            Continue(line);
            return true;
        }

        var nameLength = NameLength(line);
        if (nameLength > 0)
        {
            Begin(line, nameLength);
            return true;
        }

        // The envelope line of an mbox file; mail programs leave it in exported and attached messages.
        if (_fields.Count == 0 && (line.StartsWith("From "u8) || line.StartsWith(">From "u8)))
        {
            _dropping = true;
            return true;
        }

        if (_fields.Count == 0 && !_dropping)
        {
            return false;
        }

        HasInvalidLines = true;
        _dropping = true;
        return true;
    }

    public ReadOnlySpan<byte> Name(int index) => _bytes.AsSpan(_fields[index].Start, _fields[index].NameLength);

    /// <summary>The raw value: folded, without the white space around it.</summary>
    public ReadOnlySpan<byte> Value(int index)
    {
        var field = _fields[index];
        return _bytes.AsSpan(field.ValueStart, field.End - field.ValueStart).Trim(" \t\r\n"u8);
    }

    /// <summary>True when a field about the content (Content-Type and the like) is longer than so many bytes.</summary>
    public bool HasContentFieldOver(int longest)
    {
        for (var i = 0; i < _fields.Count; i++)
        {
            if (_fields[i].End - _fields[i].ValueStart > longest && Ascii.EqualsIgnoreCase(Name(i)[..Math.Min(8, _fields[i].NameLength)], "Content-"u8))
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }

    /// <summary>The length of the field name at the start of a line, without the white space before the colon; 0 when there is none.</summary>
    private static int NameLength(ReadOnlySpan<byte> line)
    {
        var end = line.IndexOfAnyExcept(Visible);
        var colon = (end < 0 ? line : line[..end]).IndexOf((byte)':');
        if (colon >= 0)
        {
            return colon;
        }

        if (end <= 0)
        {
            return 0;
        }

        var rest = line[end..].TrimStart(" \t"u8);
        return rest is [(byte)':', ..] ? end : 0;
    }

    private void Begin(ReadOnlySpan<byte> line, int nameLength)
    {
        _dropping = _fields.Count == _maxCount || line.Length > _maxSize - _length;
        if (_dropping)
        {
            IsTruncated = true;

            // What is left of a line that is too long says more than nothing.
            var room = _maxSize - _length;
            if (_fields.Count == _maxCount || room < nameLength + 64)
            {
                return;
            }

            line = line[..room];
        }

        var start = _length;
        var value = start + line.IndexOf((byte)':') + 1;
        Append(line);
        _fields.Add(new Field(start, nameLength, value, _length));
    }

    private void Continue(ReadOnlySpan<byte> line)
    {
        if (_dropping || _fields.Count == 0)
        {
            return;
        }

        var room = _maxSize - _length;
        if (line.Length > room)
        {
            IsTruncated = true;
            _dropping = true;
            line = line[..room];
        }

        Append(line);
        _fields[^1] = _fields[^1] with { End = _length };
    }

    private void Append(ReadOnlySpan<byte> line)
    {
        if (_bytes.Length - _length < line.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(4096, Math.Max(_bytes.Length * 2, _length + line.Length)));
            _bytes.AsSpan(0, _length).CopyTo(larger);
            Dispose();
            _bytes = larger;
        }

        line.CopyTo(_bytes.AsSpan(_length));
        _length += line.Length;
    }

    private readonly record struct Field(int Start, int NameLength, int ValueStart, int End);
}
