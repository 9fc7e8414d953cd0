using System.Buffers;
using System.Globalization;
using MailIntegration.Engine.Mime.Content;
using MailIntegration.Engine.Mime.Reading;
using MailIntegration.Engine.Mime.Writing;

namespace MailIntegration.Engine.Mime;

/// <summary>
/// The built-in codec: RFC 5322, 2045 to 2047, 2231, 2387, 3464, 3676, 6532. Stateless, so one instance serves all threads.
/// Memory: at most four times the message plus 16 MB; time: linear in the size of the message. See docs/mime.md.
/// </summary>
public sealed class MimeCodec : IMimeCodec
{
    private readonly MimeLimits _limits;

    /// <param name="limits">Null means the defaults of <see cref="MimeLimits"/>.</param>
    public MimeCodec(MimeLimits? limits = null) => _limits = limits ?? new MimeLimits();

    /// <summary>How many bytes are read at a time; tests make it small. Not below the longest boundary line.</summary>
    internal int BufferSize { get; init; } = 64 * 1024;

    /// <inheritdoc />
    public async Task<MailContent> ReadAsync(Stream raw, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(raw);
        var warnings = new WarningSet();
        var charsets = new CharsetDecoder(warnings);
        var builder = new MailContentBuilder(_limits, warnings, charsets);
        using var leafReader = new LeafReader(warnings, output: null, outputPartId: null);
        using var tree = new PartTree(_limits, warnings, charsets, leafReader, builder.AddHeaders);
        await WalkAsync(raw, tree, afterEach: null, cancellationToken);
        return builder.Build(tree.ContentType, tree.Leaves, tree.Choice);
    }

    /// <summary>
    /// Walks a message to see how it is built, at a fraction of the cost of reading it; for codecs that must know beforehand
    /// whether another parser can be trusted with it.
    /// </summary>
    /// <exception cref="MimeLimitException">The message is larger than allowed.</exception>
    internal async Task<MimeOutline> OutlineAsync(Stream raw, CancellationToken cancellationToken)
    {
        var warnings = new WarningSet();
        using var leafReader = new LeafReader(warnings, output: null, outputPartId: "");
        using var tree = new PartTree(_limits, warnings, new CharsetDecoder(warnings), leafReader, _ => { });
        await WalkAsync(raw, tree, afterEach: null, cancellationToken);
        return new MimeOutline(
            tree.ContentType, tree.Leaves, tree.Choice.Text?.PartId, tree.Choice.Html?.PartId, tree.HasLongFields, warnings.Codes);
    }

    /// <inheritdoc />
    public async Task<bool> CopyPartAsync(Stream raw, string partId, Stream target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(partId);
        ArgumentNullException.ThrowIfNull(target);
        var warnings = new WarningSet();
        var output = new OutputBuffer();
        using var leafReader = new LeafReader(warnings, output, partId);
        using var tree = new PartTree(_limits, warnings, new CharsetDecoder(warnings), leafReader, _ => { });
        await WalkAsync(
            raw,
            tree,
            async () =>
            {
                await output.FlushAsync(target, cancellationToken);
                return !leafReader.HasCopied;
            },
            cancellationToken);
        return leafReader.HasCopied;
    }

    /// <inheritdoc />
    public async Task WriteAsync(OutgoingMail mail, Stream target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(target);
        await new MessageWriter(mail, target, cancellationToken).WriteAsync();
    }

    private async Task WalkAsync(Stream raw, PartTree tree, Func<Task<bool>>? afterEach, CancellationToken cancellationToken)
    {
        var lines = new LineSplitter(tree);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long total = 0;
            var held = 0;
            var isEnd = false;
            while (!isEnd)
            {
                var room = BufferSize - held;
                var read = await raw.ReadAtLeastAsync(buffer.AsMemory(held, room), room, throwOnEndOfStream: false, cancellationToken);
                total += read;
                if (total > _limits.MaxMessageSize)
                {
                    throw new MimeLimitException(string.Create(
                        CultureInfo.InvariantCulture, $"The message is larger than MaxMessageSize ({_limits.MaxMessageSize} bytes)."));
                }

                isEnd = read < room;
                held += read;
                var taken = lines.Take(buffer.AsSpan(0, held), isEnd);
                buffer.AsSpan(taken, held - taken).CopyTo(buffer);
                held -= taken;
                if (isEnd)
                {
                    tree.End();
                }

                if (afterEach is not null && !await afterEach())
                {
                    return;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
