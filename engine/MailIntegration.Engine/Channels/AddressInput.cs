using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Tickets;

namespace MailIntegration.Engine.Channels;

/// <summary>A mailbox to activate.</summary>
/// <param name="Email">Its address or one of its aliases, chosen or typed.</param>
/// <param name="Folders">Null takes all three.</param>
/// <param name="FirstSyncDays">How far back the first sync goes; null takes the site's setting.</param>
public sealed record AddressActivation(
    string ChannelId,
    string Email,
    IReadOnlyList<AddressLink> Links,
    IReadOnlyList<MailFolder>? Folders = null,
    int? FirstSyncDays = null)
{
    /// <summary>The address' own rule from its first mail on; null follows the site's.</summary>
    public UnknownSenderRule? UnknownSenders { get; init; }
}

/// <summary>The rule for unknown senders of one address: the site's, or its own.</summary>
public enum UnknownSenderChoice
{
    Site,
    Wait,
    Create,
}

/// <summary>New values of an address.</summary>
/// <param name="Version">The version that was shown.</param>
public sealed record AddressUpdate(
    string Id,
    string DisplayName,
    IReadOnlyList<AddressLink> Links,
    IReadOnlyList<MailFolder> Folders,
    bool IsPaused,
    long Version)
{
    /// <summary>Null leaves them as they are.</summary>
    public TicketRules? Tickets { get; init; }

    /// <summary>Null leaves it as it is.</summary>
    public UnknownSenderChoice? UnknownSenders { get; init; }

    /// <summary>Null leaves it as it is.</summary>
    public AddressRouting? Routing { get; init; }

    /// <summary>Null leaves it as it is.</summary>
    public FromNameRule? FromNameRule { get; init; }

    /// <summary>Null leaves it as it is.</summary>
    public string? SignatureHtml { get; init; }
}
