using System.Security.Cryptography;
using System.Text;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Outbox;

/// <summary>A Message-ID of ours whose signature is right.</summary>
/// <param name="SenderId">The address that sent it, or <see cref="Writing.SenderDirectory.SiteId"/>.</param>
internal sealed record SignedMessageId(string SenderId, bool IsAutomatic);

/// <summary>
/// Makes Message-IDs that prove themselves: a reply that names one belongs to the mail that bears it, at whichever of our
/// mailboxes it arrives, and nobody else can make one (TH2). An id without our key proves nothing.
/// </summary>
public sealed class MessageSigner
{
    private readonly IMailStore _store;
    private readonly ISecretProtector _protector;
    private readonly SigningKey _key;
    private readonly TimeProvider _time;

    public MessageSigner(IMailStore store, ISecretProtector protector, SigningKey key, TimeProvider time)
    {
        _store = store;
        _protector = protector;
        _key = key;
        _time = time;
    }

    /// <param name="senderId">The address that sends, or <see cref="Writing.SenderDirectory.SiteId"/>.</param>
    /// <param name="domain">The right side of the id.</param>
    internal async Task<string> CreateAsync(string senderId, bool isAutomatic, string domain, CancellationToken cancellationToken)
    {
        var key = await FindKeyAsync(cancellationToken) ?? await CreateKeyAsync(cancellationToken);
        return SignedIds.Create(key, Ids.New(_time.GetUtcNow()), senderId, isAutomatic, domain);
    }

    /// <summary>Of these ids, those that are provably ours. Reads only.</summary>
    internal async Task<IReadOnlyDictionary<string, SignedMessageId>> VerifyAsync(
        IEnumerable<string> messageIds, CancellationToken cancellationToken)
    {
        var candidates = messageIds.Where(SignedIds.MayBeSigned).Distinct(StringComparer.Ordinal).ToList();
        var found = new Dictionary<string, SignedMessageId>(StringComparer.Ordinal);
        if (candidates.Count == 0 || await FindKeyAsync(cancellationToken) is not { } key)
        {
            return found;
        }

        foreach (var id in candidates)
        {
            if (SignedIds.Verify(key, id) is { } signed)
            {
                found.Add(id, signed);
            }
        }

        return found;
    }

    /// <summary>A key of its own for another purpose, made of the site's.</summary>
    internal async Task<byte[]> DeriveKeyAsync(string purpose, CancellationToken cancellationToken)
    {
        var key = await FindKeyAsync(cancellationToken) ?? await CreateKeyAsync(cancellationToken);
        return HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(purpose));
    }

    private async Task<byte[]?> FindKeyAsync(CancellationToken cancellationToken)
    {
        if (_key.Value is { } known)
        {
            return known;
        }

        var records = await _store.FindRecordsAsync(RecordKinds.SigningKey, [SigningKey.Id], cancellationToken);
        return records is [var record] && _protector.Unprotect(RecordJson.Read<StoredKey>(record).Key) is { } text
            ? _key.Value = Convert.FromHexString(text)
            : null;
    }

    private async Task<byte[]> CreateKeyAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            // One that can be read no more, because the keys of the site are gone, is replaced: old ids prove nothing then.
            var old = await _store.FindRecordsAsync(RecordKinds.SigningKey, [SigningKey.Id], cancellationToken);
            var key = RandomNumberGenerator.GetBytes(32);
            var record = new MailRecord
            {
                Kind = RecordKinds.SigningKey,
                Id = SigningKey.Id,
                Version = old is [var before] ? before.Version : 0,
                Json = RecordJson.Write(new StoredKey(_protector.Protect(Convert.ToHexString(key)))),
                At = _time.GetUtcNow(),
            };
            if ((await _store.ApplyAsync(new MailChanges { Records = [record] }, cancellationToken)).Outcome == ApplyOutcome.Applied)
            {
                return _key.Value = key;
            }

            if (await FindKeyAsync(cancellationToken) is { } theirs)
            {
                return theirs;
            }
        }

        throw new InvalidOperationException("The key for message ids could not be stored.");
    }

    private sealed record StoredKey(string Key);
}

/// <summary>The site's key for message ids, kept in memory once it was read.</summary>
public sealed class SigningKey
{
    internal const string Id = "message-id";

    internal byte[]? Value { get; set; }
}

/// <summary>
/// The form of the ids: time-ordered id, sender and 96 bits of HMAC-SHA256 over both, so that 10^20 guesses are needed for
/// one in a billion. The letter before the signature tells automatic mail from mail that somebody wrote.
/// </summary>
internal static class SignedIds
{
    private const int MacLength = 24;
    private const int MaxLength = 300;

    public static string Create(byte[] key, string id, string senderId, bool isAutomatic, string domain)
    {
        var head = $"{id}.{senderId}.{(isAutomatic ? 'a' : 'p')}";
        return IsAtom(senderId) ? $"{head}{Mac(key, head, domain)}@{domain}" : $"{id}.{Guid.NewGuid():N}@{domain}";
    }

    /// <summary>Whether it has the form; says nothing about the signature.</summary>
    public static bool MayBeSigned(string messageId) =>
        messageId.Length <= MaxLength && messageId.IndexOf('@', StringComparison.Ordinal) is > MacLength and var at
        && messageId.AsSpan(0, at).Count('.') == 2 && messageId[at - MacLength - 1] is 'a' or 'p';

    public static SignedMessageId? Verify(byte[] key, string messageId)
    {
        if (!MayBeSigned(messageId))
        {
            return null;
        }

        var at = messageId.IndexOf('@', StringComparison.Ordinal);
        var head = messageId[..(at - MacLength)];
        var expected = Mac(key, head, messageId[(at + 1)..]);
        return CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(messageId[(at - MacLength)..at]))
            && head.Split('.') is [_, var sender, var mark]
            ? new SignedMessageId(sender, mark == "a")
            : null;
    }

    private static string Mac(byte[] key, string head, string domain) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(head + "@" + domain)).AsSpan(0, MacLength / 2));

    private static bool IsAtom(string text) =>
        text.Length is > 0 and <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
