using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MailIntegration.Engine.Mime;

namespace MailIntegration.Tests.Mime;

/// <summary>Helpers for tests of the codec.</summary>
internal static class MailAssert
{
    /// <summary>Compares every value; records with lists do not compare themselves.</summary>
    public static void Equal(MailContent expected, MailContent actual) =>
        Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(actual));

    public static void IsContentOf(MailAttachment attachment, byte[] content)
    {
        Assert.Equal(attachment.Size, content.Length);
        Assert.Equal(attachment.Sha256, Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    /// <summary>Bytes of a message; line ends become CRLF, characters up to U+00FF become single bytes.</summary>
    public static byte[] Bytes(string message) =>
        Encoding.Latin1.GetBytes(message.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal));

    public static Task<MailContent> ReadAsync(string message, MimeLimits? limits = null) => ReadAsync(Bytes(message), limits);

    public static async Task<MailContent> ReadAsync(byte[] message, MimeLimits? limits = null)
    {
        using var stream = new MemoryStream(message, writable: false);
        return await new MimeCodec(limits).ReadAsync(stream, CancellationToken.None);
    }

    public static async Task<byte[]> CopyPartAsync(byte[] message, string partId)
    {
        using var stream = new MemoryStream(message, writable: false);
        using var target = new MemoryStream();
        Assert.True(await new MimeCodec().CopyPartAsync(stream, partId, target, CancellationToken.None));
        return target.ToArray();
    }
}
