using System.Text;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Web.Content;

/// <summary>Reads a form field by field; a field's value is a stream, so that none has to fit into memory.</summary>
internal interface IFieldReader
{
    /// <summary>The name of the next field, decoded; what was left of the last value is passed over. Null at the end.</summary>
    Task<string?> NextAsync(CancellationToken cancellationToken);

    /// <summary>The value of the field that was named last, as UTF-8; ends with the field.</summary>
    Stream Value { get; }
}

/// <summary>Bytes one at a time over a buffer.</summary>
internal sealed class ByteSource
{
    private readonly Stream _inner;
    private readonly byte[] _buffer = new byte[81920];
    private int _at;
    private int _length;

    public ByteSource(Stream inner)
    {
        _inner = inner;
    }

    /// <summary>The next byte without taking it; -1 at the end.</summary>
    public async ValueTask<int> PeekAsync(CancellationToken cancellationToken)
    {
        if (_at == _length)
        {
            _length = await _inner.ReadAsync(_buffer, cancellationToken);
            _at = 0;
        }

        return _length == 0 ? -1 : _buffer[_at];
    }

    /// <inheritdoc cref="PeekAsync"/>
    public async ValueTask<int> TakeAsync(CancellationToken cancellationToken)
    {
        var value = await PeekAsync(cancellationToken);
        _at += value < 0 ? 0 : 1;
        return value;
    }
}

/// <summary>A value that is decoded while it is read.</summary>
internal sealed class DecodedStream : ForwardStream
{
    private readonly Func<Memory<byte>, CancellationToken, ValueTask<int>> _read;

    public DecodedStream(Func<Memory<byte>, CancellationToken, ValueTask<int>> read)
    {
        _read = read;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _read(buffer, cancellationToken);
}

/// <summary>application/x-www-form-urlencoded (WHATWG URL, 5.1).</summary>
internal sealed class UrlEncodedFields : IFieldReader
{
    private const int MaxName = 200;

    private readonly ByteSource _source;
    private bool _isEnd;

    public UrlEncodedFields(Stream body)
    {
        _source = new ByteSource(body);
        Value = new DecodedStream(ReadAsync);
    }

    public Stream Value { get; }

    public async Task<string?> NextAsync(CancellationToken cancellationToken)
    {
        while (!_isEnd && await NextByteAsync(cancellationToken) >= 0)
        {
        }

        _isEnd = false;
        var name = new List<byte>();
        while (await _source.PeekAsync(cancellationToken) >= 0)
        {
            if (await _source.PeekAsync(cancellationToken) == '=')
            {
                await _source.TakeAsync(cancellationToken);
                return Encoding.UTF8.GetString([.. name]);
            }

            var next = await NextByteAsync(cancellationToken);
            if (next >= 0 && name.Count < MaxName)
            {
                name.Add((byte)next);
            }
            else if (next < 0 && name.Count > 0)
            {
                return Encoding.UTF8.GetString([.. name]);
            }
        }

        _isEnd = true;
        return name.Count == 0 ? null : Encoding.UTF8.GetString([.. name]);
    }

    private async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var count = 0;
        while (count < buffer.Length && await NextByteAsync(cancellationToken) is >= 0 and var next)
        {
            buffer.Span[count++] = (byte)next;
        }

        return count;
    }

    /// <summary>The next decoded byte; -1 at the end of the field.</summary>
    private async ValueTask<int> NextByteAsync(CancellationToken cancellationToken)
    {
        if (_isEnd)
        {
            return -1;
        }

        var next = await _source.TakeAsync(cancellationToken);
        if (next is -1 or '&')
        {
            _isEnd = true;
            return -1;
        }

        if (next == '%' && await HexAsync(cancellationToken) is >= 0 and var high)
        {
            return await HexAsync(cancellationToken) is >= 0 and var low ? (high << 4) + low : high;
        }

        return next == '+' ? ' ' : next;
    }

    private async ValueTask<int> HexAsync(CancellationToken cancellationToken)
    {
        var digit = await _source.PeekAsync(cancellationToken);
        if (digit < 0 || !char.IsAsciiHexDigit((char)digit))
        {
            return -1;
        }

        await _source.TakeAsync(cancellationToken);
        return Convert.ToInt32(((char)digit).ToString(), 16);
    }
}
