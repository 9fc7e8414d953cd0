using System.Buffers;
using MailIntegration.Engine.Mime.Content;

namespace MailIntegration.Engine.Mime.Reading;

/// <summary>Holds decoded bytes between the synchronous walk and the asynchronous target; never more than one input buffer's worth.</summary>
internal sealed class OutputBuffer : IByteSink
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public void Write(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    public async Task FlushAsync(Stream target, CancellationToken cancellationToken)
    {
        if (_bytes.WrittenCount > 0)
        {
            await target.WriteAsync(_bytes.WrittenMemory, cancellationToken);
            _bytes.ResetWrittenCount();
        }
    }
}
