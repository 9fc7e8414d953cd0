using System.Text;
using MailIntegration.Engine.Mime.Headers;
using MimeKit;

namespace OrchardCore.MailIntegration.Mime;

/// <summary>The fields of one header block as MimeKit found them.</summary>
internal sealed class MimeKitHeaders : IHeaderFields
{
    private readonly List<(byte[] Name, Header Header)> _fields = [];

    public int Count => _fields.Count;

    public void Add(Header header)
    {
        // A line that is no field, such as the envelope line of an mbox file, comes as a field with the line as its name.
        if (header.Field.AsSpan().IndexOfAny(" \t\r\n") < 0)
        {
            _fields.Add((Encoding.ASCII.GetBytes(header.Field), header));
        }
    }

    public ReadOnlySpan<byte> Name(int index) => _fields[index].Name;

    public ReadOnlySpan<byte> Value(int index) => _fields[index].Header.RawValue.AsSpan().Trim(" \t\r\n"u8);

    /// <summary>The first field of that name; null when there is none.</summary>
    public Header? Find(HeaderId id)
    {
        foreach (var (_, header) in _fields)
        {
            if (header.Id == id)
            {
                return header;
            }
        }

        return null;
    }
}
