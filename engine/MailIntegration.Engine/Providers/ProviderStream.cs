using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Providers;

/// <summary>
/// A provider's answer as it arrives. Its failures are told apart from those of whoever writes it down: a broken
/// connection passes, a full disk does not.
/// </summary>
internal sealed class ProviderStream : ForwardStream
{
    private readonly Stream _inner;

    public ProviderStream(Stream inner)
    {
        _inner = inner;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _inner.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new ProviderException(ProviderError.Unavailable, new Reason("connection-broken"), exception);
        }
    }
}
