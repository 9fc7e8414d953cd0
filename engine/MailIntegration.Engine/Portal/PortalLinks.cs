using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Templates;

namespace MailIntegration.Engine.Portal;

/// <summary>What a link of a contact opens.</summary>
/// <param name="Contact">Who holds it, as he is now.</param>
/// <param name="Address">The address that the link was sent to, normalised.</param>
/// <param name="ConversationId">The one conversation that it opens, where it is after merges; null for all of the contact's.</param>
/// <param name="ExpiresAt">When the link stops working.</param>
public sealed record PortalPass(Contact Contact, string Address, string? ConversationId, DateTimeOffset ExpiresAt);

/// <summary>What a link is worth.</summary>
public enum PortalLinkState
{
    /// <summary>Made up, revoked, or its contact or address is gone.</summary>
    Nothing,

    /// <summary>It was good; its time is over.</summary>
    Ended,

    /// <summary>It is good, in the browser in which it was asked for.</summary>
    Elsewhere,

    Open,
}

/// <param name="Pass">What it opens, or would open; null for <see cref="PortalLinkState.Nothing"/>.</param>
public sealed record PortalLook(PortalLinkState State, PortalPass? Pass);

/// <summary>
/// Links by which a contact opens his conversations without an account (CV2). A link names a random grant and the moment when it
/// ends, and is signed: nobody can make one, change one, or find another conversation by it. A grant can be revoked, and dies with
/// its contact. A link to all conversations of a contact opens in one browser only: the mailbox that sends it keeps a copy, and
/// whoever reads that one need not be allowed to read them (PR2).
/// </summary>
public sealed class PortalLinks
{
    /// <summary>How long a link works after it was made.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(90);

    /// <summary>The same for a link to all conversations of a contact.</summary>
    public static readonly TimeSpan LifeOfAll = TimeSpan.FromDays(30);

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

    /// <summary>The link of a contact to all of his conversations, for the browser that knows the secret.</summary>
    /// <returns>An absolute address; null when the site does not know its own.</returns>
    public async Task<string?> CreateForAllAsync(Contact contact, string address, string browser, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contact);
        ArgumentException.ThrowIfNullOrEmpty(browser);
        return (await _site.GetAsync(cancellationToken)).Portal is { } portal
            ? $"{portal}/{await IssueAsync(contact, address, null, browser, cancellationToken)}"
            : null;
    }

    /// <summary>The token of a link. The same grant serves all links of a contact to a conversation by one address, so that
    /// there is one thing to revoke.</summary>
    public Task<string> IssueAsync(Contact contact, string address, string conversationId, CancellationToken cancellationToken) =>
        IssueAsync(contact, address, conversationId, null, cancellationToken);

    private async Task<string> IssueAsync(
        Contact contact, string address, string? conversationId, string? browser, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contact);
        var now = _time.GetUtcNow();
        var wanted = new Grant(address) { Browser = browser is null ? null : Hash(browser) };
        var known = await _store.GetRecordsAsync(Query(contact.Id, conversationId), cancellationToken);
        var grant = known.FirstOrDefault(r => r.ConversationId == conversationId && RecordJson.Read<Grant>(r) == wanted)?.Id
            ?? await GrantAsync(contact.Id, wanted, conversationId, now, cancellationToken);
        var token = new byte[TokenBytes];
        Convert.FromHexString(grant).CopyTo(token, 0);
        var ends = now + (conversationId is null ? LifeOfAll : Life);
        BinaryPrimitives.WriteUInt32BigEndian(token.AsSpan(GrantBytes), (uint)ends.ToUnixTimeSeconds());
        Mac(await KeyAsync(cancellationToken), token).CopyTo(token.AsSpan(GrantBytes + TimeBytes));
        return Base64Url.EncodeToString(token);
    }

    /// <summary>What a token opens in a browser without a secret; null when it opens nothing there.</summary>
    public async Task<PortalPass?> OpenAsync(string token, CancellationToken cancellationToken) =>
        await LookAsync(token, null, cancellationToken) is { State: PortalLinkState.Open } look ? look.Pass : null;

    /// <param name="browser">The secret of the browser that shows the token; null when it has none.</param>
    public async Task<PortalLook> LookAsync(string token, string? browser, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        var nothing = new PortalLook(PortalLinkState.Nothing, null);
        if (Read(token) is not { } bytes
            || !CryptographicOperations.FixedTimeEquals(
                Mac(await KeyAsync(cancellationToken), bytes), bytes.AsSpan(GrantBytes + TimeBytes)))
        {
            return nothing;
        }

        var expires = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(GrantBytes)));
        var id = Convert.ToHexStringLower(bytes.AsSpan(0, GrantBytes));
        if (await _store.FindRecordsAsync(RecordKinds.PortalGrant, [id], cancellationToken) is not [{ State: Active } record]
            || await _contacts.GetAsync([record.Owner!], cancellationToken) is not [var contact]
            || RecordJson.Read<Grant>(record) is var grant && !contact.Addresses.Contains(grant.Address, StringComparer.Ordinal))
        {
            return nothing;
        }

        var pass = new PortalPass(contact, grant.Address, record.ConversationId, expires);
        return new PortalLook(
            expires <= _time.GetUtcNow() ? PortalLinkState.Ended
            : grant.Browser is { } meant && !Equal(meant, browser) ? PortalLinkState.Elsewhere
            : PortalLinkState.Open,
            pass);
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

    /// <summary>Those of the contacts who hold a link that was not revoked.</summary>
    internal async Task<IReadOnlyList<string>> HoldersAsync(IReadOnlyList<string> contactIds, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        foreach (var id in contactIds)
        {
            if (await _store.CountRecordsAsync(Query(id, null), 1, cancellationToken) > 0)
            {
                found.Add(id);
            }
        }

        return found;
    }

    private async Task<string> GrantAsync(
        string contactId, Grant grant, string? conversationId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(GrantBytes));
        var record = new MailRecord
        {
            Kind = RecordKinds.PortalGrant,
            Id = id,
            Json = RecordJson.Write(grant),
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

    private static string Hash(string browser) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(browser)));

    private static bool Equal(string meant, string? browser) => browser is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(meant), Encoding.ASCII.GetBytes(Hash(browser)));

    /// <param name="Address">Where the link was sent to.</param>
    private sealed record Grant(string Address)
    {
        /// <summary>Hash of the secret of the only browser that may use it; null for every browser.</summary>
        public string? Browser { get; init; }
    }
}
