using System.Text;

namespace MailIntegration.Sandbox.Mailboxes;

/// <summary>
/// The header of a raw message, field by field, for changing single fields without touching any other byte.
/// Reading what a message says is the codec's work, not this class's.
/// </summary>
public sealed class HeaderBlock
{
    private readonly List<KeyValuePair<string, byte[]>> _fields;
    private readonly ReadOnlyMemory<byte> _body;

    private HeaderBlock(List<KeyValuePair<string, byte[]>> fields, ReadOnlyMemory<byte> body)
    {
        _fields = fields;
        _body = body;
    }

    /// <summary>Splits a message into fields (folded lines kept) and the rest, the empty line included.</summary>
    public static HeaderBlock Parse(ReadOnlyMemory<byte> raw)
    {
        var fields = new List<KeyValuePair<string, byte[]>>();
        var span = raw.Span;
        var start = 0;
        while (start < span.Length)
        {
            var end = FieldEnd(span, start);
            var line = span[start..end];
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[0] is (byte)'\r' or (byte)'\n')
            {
                break;
            }

            fields.Add(new(Encoding.ASCII.GetString(line[..colon]).Trim(), line.ToArray()));
            start = end;
        }

        return new HeaderBlock(fields, raw[start..]);
    }

    /// <summary>The unfolded raw value (encoded words left as they are); null when the field is missing.</summary>
    public string? Get(string name) => All(name).FirstOrDefault();

    public IEnumerable<string> All(string name) =>
        _fields.Where(field => Is(field.Key, name)).Select(field => Unfold(field.Value));

    /// <summary>The address between angle brackets, or the bare value.</summary>
    public string? GetId(string name)
    {
        var value = Get(name);
        if (value is null)
        {
            return null;
        }

        var open = value.IndexOf('<', StringComparison.Ordinal);
        var close = open < 0 ? -1 : value.IndexOf('>', open);
        var id = (close > open ? value[(open + 1)..close] : value).Trim();
        return id.Length == 0 ? null : id;
    }

    public HeaderBlock Remove(string name)
    {
        _fields.RemoveAll(field => Is(field.Key, name));
        return this;
    }

    /// <summary>Removes all fields whose name begins with a prefix.</summary>
    public HeaderBlock RemoveStartingWith(string prefix)
    {
        _fields.RemoveAll(field => field.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
        return this;
    }

    /// <summary>Puts a field before all others, as each mail server on the way does.</summary>
    public HeaderBlock Prepend(string name, string value)
    {
        _fields.Insert(0, Field(name, value));
        return this;
    }

    /// <summary>Replaces a field where it stands, or adds it at the end.</summary>
    public HeaderBlock Set(string name, string value)
    {
        var at = _fields.FindIndex(field => Is(field.Key, name));
        if (at < 0)
        {
            _fields.Add(Field(name, value));
        }
        else
        {
            _fields[at] = Field(name, value);
        }

        return this;
    }

    /// <summary>Changes the value of every field of a name.</summary>
    public HeaderBlock Change(string name, Func<string, string> change)
    {
        for (var i = 0; i < _fields.Count; i++)
        {
            if (Is(_fields[i].Key, name))
            {
                var old = Unfold(_fields[i].Value);
                var changed = change(old);
                if (changed != old)
                {
                    _fields[i] = Field(_fields[i].Key, changed);
                }
            }
        }

        return this;
    }

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream(_fields.Sum(field => field.Value.Length) + _body.Length + 2);
        foreach (var field in _fields)
        {
            stream.Write(field.Value);
        }

        if (_body.Length == 0)
        {
            stream.Write("\r\n"u8);
        }

        stream.Write(_body.Span);
        return stream.ToArray();
    }

    private static bool Is(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static KeyValuePair<string, byte[]> Field(string name, string value) =>
        new(name, Encoding.UTF8.GetBytes($"{name}: {value}\r\n"));

    private static string Unfold(byte[] field)
    {
        var text = Encoding.UTF8.GetString(field);
        var value = text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return value.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal)
            .Replace('\t', ' ').Trim();
    }

    private static int FieldEnd(ReadOnlySpan<byte> span, int start)
    {
        var at = start;
        while (true)
        {
            var newline = span[at..].IndexOf((byte)'\n');
            if (newline < 0)
            {
                return span.Length;
            }

            at += newline + 1;
            if (at >= span.Length || span[at] is not ((byte)' ' or (byte)'\t'))
            {
                return at;
            }
        }
    }
}
