using System.Security.Cryptography;
using MailIntegration.Engine.Mime.Content;

namespace MailIntegration.Engine.Mime.Reading;

/// <summary>
/// Takes the raw content of one part at a time: decodes, measures and hashes it, keeps as much of it as was asked for, and copies
/// it to an output if there is one.
/// </summary>
internal sealed class LeafReader : IByteSink, IDisposable
{
    private readonly Func<string?, TransferDecoder> _findDecoder;
    private readonly WarningSet _warnings;
    private readonly IByteSink? _output;
    private readonly string? _outputPartId;
    private IncrementalHash? _hash;
    private TransferDecoder? _decoder;
    private Leaf? _leaf;
    private bool _isHashed;
    private bool _isCopied;
    private int _heldLineEnd;

    /// <param name="outputPartId">The part that is copied to <paramref name="output"/>; the others are then not hashed.</param>
    /// <param name="findDecoder">Finds the decoder for a transfer encoding; null means our own ones.</param>
    public LeafReader(
        WarningSet warnings, IByteSink? output, string? outputPartId, Func<string?, TransferDecoder>? findDecoder = null)
    {
        _warnings = warnings;
        _findDecoder = findDecoder ?? new TransferDecoders(warnings).Find;
        _output = output;
        _outputPartId = outputPartId;
    }

    public bool IsOpen => _leaf is not null;

    /// <summary>True once the part that was asked for has been copied.</summary>
    public bool HasCopied { get; private set; }

    /// <param name="isHashed">False for a part that can only be a body.</param>
    public void Begin(Leaf leaf, bool isHashed)
    {
        _leaf = leaf;
        _isCopied = _outputPartId == leaf.PartId;
        _isHashed = isHashed && _outputPartId is null;
        _heldLineEnd = 0;

        // A multipart that is taken as one opaque part has no encoding (RFC 2045 section 6.4).
        _decoder = _findDecoder(leaf.Headers.IsMultipart ? null : leaf.Headers.TransferEncoding);
    }

    /// <summary>Takes content without a question: no boundary can follow.</summary>
    public void AddAll(ReadOnlySpan<byte> raw) => _decoder!.Decode(raw, this);

    /// <summary>Takes content whose last line end is the boundary's if a boundary follows (RFC 2046 section 5.1.1).</summary>
    public void AddLines(ReadOnlySpan<byte> raw)
    {
        ReleaseLineEnd();
        _heldLineEnd = raw.EndsWith("\r\n"u8) ? 2 : raw.EndsWith("\n"u8) ? 1 : 0;
        _decoder!.Decode(raw[..^_heldLineEnd], this);
    }

    /// <param name="byBoundary">True when a boundary line ended the part, false when the message just stopped.</param>
    public Leaf End(bool byBoundary)
    {
        if (!byBoundary)
        {
            ReleaseLineEnd();
        }

        if (_decoder!.HasErrors)
        {
            _warnings.Add(MimeWarnings.EncodingInvalid);
        }

        _decoder.Finish(this);
        HasCopied |= _isCopied;
        var leaf = _leaf!;
        _leaf = null;
        if (_isHashed)
        {
            leaf.Sha256 = Convert.ToHexStringLower(Hash().GetHashAndReset());
        }

        return leaf;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _leaf!.Size += bytes.Length;
        _leaf.Content?.Write(bytes);
        if (_isHashed)
        {
            Hash().AppendData(bytes);
        }

        if (_isCopied)
        {
            _output?.Write(bytes);
        }
    }

    public void Dispose() => _hash?.Dispose();

    private void ReleaseLineEnd()
    {
        if (_heldLineEnd > 0)
        {
            _decoder!.Decode(_heldLineEnd == 2 ? "\r\n"u8 : "\n"u8, this);
            _heldLineEnd = 0;
        }
    }

    private IncrementalHash Hash() => _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
}
