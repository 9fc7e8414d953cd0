using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Providers.Hosted;

/// <summary>What a caller shows to prove that he may bring mail in: the secret itself, or a signature made with it.</summary>
/// <param name="Secret">From Authorization; null when none was sent.</param>
/// <param name="Timestamp">Seconds since 1970 (UTC), as text.</param>
/// <param name="Signature">Hex HMAC-SHA256 over <see cref="InboundKeys.SignedText"/>.</param>
public sealed record InboundProof(string? Secret = null, string? Timestamp = null, string? Signature = null)
{
    // Records print their values.
    public override string ToString() => nameof(InboundProof);
}

/// <summary>What the site remembers of one door.</summary>
/// <param name="Previous">The secret before the last change; works for a day, for mail that is under way.</param>
/// <param name="TestToken">Part of the address to which a test mail goes.</param>
/// <param name="TestedAt">When a test mail came through.</param>
public sealed record InboundKey(
    string ProtectedSecret,
    string? Previous = null,
    DateTimeOffset? PreviousUntil = null,
    string? TestToken = null,
    DateTimeOffset? TestedAt = null);

/// <summary>Secrets of the doors by which hosted mail comes in (HF2). They are shown once, when they are made.</summary>
public sealed class InboundKeys
{
    /// <summary>The door of the whole inbound domain.</summary>
    public const string DomainId = "domain";

    /// <summary>How far a signature's time may be from ours (HF2).</summary>
    public static readonly TimeSpan ReplayWindow = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    private readonly IMailStore _store;
    private readonly ISecretProtector _protector;
    private readonly TimeProvider _time;

    public InboundKeys(IMailStore store, ISecretProtector protector, TimeProvider time)
    {
        _store = store;
        _protector = protector;
        _time = time;
    }

    public async Task<InboundKey?> FindAsync(string id, CancellationToken cancellationToken) =>
        await _store.FindRecordsAsync(RecordKinds.InboundKey, [id], cancellationToken) is [var record]
            ? RecordJson.Read<InboundKey>(record)
            : null;

    /// <summary>Makes a new secret; the one before works for another day.</summary>
    /// <returns>The secret, 256 random bits in base64url; kept nowhere in clear.</returns>
    public async Task<string> RenewAsync(string id, CancellationToken cancellationToken)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await ChangeAsync(
            id,
            key => new InboundKey(
                _protector.Protect(secret), key?.ProtectedSecret, key is null ? null : _time.GetUtcNow() + Grace, key?.TestToken, key?.TestedAt),
            cancellationToken);
        return secret;
    }

    /// <summary>Begins a test of the inbound domain.</summary>
    /// <returns>What stands before the at sign of the address to write to.</returns>
    public async Task<string> StartTestAsync(CancellationToken cancellationToken)
    {
        var token = "mail-test-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        await ChangeAsync(DomainId, key => (key ?? new InboundKey("")) with { TestToken = token, TestedAt = null }, cancellationToken);
        return token;
    }

    /// <summary>Notes that the test mail came through.</summary>
    public Task PassTestAsync(CancellationToken cancellationToken) =>
        ChangeAsync(DomainId, key => (key ?? new InboundKey("")) with { TestedAt = _time.GetUtcNow() }, cancellationToken);

    /// <summary>Whether the proof holds as far as it can be told before the message is read.</summary>
    public bool MayBegin(InboundKey key, InboundProof proof, bool requireSignature)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(proof);
        return proof.Signature is null
            ? !requireSignature && proof.Secret is { } shown && Secrets(key).Any(s => Same(s, shown))
            : IsFresh(proof.Timestamp);
    }

    /// <summary>Whether the signature, when there is one, fits the message that was read.</summary>
    /// <param name="rawName">Lower-case hex SHA-256 of the raw message.</param>
    public bool Fits(InboundKey key, InboundProof proof, string envelopeFrom, string envelopeTo, string rawName)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(proof);
        return proof.Signature is not { } signature
            || Secrets(key).Any(s => Same(Sign(s, SignedText(proof.Timestamp ?? "", envelopeFrom, envelopeTo, rawName)), signature));
    }

    /// <summary>What is signed: time, envelope and content, so that none of them can be changed or sent again later.</summary>
    public static string SignedText(string timestamp, string envelopeFrom, string envelopeTo, string rawName) =>
        string.Join('\n', timestamp, envelopeFrom, envelopeTo, rawName);

    /// <returns>Lower-case hex.</returns>
    public static string Sign(string secret, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));

    private bool IsFresh(string? timestamp) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds is > 0 and < 253_402_300_800
        && (_time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() <= ReplayWindow;

    private IEnumerable<string> Secrets(InboundKey key)
    {
        if (key.ProtectedSecret.Length > 0 && _protector.Unprotect(key.ProtectedSecret) is { } current)
        {
            yield return current;
        }

        if (key.Previous is { Length: > 0 } previous && key.PreviousUntil > _time.GetUtcNow()
            && _protector.Unprotect(previous) is { } old)
        {
            yield return old;
        }
    }

    private static bool Same(string ours, string theirs) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(ours), Encoding.UTF8.GetBytes(theirs));

    private async Task ChangeAsync(string id, Func<InboundKey?, InboundKey> change, CancellationToken cancellationToken)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            var record = await _store.FindRecordsAsync(RecordKinds.InboundKey, [id], cancellationToken) is [var found] ? found : null;
            var next = new MailRecord
            {
                Kind = RecordKinds.InboundKey,
                Id = id,
                Version = record?.Version ?? 0,
                Json = RecordJson.Write(change(record is null ? null : RecordJson.Read<InboundKey>(record))),
                At = _time.GetUtcNow(),
            };
            var result = await _store.ApplyAsync(new MailChanges { Records = [next] }, cancellationToken);
            if (result.Outcome == ApplyOutcome.Applied)
            {
                return;
            }

            if (conflicts == 5)
            {
                throw new InvalidOperationException($"The key of {id} could not be written: {result.Outcome}.");
            }
        }
    }
}
