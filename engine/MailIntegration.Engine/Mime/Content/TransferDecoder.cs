using System.Text;

namespace MailIntegration.Engine.Mime.Content;

/// <summary>Takes decoded bytes.</summary>
internal interface IByteSink
{
    void Write(ReadOnlySpan<byte> bytes);
}

/// <summary>
/// Undoes a Content-Transfer-Encoding (RFC 2045 section 6) piece by piece. Pieces may be cut anywhere. Nothing makes a decoder
/// throw; what is no part of the encoding is skipped, as section 6.8 asks for.
/// </summary>
internal abstract class TransferDecoder
{
    /// <summary>True when something had to be skipped.</summary>
    public bool HasErrors { get; protected set; }

    public abstract void Decode(ReadOnlySpan<byte> input, IByteSink sink);

    /// <summary>Gives out what is left and makes the decoder ready for the next part.</summary>
    public abstract void Finish(IByteSink sink);
}

/// <summary>7bit, 8bit and binary.</summary>
internal sealed class IdentityDecoder : TransferDecoder
{
    public override void Decode(ReadOnlySpan<byte> input, IByteSink sink) => sink.Write(input);

    public override void Finish(IByteSink sink)
    {
    }
}

/// <summary>The decoders that one message needs, made on first use and used again for the next part.</summary>
internal sealed class TransferDecoders
{
    private readonly WarningSet _warnings;
    private readonly IdentityDecoder _identity = new();
    private Base64Decoder? _base64;
    private QuotedPrintableDecoder? _quotedPrintable;
    private UuDecoder? _uu;

    public TransferDecoders(WarningSet warnings) => _warnings = warnings;

    /// <summary>The decoder for the value of a Content-Transfer-Encoding field; unknown names mean "as it is".</summary>
    public TransferDecoder Find(string? value)
    {
        var name = value.AsSpan();
        var end = name.IndexOfAny(';', '(');
        name = (end < 0 ? name : name[..end]).Trim().Trim('"');
        if (name.IsEmpty || Is(name, "7bit") || Is(name, "8bit") || Is(name, "binary"))
        {
            return _identity;
        }

        if (Is(name, "base64"))
        {
            return _base64 ??= new Base64Decoder();
        }

        if (Is(name, "quoted-printable"))
        {
            return _quotedPrintable ??= new QuotedPrintableDecoder();
        }

        if (Is(name, "x-uuencode") || Is(name, "uuencode") || Is(name, "x-uue"))
        {
            return _uu ??= new UuDecoder();
        }

        _warnings.Add(MimeWarnings.EncodingUnknown);
        return _identity;
    }

    private static bool Is(ReadOnlySpan<char> name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
