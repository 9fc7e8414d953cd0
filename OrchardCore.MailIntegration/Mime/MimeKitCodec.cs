using System.Text;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Mime.Content;
using MailIntegration.Engine.Mime.Reading;

namespace OrchardCore.MailIntegration.Mime;

/// <summary>
/// The codec on MimeKit, the MIME library that Orchard itself ships. MimeKit parses, decodes and writes; what is no parsing is
/// the engine's: limits, which part is a body, charset repair, delivery reports, ids. Stateless, so one instance serves all
/// threads. Memory and time are bounded as for the built-in codec. See docs/mime.md.
/// </summary>
/// <remarks>
/// The engine looks a message over before MimeKit sees it. What breaks a limit or needs repair, and what the two take apart
/// differently, is read by the engine alone: an e-mail must be the same e-mail whichever codec a site uses.
/// </remarks>
public sealed class MimeKitCodec : IMimeCodec
{
    /// <summary>MimeKit's header buffer grows by 64 bytes at a time, which makes long fields cost the square of their length.</summary>
    private const int LongestHeader = 256 * 1024;

    private static readonly HashSet<string> NeedsRepair = new(StringComparer.Ordinal)
    {
        MimeWarnings.BoundaryMissing, MimeWarnings.DepthLimit, MimeWarnings.EncodingInvalid, MimeWarnings.EncodingUnknown,
        MimeWarnings.HeaderInvalid, MimeWarnings.HeaderTruncated, MimeWarnings.PartsLimit,
    };

    private readonly MimeLimits _limits;
    private readonly MimeCodec _engine;
    private readonly MimeCodec _scout;

    /// <summary>MimeKit finds charsets by .NET's register, which begins with Unicode and Latin-1 alone.</summary>
    static MimeKitCodec() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="limits">Null means the defaults of <see cref="MimeLimits"/>.</param>
    public MimeKitCodec(MimeLimits? limits = null)
    {
        _limits = limits ?? new MimeLimits();
        _engine = new MimeCodec(_limits);
        _scout = new MimeCodec(_limits with
        {
            MaxHeaderSize = Math.Min(_limits.MaxHeaderSize, LongestHeader),
            MaxHeaderCount = Math.Min(_limits.MaxHeaderCount, new MimeLimits().MaxHeaderCount),
        });
    }

    /// <inheritdoc />
    public async Task<MailContent> ReadAsync(Stream raw, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(raw);
        await using var source = await SeekableStream.OpenAsync(raw, _limits, cancellationToken);
        var outline = await _scout.OutlineAsync(source.Stream, cancellationToken);
        if (IsFit(outline))
        {
            source.Rewind();
            if (await ReadFitAsync(source.Stream, outline, cancellationToken) is { } content)
            {
                return content;
            }
        }

        source.Rewind();
        return await _engine.ReadAsync(source.Stream, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<bool> CopyPartAsync(Stream raw, string partId, Stream target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(partId);
        ArgumentNullException.ThrowIfNull(target);

        // A part is cut out by its place, which both readers agree on, and must come out as it was hashed.
        return await _engine.CopyPartAsync(raw, partId, target, cancellationToken);
    }

    /// <inheritdoc />
    public async Task WriteAsync(OutgoingMail mail, Stream target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(target);
        await MimeKitWriter.WriteAsync(mail, target, cancellationToken);
    }

    /// <summary>True for a message that MimeKit itself takes apart; tests count them.</summary>
    internal async Task<bool> IsReadByMimeKitAsync(Stream raw, CancellationToken cancellationToken)
    {
        var outline = await _scout.OutlineAsync(raw, cancellationToken);
        raw.Position = 0;
        return IsFit(outline) && await ReadFitAsync(raw, outline, cancellationToken) is not null;
    }

    private static bool IsFit(MimeOutline outline) =>
        !outline.HasLongFields
        && !outline.Warnings.Any(NeedsRepair.Contains)
        && !outline.ContentType.StartsWith("message/", StringComparison.Ordinal)
        && outline.ContentType != "text/rfc822-headers";

    /// <summary>Reads with MimeKit; null when it sees another structure than the engine does.</summary>
    private async Task<MailContent?> ReadFitAsync(Stream raw, MimeOutline outline, CancellationToken cancellationToken)
    {
        var warnings = new WarningSet();
        foreach (var warning in outline.Warnings)
        {
            warnings.Add(warning);
        }

        var charsets = new CharsetDecoder(warnings);
        using var leafReader = new LeafReader(warnings, output: null, outputPartId: null, MimeKitDecoder.Find);
        using var tree = new MimeKitTree(raw, _limits, charsets, leafReader);
        try
        {
            await tree.ReadMessageAsync(cancellationToken);
        }
        catch (FormatException)
        {
            return null;
        }

        if (tree.MessageHeaders is not { } headers || !outline.IsSameAs(tree.Outline))
        {
            return null;
        }

        var builder = new MailContentBuilder(_limits, warnings, charsets);
        builder.AddHeaders(headers);
        return MimeKitAddresses.Apply(builder.Build(tree.ContentType, tree.Leaves, tree.Choice), headers);
    }
}
