using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Mime.Content;
using MailIntegration.Engine.Mime.Headers;
using MailIntegration.Engine.Mime.Reading;
using MimeKit;
using MimeKit.Utils;

namespace OrchardCore.MailIntegration.Mime;

/// <summary>
/// Takes a message apart with MimeKit's streaming reader: nothing is kept but what the engine keeps of a part. Attached messages
/// stay whole, because their bytes are what people attached.
/// </summary>
internal sealed class MimeKitTree : MimeReader, IDisposable
{
    private readonly MimeLimits _limits;
    private readonly CharsetDecoder _charsets;
    private readonly LeafReader _leafReader;
    private readonly List<MultipartFrame> _open = [];
    private readonly LineEnd _held = new();
    private MimeKitHeaders _headers = new();

    public MimeKitTree(Stream raw, MimeLimits limits, CharsetDecoder charsets, LeafReader leafReader)
        : base(new ParserOptions(), raw, MimeFormat.Entity)
    {
        _limits = limits;
        _charsets = charsets;
        _leafReader = leafReader;
    }

    public MimeKitHeaders? MessageHeaders { get; private set; }

    public string ContentType { get; private set; } = "";

    public List<Leaf> Leaves { get; } = [];

    public BodyChoice Choice { get; private set; }

    public MimeOutline Outline => new(ContentType, Leaves, Choice.Text?.PartId, Choice.Html?.PartId, HasLongFields: false, []);

    public void Dispose()
    {
        foreach (var leaf in Leaves)
        {
            leaf.Content?.Dispose();
        }
    }

    protected override void OnHeadersBegin(long beginOffset, int beginLineNumber, CancellationToken cancellationToken) =>
        _headers = new MimeKitHeaders();

    protected override void OnHeaderRead(Header header, int beginLineNumber, CancellationToken cancellationToken) =>
        _headers.Add(header);

    protected override void OnHeadersEnd(
        long beginOffset, int beginLineNumber, long endOffset, int endLineNumber, CancellationToken cancellationToken)
    {
        MessageHeaders ??= _headers;

        // MimeKit reads on inside an attached message unless the tree may grow no deeper.
        var isMultipart = _headers.Find(HeaderId.ContentType) is { } type
            && type.Value.TrimStart().StartsWith("multipart", StringComparison.OrdinalIgnoreCase);
        Options.MaxMimeDepth = isMultipart ? int.MaxValue : 0;
    }

    protected override void OnMultipartBegin(
        ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        var headers = Describe(contentType);
        _open.Add(new MultipartFrame(_open.Count > 0 ? _open[^1].NextPartId() : "", headers));
    }

    protected override void OnMultipartEnd(
        ContentType contentType,
        long beginOffset,
        int beginLineNumber,
        long headersEndOffset,
        long endOffset,
        int lines,
        CancellationToken cancellationToken)
    {
        var frame = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        frame.MarkInline();
        Give(frame.Choice, frame.Headers, leaf: null);
    }

    protected override void OnMimePartBegin(
        ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        var parent = _open.Count > 0 ? _open[^1] : null;
        var headers = Describe(contentType);
        var kept = Leaf.KeptSize(headers, parent is null or { TakesBodies: true }, _limits);
        var leaf = new Leaf
        {
            PartId = parent?.NextPartId() ?? "1",
            Headers = headers,
            Content = kept > 0 ? new ByteChunks(kept) : null,
        };
        _leafReader.Begin(leaf, isHashed: parent is not null || !(leaf.IsText || leaf.IsHtml));
        _held.Clear();
    }

    protected override void OnMimePartContentRead(byte[] buffer, int startIndex, int count, CancellationToken cancellationToken) =>
        _held.Pass(buffer.AsSpan(startIndex, count), _leafReader);

    protected override void OnMimePartContentEnd(
        long beginOffset, int beginLineNumber, long endOffset, int lines, NewLineFormat? newLineFormat, CancellationToken cancellationToken)
    {
        // The last line end belongs to the boundary (RFC 2046 section 5.1.1); MimeKit counts it out, but has handed it over.
        _held.End(endOffset - beginOffset, _leafReader);
        var leaf = _leafReader.End(byBoundary: true);
        leaf.ReadInnerHeaders(_limits, _charsets);
        Leaves.Add(leaf);
        Give(BodyChoice.Of(leaf), leaf.Headers, leaf);
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

    private PartHeaders Describe(ContentType type)
    {
        ContentDisposition? disposition = null;
        if (_headers.Find(HeaderId.ContentDisposition) is { } field)
        {
            _ = ContentDisposition.TryParse(Options, field.RawValue, out disposition);
        }

        var name = type.MimeType.ToLowerInvariant();
        ContentType = ContentType.Length == 0 ? name : ContentType;
        return new PartHeaders
        {
            ContentType = name,
            TransferEncoding = _headers.Text("Content-Transfer-Encoding"u8),
            ContentId = MessageIds.One(_headers.Text("Content-ID"u8)),
            Disposition = disposition?.Disposition.ToLowerInvariant(),
            FileName = FileNames.Clean(disposition?.FileName) ?? FileNames.Clean(type.Name),
            Boundary = type.Boundary,
            Charset = type.Charset,
            IsFlowed = string.Equals(type.Format, "flowed", StringComparison.OrdinalIgnoreCase),
            DeletesSpace = string.Equals(type.Parameters["delsp"], "yes", StringComparison.OrdinalIgnoreCase),
            Start = MessageIds.One(type.Parameters["start"]),
            RootType = type.Parameters["type"],
        };
    }

    /// <summary>Holds the last two bytes back until it is known whose they are.</summary>
    private sealed class LineEnd
    {
        private readonly byte[] _bytes = new byte[2];
        private int _count;
        private long _passed;

        public void Clear()
        {
            _count = 0;
            _passed = 0;
        }

        public void Pass(ReadOnlySpan<byte> bytes, LeafReader reader)
        {
            if (bytes.Length < 2)
            {
                foreach (var one in bytes)
                {
                    Add(one, reader);
                }

                return;
            }

            Give(_bytes.AsSpan(0, _count), reader);
            Give(bytes[..^2], reader);
            bytes[^2..].CopyTo(_bytes);
            _count = 2;
        }

        /// <param name="length">How many bytes the content has without the line end before a boundary.</param>
        public void End(long length, LeafReader reader) =>
            Give(_bytes.AsSpan(0, (int)Math.Clamp(length - _passed, 0, _count)), reader);

        private void Add(byte one, LeafReader reader)
        {
            if (_count == 2)
            {
                Give(_bytes.AsSpan(0, 1), reader);
                _bytes[0] = _bytes[1];
                _count = 1;
            }

            _bytes[_count++] = one;
        }

        private void Give(ReadOnlySpan<byte> bytes, LeafReader reader)
        {
            _passed += bytes.Length;
            if (!bytes.IsEmpty)
            {
                reader.AddAll(bytes);
            }
        }
    }
}
