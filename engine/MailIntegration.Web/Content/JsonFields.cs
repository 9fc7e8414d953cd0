using System.Text;

namespace MailIntegration.Web.Content;

/// <summary>
/// The string members at the top of a JSON object (RFC 8259), streamed: a document reader would hold a whole message as one
/// string. Members of other kinds are passed over.
/// </summary>
internal sealed class JsonFields : IFieldReader
{
    private const int MaxName = 200;

    private readonly ByteSource _source;
    private readonly Queue<byte> _pending = new();
    private bool _isInValue;
    private bool _hasBegun;

    public JsonFields(Stream body)
    {
        _source = new ByteSource(body);
        Value = new DecodedStream(ReadAsync);
    }

    public Stream Value { get; }

    public async Task<string?> NextAsync(CancellationToken cancellationToken)
    {
        while (_isInValue && await NextByteAsync(cancellationToken) >= 0)
        {
        }

        if (!_hasBegun)
        {
            _hasBegun = true;
            if (await SkipSpaceAsync(cancellationToken) != '{')
            {
                return null;
            }

            await _source.TakeAsync(cancellationToken);
        }

        while (await SkipSpaceAsync(cancellationToken) is var next && next is ',' or '"')
        {
            await _source.TakeAsync(cancellationToken);
            if (next == ',')
            {
                continue;
            }

            _isInValue = true;
            var name = await TextAsync(cancellationToken);
            if (await SkipSpaceAsync(cancellationToken) != ':')
            {
                return null;
            }

            await _source.TakeAsync(cancellationToken);
            if (await SkipSpaceAsync(cancellationToken) == '"')
            {
                await _source.TakeAsync(cancellationToken);
                _isInValue = true;
                return name;
            }

            await SkipValueAsync(cancellationToken);
        }

        return null;
    }

    private async Task<string> TextAsync(CancellationToken cancellationToken)
    {
        var bytes = new List<byte>();
        while (await NextByteAsync(cancellationToken) is >= 0 and var next)
        {
            if (bytes.Count < MaxName)
            {
                bytes.Add((byte)next);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    /// <summary>Passes over a number, literal, array or object, up to the comma or brace behind it.</summary>
    private async Task SkipValueAsync(CancellationToken cancellationToken)
    {
        var depth = 0;
        while (await _source.PeekAsync(cancellationToken) is >= 0 and var next)
        {
            if (depth == 0 && next is ',' or '}')
            {
                return;
            }

            await _source.TakeAsync(cancellationToken);
            depth += next is '{' or '[' ? 1 : next is '}' or ']' ? -1 : 0;
            if (next == '"')
            {
                _isInValue = true;
                while (await NextByteAsync(cancellationToken) >= 0)
                {
                }
            }
        }
    }

    private async ValueTask<int> SkipSpaceAsync(CancellationToken cancellationToken)
    {
        int next;
        while ((next = await _source.PeekAsync(cancellationToken)) is ' ' or '\t' or '\r' or '\n' or 0xEF or 0xBB or 0xBF)
        {
            await _source.TakeAsync(cancellationToken);
        }

        return next;
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

    /// <summary>The next byte of the string, its escapes undone; -1 at its end.</summary>
    private async ValueTask<int> NextByteAsync(CancellationToken cancellationToken)
    {
        if (_pending.TryDequeue(out var waiting))
        {
            return waiting;
        }

        if (!_isInValue)
        {
            return -1;
        }

        var next = await _source.TakeAsync(cancellationToken);
        if (next is -1 or '"')
        {
            _isInValue = false;
            return -1;
        }

        if (next != '\\')
        {
            return next;
        }

        return await _source.TakeAsync(cancellationToken) switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'b' => '\b',
            'f' => '\f',
            'u' => await CodeUnitAsync(cancellationToken),
            var other => other,
        };
    }

    /// <summary>A UTF-16 escape, with the second half of a pair behind it, as UTF-8.</summary>
    private async ValueTask<int> CodeUnitAsync(CancellationToken cancellationToken)
    {
        var unit = await HexAsync(cancellationToken);
        var rune = Rune.ReplacementChar;
        if (char.IsHighSurrogate((char)unit) && await _source.PeekAsync(cancellationToken) == '\\')
        {
            await _source.TakeAsync(cancellationToken);
            if (await _source.TakeAsync(cancellationToken) == 'u')
            {
                _ = Rune.TryCreate((char)unit, (char)await HexAsync(cancellationToken), out rune) || Reset(out rune);
            }
        }
        else
        {
            _ = Rune.TryCreate((char)unit, out rune) || Reset(out rune);
        }

        var bytes = new byte[4];
        var length = rune.EncodeToUtf8(bytes);
        foreach (var next in bytes.AsSpan(1, length - 1))
        {
            _pending.Enqueue(next);
        }

        return bytes[0];
    }

    private static bool Reset(out Rune rune)
    {
        rune = Rune.ReplacementChar;
        return true;
    }

    private async ValueTask<int> HexAsync(CancellationToken cancellationToken)
    {
        var value = 0;
        for (var i = 0; i < 4; i++)
        {
            var digit = await _source.TakeAsync(cancellationToken);
            value = (value << 4) + (digit >= 0 && char.IsAsciiHexDigit((char)digit) ? Convert.ToInt32(((char)digit).ToString(), 16) : 0);
        }

        return value;
    }
}
