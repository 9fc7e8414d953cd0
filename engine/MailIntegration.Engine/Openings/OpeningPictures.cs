using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Templates;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Openings;

/// <summary>A picture for one mail.</summary>
/// <param name="Id">Random; names the mail to the site and to nobody else.</param>
internal sealed record OpeningPicture(string Id, string Url);

/// <summary>
/// The invisible pictures by which the site notes that a mail was opened (MC4). Their addresses hold 128 random bits and 128 bits
/// of HMAC-SHA256 over them: nobody can make one, and none tells whom or what it is about.
/// </summary>
public sealed partial class OpeningPictures
{
    private const int IdBytes = 16;
    private const int TokenBytes = 2 * IdBytes;

    private readonly IMailSetupStore _setup;
    private readonly IPeople _people;
    private readonly ISiteFacts _site;
    private readonly MessageSigner _signer;

    public OpeningPictures(IMailSetupStore setup, IPeople people, ISiteFacts site, MessageSigner signer)
    {
        _setup = setup;
        _people = people;
        _site = site;
        _signer = signer;
    }

    /// <summary>The picture for a mail that is about to be written; null for mail that gets none: while the setting is off, the
    /// site does not know its own address, or the mail is not to one contact alone. Mails about accounts and codes never get one.</summary>
    internal async Task<OpeningPicture?> ForAsync(OutboxRequest request, CancellationToken cancellationToken)
    {
        if (request is not { Stream: OutboxStream.External, IsSites: false, Draft: { To: [var to], Cc.Count: 0, Bcc.Count: 0 } }
            || IsPrivate(request.Template)
            || EmailAddresses.Normalize(to.Address) is not { } address)
        {
            return null;
        }

        var setup = await _setup.GetAsync(cancellationToken);
        if (!setup.Settings.NoteOpenings
            || OwnAddresses.Of(setup).Contains(address)
            || (await _people.GetMembersAsync(cancellationToken)).Any(m => EmailAddresses.Normalize(m.Email) == address)
            || (await _site.GetAsync(cancellationToken)).Portal is not { } portal)
        {
            return null;
        }

        var token = new byte[TokenBytes];
        RandomNumberGenerator.Fill(token.AsSpan(0, IdBytes));
        Mac(await KeyAsync(cancellationToken), token).CopyTo(token.AsSpan(IdBytes));
        return new OpeningPicture(
            Convert.ToHexStringLower(token.AsSpan(0, IdBytes)), $"{portal}/o/{Base64Url.EncodeToString(token)}.gif");
    }

    /// <summary>The id of the picture that a token names; null when the token is made up.</summary>
    internal async Task<string?> ReadAsync(string token, CancellationToken cancellationToken) =>
        token.Length <= 100 && Bytes(token) is { } bytes ? Id(await KeyAsync(cancellationToken), bytes) : null;

    /// <summary>Says of an image's address whether it is a picture of ours, wherever the site lay when it was made, and through
    /// whichever proxy: readers here must not fetch it. Null when the HTML holds none.</summary>
    public async Task<Func<string, bool>?> FindOwnAsync(string? html, CancellationToken cancellationToken)
    {
        if (html?.Contains(".gif", StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        var key = await KeyAsync(cancellationToken);
        return url => IsOwn(key, url);
    }

    private static bool IsOwn(byte[] key, string url)
    {
        foreach (var match in Token().EnumerateMatches(url))
        {
            if (Bytes(url.AsSpan(match.Index, match.Length)) is { } bytes && Id(key, bytes) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether people wait for it in private: how soon they open it is nobody's business.</summary>
    private static bool IsPrivate(string? template) => template is not null
        && SystemTemplates.Find(template) is { Group: TemplateGroup.Account } or { Kind: SystemMailKind.TwoStepCode };

    private static byte[]? Bytes(ReadOnlySpan<char> token)
    {
        var bytes = new byte[TokenBytes];
        return token.Length == Base64Url.GetEncodedLength(TokenBytes)
            && Base64Url.IsValid(token, out var length) && length == TokenBytes
            && Base64Url.TryDecodeFromChars(token, bytes, out _)
            ? bytes
            : null;
    }

    private static string? Id(byte[] key, byte[] token) =>
        CryptographicOperations.FixedTimeEquals(Mac(key, token), token.AsSpan(IdBytes))
            ? Convert.ToHexStringLower(token.AsSpan(0, IdBytes))
            : null;

    private static byte[] Mac(byte[] key, byte[] token) => HMACSHA256.HashData(key, token.AsSpan(0, IdBytes))[..IdBytes];

    private Task<byte[]> KeyAsync(CancellationToken cancellationToken) => _signer.DeriveKeyAsync("opening-picture", cancellationToken);

    [GeneratedRegex("(?<=/o/)[A-Za-z0-9_-]{43}(?=\\.gif)")]
    private static partial Regex Token();
}
