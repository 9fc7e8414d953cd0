using System.Text;
using MailIntegration.Engine.Mime;

namespace MailIntegration.Tests.Mime;

/// <summary>What every codec must do: each home runs these classes with its own.</summary>
public abstract class CodecConformance
{
    /// <summary>A codec of the kind that is tested.</summary>
    protected abstract IMimeCodec Create(MimeLimits? limits = null);

    private protected Task<MailContent> ReadAsync(string message, MimeLimits? limits = null) =>
        ReadAsync(MailAssert.Bytes(message), limits);

    private protected async Task<MailContent> ReadAsync(byte[] message, MimeLimits? limits = null)
    {
        using var stream = new MemoryStream(message, writable: false);
        return await Create(limits).ReadAsync(stream, CancellationToken.None);
    }

    private protected async Task<byte[]> CopyPartAsync(byte[] message, string partId)
    {
        using var stream = new MemoryStream(message, writable: false);
        using var target = new MemoryStream();
        Assert.True(await Create().CopyPartAsync(stream, partId, target, CancellationToken.None));
        return target.ToArray();
    }

    private protected async Task<byte[]> WriteAsync(OutgoingMail mail)
    {
        using var target = new MemoryStream();
        await Create().WriteAsync(mail, target, CancellationToken.None);
        return target.ToArray();
    }

    private protected async Task<string> WriteTextAsync(OutgoingMail mail) => Encoding.Latin1.GetString(await WriteAsync(mail));

    private protected async Task<MailContent> RoundTripAsync(OutgoingMail mail) => await ReadAsync(await WriteAsync(mail));
}
