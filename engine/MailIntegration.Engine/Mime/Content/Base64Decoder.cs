using System.Buffers;
using System.Buffers.Text;

namespace MailIntegration.Engine.Mime.Content;

/// <summary>
/// Streaming base64. Characters outside the alphabet are skipped; padding ends a quantum but not the data, because some senders
/// put several padded pieces one after the other; a last quantum without padding is decoded as far as it goes.
/// </summary>
internal sealed class Base64Decoder : TransferDecoder
{
    private const int BufferSize = 16 * 1024;

    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    private readonly byte[] _text;
    private readonly byte[] _bytes;
    private int _count;

    /// <param name="bufferSize">A multiple of four.</param>
    public Base64Decoder(int bufferSize = BufferSize)
    {
        _text = new byte[bufferSize];
        _bytes = new byte[bufferSize / 4 * 3];
    }

    public override void Decode(ReadOnlySpan<byte> input, IByteSink sink)
    {
        while (!input.IsEmpty)
        {
            var run = input.IndexOfAnyExcept(Alphabet);
            run = run < 0 ? input.Length : run;
            if (run > 0)
            {
                run = Math.Min(run, _text.Length - _count);
                input[..run].CopyTo(_text.AsSpan(_count));
                _count += run;
                input = input[run..];
                if (_count == _text.Length)
                {
                    Flush(sink);
                }

                continue;
            }

            Skip(input[0], sink);
            input = input[1..];
        }
    }

    public override void Finish(IByteSink sink)
    {
        Pad(sink);
        HasErrors = false;
    }

    private void Skip(byte character, IByteSink sink)
    {
        if (character == '=')
        {
            Pad(sink);
        }
        else if (character is not ((byte)'\r' or (byte)'\n' or (byte)' ' or (byte)'\t'))
        {
            HasErrors = true;
        }
    }

    /// <summary>Ends the quantum: two characters carry one byte, three carry two, one carries none.</summary>
    private void Pad(IByteSink sink)
    {
        Flush(sink);
        if (_count >= 2)
        {
            _text.AsSpan(_count, 4 - _count).Fill((byte)'A');
            _ = Base64.DecodeFromUtf8(_text.AsSpan(0, 4), _bytes, out _, out _);
            sink.Write(_bytes.AsSpan(0, _count - 1));
        }

        _count = 0;
    }

    private void Flush(IByteSink sink)
    {
        var whole = _count & ~3;
        if (whole > 0)
        {
            _ = Base64.DecodeFromUtf8(_text.AsSpan(0, whole), _bytes, out _, out var written, isFinalBlock: false);
            sink.Write(_bytes.AsSpan(0, written));
            _text.AsSpan(whole, _count - whole).CopyTo(_text);
            _count -= whole;
        }
    }
}
