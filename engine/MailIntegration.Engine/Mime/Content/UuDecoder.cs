namespace MailIntegration.Engine.Mime.Content;

/// <summary>
/// Streaming uuencode (x-uuencode, x-uue). Data lies between a line "begin MODE NAME" and a line "end"; without a begin line
/// everything up to "end" is taken as data. A line carries at most 63 bytes, so longer lines are cut.
/// </summary>
internal sealed class UuDecoder : TransferDecoder
{
    private const int LongestLine = 128;

    private readonly byte[] _line = new byte[LongestLine];
    private readonly byte[] _bytes = new byte[64];
    private int _length;
    private bool _ended;

    public override void Decode(ReadOnlySpan<byte> input, IByteSink sink)
    {
        while (!input.IsEmpty && !_ended)
        {
            var end = input.IndexOf((byte)'\n');
            Keep(end < 0 ? input : input[..end]);
            if (end < 0)
            {
                return;
            }

            Line(sink);
            input = input[(end + 1)..];
        }
    }

    public override void Finish(IByteSink sink)
    {
        if (!_ended)
        {
            Line(sink);
        }

        _ended = false;
        _length = 0;
        HasErrors = false;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var count = Math.Min(bytes.Length, LongestLine - _length);
        bytes[..count].CopyTo(_line.AsSpan(_length));
        _length += count;
    }

    private void Line(IByteSink sink)
    {
        var line = _line.AsSpan(0, _length).TrimEnd("\r\n"u8);
        _length = 0;
        if (line.IsEmpty || line.StartsWith("begin "u8))
        {
            return;
        }

        if (line.SequenceEqual("end"u8))
        {
            _ended = true;
            return;
        }

        // Never more bytes than the characters of the line can carry: a line of one letter could else claim 45.
        var carried = (line.Length - 1) * 3 / 4;
        var count = Math.Min(Value(line[0]), carried);
        HasErrors |= Value(line[0]) > carried;
        var written = 0;
        for (var i = 1; written < count; i += 4)
        {
            var bits = (At(line, i) << 18) | (At(line, i + 1) << 12) | (At(line, i + 2) << 6) | At(line, i + 3);
            _bytes[written++] = (byte)(bits >> 16);
            if (written < count)
            {
                _bytes[written++] = (byte)(bits >> 8);
            }

            if (written < count)
            {
                _bytes[written++] = (byte)bits;
            }
        }

        sink.Write(_bytes.AsSpan(0, written));
    }

    private static int At(ReadOnlySpan<byte> line, int index) => index < line.Length ? Value(line[index]) : 0;

    private static int Value(byte character) => (character - 32) & 63;
}
