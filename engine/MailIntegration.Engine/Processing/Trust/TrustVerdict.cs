using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.Processing.Trust;

/// <summary>How sure it is that a mail comes from whom it names.</summary>
public enum TrustLevel
{
    /// <summary>The receiving server said nothing about it.</summary>
    Unknown,

    /// <summary>DMARC passed, or DKIM or SPF passed for the domain of the From field.</summary>
    Verified,

    /// <summary>No check passed for the domain of the From field.</summary>
    Unverified,

    /// <summary>Something pretends: a failed DMARC check, an own domain from outside, a look-alike.</summary>
    Suspicious,
}

/// <summary>The verdict on a mail's sender, with its reasons in order of weight.</summary>
public sealed record TrustVerdict(TrustLevel Level, IReadOnlyList<Reason> Reasons);

/// <summary>What a site knows of itself, for the verdict.</summary>
/// <param name="ServerId">The authserv-id of the server whose Authentication-Results the site trusts (RFC 8601 2.5), for
/// example <c>mx.google.com</c>; null at Microsoft, which writes none: there the topmost field counts.</param>
/// <param name="OwnDomains">Domains of the site's own addresses and members.</param>
/// <param name="KnownDomains">Domains of contacts, for look-alikes.</param>
/// <param name="IsExchange">The mail lies in Exchange, which takes X-MS-Exchange-Organization-* off mail from outside and
/// says in them itself whether a mail never left the organisation.</param>
public sealed record TrustContext(
    string? ServerId,
    IReadOnlyCollection<string> OwnDomains,
    IReadOnlyCollection<string> KnownDomains,
    bool IsExchange = false)
{
    /// <summary>Knows nothing.</summary>
    public static TrustContext None { get; } = new(null, [], []);

    private const string GmailServer = "mx.google.com";

    /// <summary>No server can have this id.</summary>
    private const string NoServer = ";";

    /// <summary>Domains that everybody may have an address in: one's own account there makes nobody else suspicious.</summary>
    private static readonly HashSet<string> Shared = new(StringComparer.OrdinalIgnoreCase)
    {
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "icloud.com", "me.com",
        "gmx.de", "gmx.net", "web.de", "t-online.de", "ziggo.nl", "kpnmail.nl", "proton.me", "protonmail.com", "fastmail.com",
        "zoho.com", "aol.com", "mail.ru", "yandex.ru", "gmx.com", "mail.com", "hotmail.co.uk", "yahoo.co.uk", "yahoo.de", "mac.com",
        "zohomail.com", "yandex.com", "outlook.de", "live.nl", "hotmail.nl",
    };

    /// <summary>Whether everybody may have an address in the domain.</summary>
    public static bool IsShared(string domain) => Shared.Contains(domain);

    /// <summary>The context of mail that a channel delivers.</summary>
    public static TrustContext Of(Channel channel, ChannelAddress address, MailSetup setup)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(setup);
        var own = setup.Addresses
            .Select(a => a.Email[(a.Email.LastIndexOf('@') + 1)..])
            .Where(d => !Shared.Contains(d))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new TrustContext(
            ServerOf(channel, address), own, [], channel.Provider == ProviderKind.Microsoft365);
    }

    /// <summary>Forwarded mail was received by a server of the site's own choice; without one nobody's word counts.</summary>
    private static string? ServerOf(Channel channel, ChannelAddress address) => channel.Provider switch
    {
        ProviderKind.Gmail => GmailServer,
        ProviderKind.Hosted => address.Hosted?.TrustedServer is { Length: > 0 } server ? server : NoServer,
        _ => null,
    };
}
