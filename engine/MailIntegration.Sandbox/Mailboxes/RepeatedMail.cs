using MailIntegration.Engine.Mime;

namespace MailIntegration.Sandbox.Mailboxes;

/// <summary>A huge message that is kept small: a beginning, one line many times, an end. Made anew whenever it is read.</summary>
internal sealed class RepeatedMail : RawMail
{
    private readonly byte[] _head;
    private readonly byte[] _line;
    private readonly int _count;
    private readonly byte[] _tail;
    private MailContent? _content;

    public RepeatedMail(byte[] head, byte[] line, int count, byte[] tail)
    {
        _head = head;
        _line = line;
        _count = count;
        _tail = tail;
        MessageId = HeaderBlock.Parse(head).GetId("Message-ID") is { } id ? $"<{id}>" : "";
    }

    public override int Length => _head.Length + (_line.Length * _count) + _tail.Length;

    public override string MessageId { get; }

    public override ReadOnlyMemory<byte> GetBytes()
    {
        var bytes = new byte[Length];
        _head.CopyTo(bytes, 0);
        for (var i = 0; i < _count; i++)
        {
            _line.CopyTo(bytes, _head.Length + (_line.Length * i));
        }

        _tail.CopyTo(bytes, bytes.Length - _tail.Length);
        return bytes;
    }

    public override async ValueTask<MailContent> ReadAsync(IMimeCodec codec, CancellationToken cancellationToken) =>
        _content ??= await base.ReadAsync(codec, cancellationToken);
}
