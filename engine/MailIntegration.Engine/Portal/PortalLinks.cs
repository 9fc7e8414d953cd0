using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Templates;

namespace MailIntegration.Engine.Portal;

/// <summary>What a link of a contact opens.</summary>
/// <param name="Contact">Who holds it, as he is now.</param>
/// <param name="Address">The address that the link was sent to, normalised.</param>
/// <param name="ConversationId">The one conversation that it opens, where it is after merges.</param>
/// <param name="ExpiresAt">When the link stops working.</param>
public sealed record PortalPass(Contact Contact, string Address, string ConversationId, DateTimeOffset ExpiresAt);

/// <summary>
/// Links by which a contact opens one of his conversations without an account (CV2). A link names a random grant and the
/// moment when it ends, and is signed: nobody can make one, change one, or find another conversation by it. A grant can be
/// revoked, and dies with its contact.
/// </summary>
public sealed class PortalLinks
{
    /// <summary>How long a link works after it was made.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(90);

    private const string Active = "active";
    private const string Revoked = "revoked";
    private const int GrantBytes = 16;
    private const int TimeBytes = 4;
    private const int MacBytes = 16;
    private const int TokenBytes = GrantBytes + TimeBytes + MacBytes;

    private readonly IMailStore _store;
    private readonly IContacts _contacts;
    private readonly ISiteFacts _site;
    private readonly MessageSigner _signer;
    private readonly TimeProvider _time;

    public PortalLinks(IMailStore store, IContacts contacts, ISiteFacts site, MessageSigner signer, TimeProvider time)
    {
        _store = store;
        _contacts = contacts;
        _site = site;
        _signer = signer;
        _time = time;
    }

    /// <summary>The link for whoever has this address.</summary>
    /// <returns>An absolute address; null when no contact has the e-mail address, or the site does not know its own.</returns>
    public async Task<string?> ForAddressAsync(string address, string conversationId, CancellationToken cancellationToken)
    {
        if (EmailAddresses.Normalize(address) is not { } normalized)
        {
            return null;
        }

        var found = await _contacts.FindByAddressesAsync([normalized], cancellationToken);
        return found.GetValueOrDefault(normalized) is { } contact
            ? await CreateAsync(contact, normalized, conversationId, cancellationToken)
            : null;
    }

    /// <summary>The link of a contact to one of his conversations. Whoever holds it reads what the contact may read there, so it
    /// goes to <paramref name="address"/> and nobody else.</summary>
    /// <returns>An absolute address; null when the site does not know its own.</returns>
    public async Task<string?> CreateAsync(
        Contact contact, string address, string conversationId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contact);
        return (await _site.GetAsync(cancellationToken)).Portal is { } portal
            ? $"{portal}/{await IssueAsync(contact, address, conversationId, cancellationToken)}"
            : null;
    }

    /// <summary>The token of such a link, 48 characters of base64url.</summary>
    public async Task<string> IssueAsync(
        Contact contact, string address, string conversationId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contact);
        var now = _time.GetUtcNow();
        var known = await _store.GetRecordsAsync(Query(contact.Id, conversationId), cancellationToken);
        var grant = known.FirstOrDefault(r => RecordJson.Read<Grant>(r).Address == address)?.Id
            ?? await GrantAsync(contact.Id, address, conversationId, now, cancellationToken);
        var token = new byte[TokenBytes];
        Convert.FromHexString(grant).CopyTo(token, 0);
        BinaryPrimitives.WriteUInt32BigEndian(token.AsSpan(GrantBytes), (uint)(now + Life).ToUnixTimeSeconds());
        Mac(await KeyAsync(cancellationToken), token).CopyTo(token.AsSpan(GrantBytes + TimeBytes));
        return Base64Url.EncodeToString(token);
    }

    /// <summary>What a token opens; null when it is made up, expired, revoked, or its contact is gone.</summary>
    public async Task<PortalPass?> OpenAsync(string token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (Read(token) is not { } bytes
            || !CryptographicOperations.FixedTimeEquals(
                Mac(await KeyAsync(cancellationToken), bytes), bytes.AsSpan(GrantBytes + TimeBytes)))
        {
            return null;
        }

        var expires = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(GrantBytes)));
        var id = Convert.ToHexStringLower(bytes.AsSpan(0, GrantBytes));
        return expires > _time.GetUtcNow()
            && await _store.FindRecordsAsync(RecordKinds.PortalGrant, [id], cancellationToken) is [{ State: Active } record]
            && await _contacts.GetAsync([record.Owner!], cancellationToken) is [var contact]
            ? new PortalPass(contact, RecordJson.Read<Grant>(record).Address, record.ConversationId!, expires)
            : null;
    }

    /// <summary>Ends the links of a contact to one conversation, or to all.</summary>
    public async Task RevokeAsync(string contactId, string? conversationId, CancellationToken cancellationToken)
    {
        while (await _store.GetRecordsAsync(Query(contactId, conversationId), cancellationToken) is { Count: > 0 } grants)
        {
            await _store.ApplySurelyAsync(
                new MailChanges { Records = grants.Select(g => g with { State = Revoked }).ToList() }, cancellationToken);
        }
    }

    private async Task<string> GrantAsync(
        string contactId, string address, string conversationId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(GrantBytes));
        var record = new MailRecord
        {
            Kind = RecordKinds.PortalGrant,
            Id = id,
            Json = RecordJson.Write(new Grant(address)),
            ConversationId = conversationId,
            Owner = contactId,
            State = Active,
            At = now,
        };
        await _store.ApplySurelyAsync(new MailChanges { Records = [record] }, cancellationToken);
        return id;
    }

    private static RecordQuery Query(string contactId, string? conversationId) => new()
    {
        Kind = RecordKinds.PortalGrant,
        Owners = [contactId],
        ConversationIds = conversationId is null ? null : [conversationId],
        States = [Active],
    };

    private Task<byte[]> KeyAsync(CancellationToken cancellationToken) => _signer.DeriveKeyAsync("portal-link", cancellationToken);

    private static byte[]? Read(string token)
    {
        var bytes = new byte[TokenBytes];
        return token.Length == Base64Url.GetEncodedLength(TokenBytes)
            && Base64Url.TryDecodeFromChars(token, bytes, out var written) && written == TokenBytes
            ? bytes
            : null;
    }

    private static byte[] Mac(byte[] key, byte[] token) =>
        HMACSHA256.HashData(key, token.AsSpan(0, GrantBytes + TimeBytes))[..MacBytes];

    private sealed record Grant(string Address);
}
