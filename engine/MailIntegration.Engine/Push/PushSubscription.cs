using System.Security.Cryptography;
using System.Text;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Push;

/// <summary>The wish to be told about one address' mailbox, as it stands with the provider.</summary>
public sealed record PushSubscription
{
    public required string AddressId { get; init; }

    public required string ChannelId { get; init; }

    public required ProviderKind Provider { get; init; }

    public required string MailboxId { get; init; }

    /// <summary>For whom it was made; see <see cref="PushTarget"/>.</summary>
    public required string Target { get; init; }

    /// <summary>See <see cref="PushGrant.Id"/>; null while there is none.</summary>
    public string? GrantId { get; init; }

    /// <summary>SHA-256 of the secret that its notifications bear, in hexadecimal; the secret itself is kept nowhere.</summary>
    public string SecretHash { get; init; } = "";

    public DateTimeOffset? Until { get; init; }

    /// <summary>Why it could not be made or renewed; null while it is well.</summary>
    public Reason? Problem { get; init; }

    public int Failures { get; init; }

    /// <summary>When it has to be made, renewed or tried again.</summary>
    public required DateTimeOffset DueAt { get; init; }

    public long Version { get; init; }

    /// <summary>Compares in constant time.</summary>
    public bool HasSecret(string? secret) =>
        secret is not null
        && SecretHash.Length > 0
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(HashOf(secret)), Encoding.ASCII.GetBytes(SecretHash));

    internal static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}

/// <summary>All subscriptions, for screens.</summary>
public static class PushSubscriptions
{
    public static Task<IReadOnlyList<PushSubscription>> AllAsync(IMailStore store, CancellationToken cancellationToken) =>
        PushRecords.AllAsync(store, cancellationToken);
}

/// <summary>Subscriptions as records: one per address, found by what notifications name.</summary>
internal static class PushRecords
{
    public static string KeyOf(ProviderKind provider, string grantId) => $"{RecordJson.Name(provider)}:{grantId}";

    public static MailRecord ToRecord(PushSubscription subscription, DateTimeOffset now) => new()
    {
        Kind = RecordKinds.PushSubscription,
        Id = subscription.AddressId,
        Version = subscription.Version,
        Json = RecordJson.Write(subscription),
        Owner = subscription.AddressId,
        Key = subscription.GrantId is { } id ? KeyOf(subscription.Provider, id) : null,
        DueAt = subscription.DueAt,
        At = now,
    };

    public static PushSubscription ToSubscription(MailRecord record) =>
        RecordJson.Read<PushSubscription>(record) with { Version = record.Version };

    public static async Task<IReadOnlyList<PushSubscription>> AllAsync(IMailStore store, CancellationToken cancellationToken) =>
        (await RecordScan.AllAsync(store, new RecordQuery { Kind = RecordKinds.PushSubscription }, 100_000, cancellationToken))
            .Select(ToSubscription).ToList();
}
