using MailIntegration.Engine.Mime;

namespace MailIntegration.Sandbox.Mailboxes;

/// <summary>The bytes of a message, kept or made when asked for.</summary>
public abstract class RawMail
{
    /// <summary>Size in bytes.</summary>
    public abstract int Length { get; }

    /// <summary>The Message-ID with angle brackets, as the providers' APIs give it; empty when the message has none.</summary>
    public abstract string MessageId { get; }

    public abstract ReadOnlyMemory<byte> GetBytes();

    /// <summary>What the message says.</summary>
    public virtual async ValueTask<MailContent> ReadAsync(IMimeCodec codec, CancellationToken cancellationToken)
    {
        using var stream = OpenRead();
        return await codec.ReadAsync(stream, cancellationToken);
    }

    public Stream OpenRead()
    {
        var bytes = GetBytes();
        return System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);
    }
}

/// <summary>A message held in memory.</summary>
public sealed class StoredMail : RawMail
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly string _messageId;
    private MailContent? _content;

    public StoredMail(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        var id = HeaderBlock.Parse(bytes).GetId("Message-ID");
        _messageId = id is null ? "" : $"<{id}>";
    }

    public override int Length => _bytes.Length;

    public override string MessageId => _messageId;

    public override ReadOnlyMemory<byte> GetBytes() => _bytes;

    public override async ValueTask<MailContent> ReadAsync(IMimeCodec codec, CancellationToken cancellationToken) =>
        _content ??= await base.ReadAsync(codec, cancellationToken);
}
