using System.Buffers;
using MailIntegration.Engine.Mime.Content;
using MimeKit;
using MimeKit.Encodings;
using MimeKit.Utils;
using Base64Decoder = MimeKit.Encodings.Base64Decoder;
using QuotedPrintableDecoder = MimeKit.Encodings.QuotedPrintableDecoder;

namespace OrchardCore.MailIntegration.Mime;

/// <summary>One of MimeKit's decoders in the engine's form.</summary>
internal sealed class MimeKitDecoder : TransferDecoder
{
    private readonly IMimeDecoder _decoder;

    private MimeKitDecoder(IMimeDecoder decoder)
    {
        _decoder = decoder;
    }

    /// <param name="value">The value of a Content-Transfer-Encoding field.</param>
    public static TransferDecoder Find(string? value)
    {
        _ = MimeUtils.TryParse(value ?? "", out ContentEncoding encoding);
        return encoding switch
        {
            ContentEncoding.Base64 => new MimeKitDecoder(new Base64Decoder()),
            ContentEncoding.QuotedPrintable => new MimeKitDecoder(new QuotedPrintableDecoder()),
            ContentEncoding.UUEncode => new MimeKitDecoder(new UUDecoder()),
            _ => new IdentityDecoder(),
        };
    }

    public override void Decode(ReadOnlySpan<byte> input, IByteSink sink)
    {
        var raw = ArrayPool<byte>.Shared.Rent(input.Length);
        var decoded = ArrayPool<byte>.Shared.Rent(_decoder.EstimateOutputLength(input.Length));
        try
        {
            input.CopyTo(raw);
            sink.Write(decoded.AsSpan(0, _decoder.Decode(raw, 0, input.Length, decoded)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(raw);
            ArrayPool<byte>.Shared.Return(decoded);
        }
    }

    public override void Finish(IByteSink sink) => _decoder.Reset();
}
