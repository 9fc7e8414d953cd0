namespace MailIntegration.Engine.Mime.Content;

/// <summary>
/// Streaming quoted-printable (RFC 2045 section 6.7). An equals sign that starts neither an escape nor a soft line break
/// stays as it is. White space at line ends stays too: taking it away would break format=flowed of careless senders.
/// </summary>
internal sealed class QuotedPrintableDecoder : TransferDecoder
{
    // Escapes are short, so the decoded bytes of dense escapes are gathered before they go on.
    private readonly byte[] _gathered = new byte[512];
    private readonly byte[] _held = new byte[MaxHeld];
    private const int MaxHeld = 80;
    private int _count;
    private int _heldCount;

    public override void Decode(ReadOnlySpan<byte> input, IByteSink sink)
    {
        while (!input.IsEmpty)
        {
            if (_heldCount > 0)
            {
                input = Continue(input, sink);
                continue;
            }

            var run = input.IndexOf((byte)'=');
            Emit(run < 0 ? input : input[..run], sink);
            if (run < 0)
            {
                return;
            }

            _held[0] = (byte)'=';
            _heldCount = 1;
            input = input[(run + 1)..];
        }
    }

    public override void Finish(IByteSink sink)
    {
        // A lone equals sign at the very end is a soft line break before nothing.
        if (_heldCount > 1 || (_heldCount == 1 && _held[0] != '='))
        {
            GiveUp(sink);
        }

        _heldCount = 0;
        Flush(sink);
        HasErrors = false;
    }

    /// <summary>Takes the next byte after an equals sign.</summary>
    private ReadOnlySpan<byte> Continue(ReadOnlySpan<byte> input, IByteSink sink)
    {
        var next = input[0];
        if (_heldCount == 2 && HexValue(_held[1]) >= 0)
        {
            var low = HexValue(next);
            if (low < 0)
            {
                return GiveUp(input, sink);
            }

            EmitByte((byte)((HexValue(_held[1]) << 4) | low), sink);
            _heldCount = 0;
            return input[1..];
        }

        if (next == '\n')
        {
            _heldCount = 0;
            return input[1..];
        }

        var fits = _heldCount < MaxHeld && _held[_heldCount - 1] != '\r';
        if (fits && (next is (byte)' ' or (byte)'\t' or (byte)'\r' || (_heldCount == 1 && HexValue(next) >= 0)))
        {
            _held[_heldCount++] = next;
            return input[1..];
        }

        return GiveUp(input, sink);
    }

    private ReadOnlySpan<byte> GiveUp(ReadOnlySpan<byte> input, IByteSink sink)
    {
        GiveUp(sink);
        return input;
    }

    private void GiveUp(IByteSink sink)
    {
        HasErrors = true;
        Emit(_held.AsSpan(0, _heldCount), sink);
        _heldCount = 0;
    }

    private void EmitByte(byte value, IByteSink sink)
    {
        if (_count == _gathered.Length)
        {
            Flush(sink);
        }

        _gathered[_count++] = value;
    }

    private void Emit(ReadOnlySpan<byte> bytes, IByteSink sink)
    {
        if (bytes.Length > _gathered.Length - _count)
        {
            Flush(sink);
        }

        if (bytes.Length > _gathered.Length / 2)
        {
            Flush(sink);
            sink.Write(bytes);
            return;
        }

        bytes.CopyTo(_gathered.AsSpan(_count));
        _count += bytes.Length;
    }

    private void Flush(IByteSink sink)
    {
        if (_count > 0)
        {
            sink.Write(_gathered.AsSpan(0, _count));
            _count = 0;
        }
    }

    private static int HexValue(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
        _ => -1,
    };
}
