using System.Text;
using MailIntegration.Engine.Mime.Content;
using MailIntegration.Engine.Mime.Headers;

namespace MailIntegration.Engine.Mime.Reading;

/// <summary>
/// Walks the parts of a message as its lines come in. Holds only the open multiparts, at most <see cref="MimeLimits.MaxDepth"/>
/// of them, so a boundary line costs at most that many comparisons.
/// </summary>
internal sealed class PartTree : IDisposable
{
    private readonly MimeLimits _limits;
    private readonly WarningSet _warnings;
    private readonly CharsetDecoder _charsets;
    private readonly HeaderBlock _headers;
    private readonly LeafReader _leafReader;
    private readonly List<MultipartFrame> _open = [];
    private readonly Action<HeaderBlock> _onMessageHeaders;
    private PartMode _mode = PartMode.Headers;
    private PartHeaders? _root;
    private int _parts;

    public PartTree(
        MimeLimits limits, WarningSet warnings, CharsetDecoder charsets, LeafReader leafReader, Action<HeaderBlock> onMessageHeaders)
    {
        _limits = limits;
        _warnings = warnings;
        _charsets = charsets;
        _leafReader = leafReader;
        _onMessageHeaders = onMessageHeaders;
        _headers = new HeaderBlock(limits);
    }

    public List<Leaf> Leaves { get; } = [];

    public BodyChoice Choice { get; private set; }

    /// <summary>True when a part has a field about its content that is longer than any honest one.</summary>
    public bool HasLongFields { get; private set; }

    /// <summary>The media type of the whole message.</summary>
    public string ContentType => _root?.ContentType ?? "text/plain";

    /// <summary>True while lines must be given one by one.</summary>
    public bool ReadsHeaders => _mode == PartMode.Headers;

    /// <summary>True while a line that begins with two hyphens may be a boundary.</summary>
    public bool HasBoundary => _open.Count > 0;

    /// <summary>Takes whole lines of content that cannot hold a boundary.</summary>
    public void Content(ReadOnlySpan<byte> lines)
    {
        if (_mode != PartMode.Leaf)
        {
            return;
        }

        if (HasBoundary)
        {
            _leafReader.AddLines(lines);
        }
        else
        {
            _leafReader.AddAll(lines);
        }
    }

    /// <summary>Takes one line, or a piece of a long one.</summary>
    /// <param name="startsLine">False for the second and later pieces of a long line.</param>
    public void Line(ReadOnlySpan<byte> line, bool startsLine)
    {
        if (startsLine && HasBoundary && line.StartsWith("--"u8) && TakeBoundary(line))
        {
            return;
        }

        if (_mode != PartMode.Headers)
        {
            Content(line);
        }
        else if (startsLine && line is [(byte)'\n'] or [(byte)'\r', (byte)'\n'])
        {
            EndHeaders();
        }
        else if (!_headers.Add(line, startsLine))
        {
            EndHeaders();
            Content(line);
        }
    }

    /// <summary>Ends the message.</summary>
    public void End()
    {
        EndPart(byBoundary: false);
        while (_open.Count > 0)
        {
            _warnings.Add(MimeWarnings.MultipartUnterminated);
            CloseFrame();
        }
    }

    public void Dispose()
    {
        _headers.Dispose();
        foreach (var leaf in Leaves)
        {
            leaf.Content?.Dispose();
        }
    }

    private bool TakeBoundary(ReadOnlySpan<byte> line)
    {
        if (!BoundaryLine.TryMatch(_open, line, inPreamble: _mode == PartMode.Skip, out var index, out var isLast))
        {
            return false;
        }

        Boundary(index, isLast);
        return true;
    }

    private void Boundary(int index, bool isLast)
    {
        EndPart(byBoundary: true);
        while (_open.Count > index + 1)
        {
            _warnings.Add(MimeWarnings.MultipartUnterminated);
            CloseFrame();
        }

        if (isLast)
        {
            CloseFrame();
            _mode = PartMode.Skip;
        }
        else
        {
            _headers.Clear();
            _mode = PartMode.Headers;
        }
    }

    private void EndPart(bool byBoundary)
    {
        if (_mode == PartMode.Headers)
        {
            EndHeaders();
        }

        if (_leafReader.IsOpen)
        {
            var leaf = _leafReader.End(byBoundary);
            leaf.ReadInnerHeaders(_limits, _charsets);
            Leaves.Add(leaf);
            Give(BodyChoice.Of(leaf), leaf.Headers, leaf);
        }

        _mode = PartMode.Skip;
    }

    private void CloseFrame()
    {
        var frame = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        frame.MarkInline();
        Give(frame.Choice, frame.Headers, null);
    }

    private void Give(BodyChoice choice, PartHeaders part, Leaf? leaf)
    {
        if (_open.Count == 0)
        {
            Choice = choice;
            return;
        }

        _open[^1].Offer(choice, part);
        if (leaf is not null)
        {
            _open[^1].Leaves.Add(leaf);
        }
    }

    private void EndHeaders()
    {
        _mode = PartMode.Skip;
        NoteHeaderProblems();
        HasLongFields |= _headers.HasContentFieldOver(PartHeaders.LongestValue);
        var parent = _open.Count > 0 ? _open[^1] : null;
        var partId = parent?.NextPartId();
        if (++_parts > _limits.MaxParts)
        {
            _warnings.Add(MimeWarnings.PartsLimit);
            return;
        }

        if (parent is null)
        {
            _onMessageHeaders(_headers);
        }

        var headers = PartHeaders.Read(_headers, _charsets, parent?.DefaultType ?? "text/plain");
        _root ??= headers;
        if (!headers.IsMultipart)
        {
            BeginLeaf(partId ?? "1", headers, parent);
        }
        else if (_open.Count < _limits.MaxDepth)
        {
            OpenMultipart(partId ?? "", headers);
        }
        else
        {
            _warnings.Add(MimeWarnings.DepthLimit);
            BeginLeaf(partId ?? "1", headers, parent);
        }
    }

    private void NoteHeaderProblems()
    {
        if (_headers.IsTruncated)
        {
            _warnings.Add(MimeWarnings.HeaderTruncated);
        }

        if (_headers.HasInvalidLines)
        {
            _warnings.Add(MimeWarnings.HeaderInvalid);
        }
    }

    private void OpenMultipart(string partId, PartHeaders headers)
    {
        if (headers.Boundary is null or { Length: > MultipartFrame.LongestBoundary })
        {
            _warnings.Add(MimeWarnings.BoundaryMissing);
        }

        _open.Add(new MultipartFrame(partId, headers));
    }

    private void BeginLeaf(string partId, PartHeaders headers, MultipartFrame? parent)
    {
        var kept = Leaf.KeptSize(headers, parent is null or { TakesBodies: true }, _limits);
        var leaf = new Leaf { PartId = partId, Headers = headers, Content = kept > 0 ? new ByteChunks(kept) : null };
        _leafReader.Begin(leaf, isHashed: parent is not null || !(leaf.IsText || leaf.IsHtml));
        _mode = PartMode.Leaf;
    }
}
