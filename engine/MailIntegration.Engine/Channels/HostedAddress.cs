namespace MailIntegration.Engine.Channels;

/// <summary>
/// What a hosted forwarding address has beside other addresses (HF1, HF6). The forwarding address itself is
/// <see cref="ChannelAddress.MailboxId"/>: it never changes. <see cref="ChannelAddress.Email"/> is the address that people
/// write to and that answers come from. Secrets are kept apart (<see cref="Providers.Hosted.InboundKeys"/>).
/// </summary>
public sealed record HostedAddress
{
    public const int MaxRules = 500;

    /// <summary>Arrivals must be signed; a secret alone is refused (HF2).</summary>
    public bool RequireSignature { get; init; }

    /// <summary>The authserv-id of the receiving server whose Authentication-Results are believed (RFC 8601 2.5); empty
    /// believes none.</summary>
    public string TrustedServer { get; init; } = "";

    /// <summary>Senders, as addresses or domains, whose mail is neither held nor refused.</summary>
    public IReadOnlyList<string> AllowedSenders { get; init; } = [];

    /// <summary>Senders, as addresses or domains, whose mail is refused.</summary>
    public IReadOnlyList<string> DeniedSenders { get; init; } = [];

    /// <summary>Mail that rspamd or SpamAssassin gave at least this score is held; null holds none.</summary>
    public double? SpamThreshold { get; init; }

    /// <summary>The activated address whose mailbox answers leave by, with the name and address of this one in From; empty:
    /// the site's own mailer.</summary>
    public string SendVia { get; init; } = "";

    // A record compares lists by reference; configuration is compared by content.
    public bool Equals(HostedAddress? other) =>
        other is not null
        && RequireSignature == other.RequireSignature
        && TrustedServer == other.TrustedServer
        && SpamThreshold == other.SpamThreshold
        && SendVia == other.SendVia
        && AllowedSenders.SequenceEqual(other.AllowedSenders, StringComparer.Ordinal)
        && DeniedSenders.SequenceEqual(other.DeniedSenders, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(RequireSignature, TrustedServer, SpamThreshold);

    /// <summary>Whether a list of addresses and domains names this address; a domain names its subdomains too.</summary>
    public static bool Names(IReadOnlyList<string> rules, string normalizedAddress)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var domain = EmailAddresses.DomainOf(normalizedAddress);
        return rules.Any(rule => rule.Contains('@', StringComparison.Ordinal)
            ? rule == normalizedAddress
            : domain == rule || domain.EndsWith("." + rule, StringComparison.Ordinal));
    }

    /// <summary>A rule as it is stored: a normalised address, or a domain without at sign; null when it is neither.</summary>
    public static string? Rule(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim().TrimStart('@');
        return trimmed.Contains('@', StringComparison.Ordinal)
            ? EmailAddresses.Normalize(trimmed)
            : EmailAddresses.Normalize("x@" + trimmed) is { } whole && trimmed.Contains('.', StringComparison.Ordinal)
                ? EmailAddresses.DomainOf(whole)
                : null;
    }
}
