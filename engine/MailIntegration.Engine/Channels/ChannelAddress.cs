using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Tickets;

namespace MailIntegration.Engine.Channels;

/// <summary>Whom mail of an address is linked to (AD2, AD3, AD4).</summary>
public enum LinkKind
{
    /// <summary>One team member; <see cref="AddressLink.TargetId"/> is a member id.</summary>
    Member,

    /// <summary>The first user with a role; the target is the role's name.</summary>
    Role,

    /// <summary>All members of a process team; the target is the team's id.</summary>
    ProcessTeam,
}

/// <summary>One link of an address.</summary>
public sealed record AddressLink(LinkKind Kind, string TargetId);

/// <summary>The provider folders that are read (AD12).</summary>
public enum MailFolder
{
    Inbox,
    Sent,
    Spam,
}

/// <summary>Under which name mail of an address leaves (AD6).</summary>
public enum FromNameRule
{
    /// <summary>The channel's sender name, else the display name of the address.</summary>
    Address,

    /// <summary>The company's name.</summary>
    Company,

    /// <summary>The member who sends, with the company's name.</summary>
    MemberAndCompany,
}

/// <summary>An activated mailbox of a channel.</summary>
public sealed record ChannelAddress
{
    public required string Id { get; init; }

    public required string ChannelId { get; init; }

    /// <summary>The e-mail address, normalised by <see cref="EmailAddresses.Normalize"/>; unique over all channels.</summary>
    public required string Email { get; init; }

    public string DisplayName { get; init; } = "";

    /// <summary>The provider's immutable id of the mailbox; survives a renamed user.</summary>
    public required string MailboxId { get; init; }

    /// <summary>Paused addresses keep their mail, links and cursors and are not fetched (AD5).</summary>
    public bool IsPaused { get; init; }

    public IReadOnlyList<AddressLink> Links { get; init; } = [];

    public IReadOnlyList<MailFolder> Folders { get; init; } = [MailFolder.Inbox, MailFolder.Sent, MailFolder.Spam];

    /// <summary>Mail received before this moment is not fetched; set at activation from
    /// <see cref="MailSettings.FirstSyncDays"/> and moved back by a backfill.</summary>
    public required DateTimeOffset SyncFrom { get; init; }

    /// <summary>What received mail does with tickets (AD11).</summary>
    public TicketRules Tickets { get; init; } = new();

    /// <summary>What becomes of mail of unknown senders here; null follows <see cref="MailSettings.UnknownSenders"/>.</summary>
    public UnknownSenderRule? UnknownSenders { get; init; }

    /// <summary>Chat or dossier, and who gets new conversations (PR3, AD9, AD10).</summary>
    public AddressRouting Routing { get; init; } = new();

    /// <summary>Further addresses of the same mailbox, normalised, as of its activation (LO2).</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    public FromNameRule FromNameRule { get; init; }

    /// <summary>Set for forwarding addresses of a hosted channel.</summary>
    public HostedAddress? Hosted { get; init; }

    /// <summary>Team signature with tokens (AD8), as typed; <see cref="Writing.SenderIdentity"/> fills and cleans it whenever it is used.</summary>
    public string SignatureHtml { get; init; } = "";

    public long Version { get; init; }
}
