namespace MailIntegration.Engine.Mime.Reading;

/// <summary>
/// Gives buffered bytes to the <see cref="PartTree"/>: header lines one by one, content in blocks as large as possible. Only
/// lines that begin with two hyphens are looked at alone.
/// </summary>
internal sealed class LineSplitter
{
    private readonly PartTree _tree;
    private bool _atStart = true;
    private bool _atLineStart = true;

    public LineSplitter(PartTree tree) => _tree = tree;

    /// <summary>Takes as much as can be taken and returns how many bytes that were.</summary>
    /// <param name="data">The unread bytes; the caller fills its buffer before it calls.</param>
    /// <param name="isEnd">True when nothing follows.</param>
    public int Take(ReadOnlySpan<byte> data, bool isEnd)
    {
        // Editors put a byte order mark before the first header field; it would make the name unreadable.
        var position = _atStart && data.StartsWith("\uFEFF"u8) ? 3 : 0;
        _atStart = false;
        while (position < data.Length)
        {
            var rest = data[position..];
            var block = _atLineStart && !_tree.ReadsHeaders ? BlockLength(rest) : 0;
            if (block > 0)
            {
                _tree.Content(rest[..block]);
                position += block;
                continue;
            }

            var end = rest.IndexOf((byte)'\n');
            if (end < 0 && !isEnd && position > 0)
            {
                break;
            }

            var length = end >= 0 ? end + 1 : PieceLength(rest, isEnd);
            var startsLine = _atLineStart;
            _atLineStart = end >= 0;
            _tree.Line(rest[..length], startsLine);
            position += length;
        }

        return position;
    }

    /// <summary>The length of the whole lines before the next one that may be a boundary.</summary>
    private int BlockLength(ReadOnlySpan<byte> data)
    {
        if (!_tree.HasBoundary)
        {
            return data.Length;
        }

        if (data.StartsWith("--"u8))
        {
            return 0;
        }

        var candidate = data.IndexOf("\n--"u8);
        return (candidate >= 0 ? candidate : data.LastIndexOf((byte)'\n')) + 1;
    }

    /// <summary>A piece of a line that is longer than the buffer. A CR stays behind: its LF may follow.</summary>
    private static int PieceLength(ReadOnlySpan<byte> rest, bool isEnd) =>
        !isEnd && rest.Length > 1 && rest[^1] == '\r' ? rest.Length - 1 : rest.Length;
}
