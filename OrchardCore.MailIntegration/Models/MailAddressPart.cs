using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Tickets;
using OrchardCore.ContentManagement;

namespace OrchardCore.MailIntegration.Models;

/// <summary>An activated mailbox of a channel.</summary>
public sealed class MailAddressPart : ContentPart
{
    /// <summary>The engine's id; follows from the mailbox.</summary>
    public string AddressId { get; set; } = "";

    public string ChannelId { get; set; } = "";

    public string Email { get; set; } = "";

    public string MailboxId { get; set; } = "";

    public bool IsPaused { get; set; }

    public MailAddressLink[] Links { get; set; } = [];

    public MailFolder[] Folders { get; set; } = [];

    public DateTimeOffset SyncFrom { get; set; }

    public string[] Aliases { get; set; } = [];

    public FromNameRule FromNameRule { get; set; }

    public string SignatureHtml { get; set; } = "";

    /// <summary>What becomes of mail of unknown senders; null follows the settings.</summary>
    public UnknownSenderRule? UnknownSenders { get; set; }

    /// <summary>Null follows the site's mode.</summary>
    public ProcessingMode? Mode { get; set; }

    public bool? FileInDossier { get; set; }

    public bool AssignAutomatically { get; set; }

    public bool AssignToOwner { get; set; }

    public MailAddressLink[] AssignTargets { get; set; } = [];

    public bool AssignOnlyAvailable { get; set; } = true;

    /// <summary>Set for forwarding addresses of a hosted channel.</summary>
    public MailHostedRules? Hosted { get; set; }

    /// <summary>Whether received mail opens tickets.</summary>
    public bool TicketsEnabled { get; set; } = true;

    public string[] TicketCategories { get; set; } = [];

    public TicketPriority TicketPriority { get; set; } = TicketPriority.Normal;
}

/// <summary>A link, as stored.</summary>
public sealed class MailAddressLink
{
    public LinkKind Kind { get; set; }

    public string TargetId { get; set; } = "";
}

/// <summary>Checks at the door of a forwarding address, as stored; see <see cref="HostedAddress"/>.</summary>
public sealed class MailHostedRules
{
    public bool RequireSignature { get; set; }

    public string TrustedServer { get; set; } = "";

    public string[] AllowedSenders { get; set; } = [];

    public string[] DeniedSenders { get; set; } = [];

    public double? SpamThreshold { get; set; }

    public string SendVia { get; set; } = "";
}
