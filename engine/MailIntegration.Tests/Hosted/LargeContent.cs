using System.Net;
using System.Text;

namespace MailIntegration.Tests.Hosted;

/// <summary>A body that is made while it is sent.</summary>
internal sealed class LargeContent : HttpContent
{
    private readonly long _length;
    private readonly bool _isAnnounced;

    public LargeContent(long length, bool isAnnounced)
    {
        _length = length;
        _isAnnounced = isAnnounced;
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var line = Encoding.ASCII.GetBytes(new string('x', 1022) + "\r\n");
        for (var sent = 0L; sent < _length; sent += line.Length)
        {
            await stream.WriteAsync(line);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return _isAnnounced;
    }
}
