using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Tickets;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using OrchardCore.MailIntegration.Models;

namespace OrchardCore.MailIntegration.ViewModels;

/// <summary>Editor of a channel. Secrets go in and never come out.</summary>
public class MailChannelPartViewModel
{
    public string ChannelId { get; set; } = "";

    public string? Name { get; set; }

    public string? SenderName { get; set; }

    public bool IsActive { get; set; }

    public ChannelAccess Access { get; set; }

    public string[] AccessMemberIds { get; set; } = [];

    public string? OwnerId { get; set; }

    public string? TenantId { get; set; }

    public string? ClientId { get; set; }

    public string? Secret { get; set; }

    /// <summary>PKCS#12 with its private key, base64.</summary>
    /// <summary>As Entra shows it; by it people are warned.</summary>
    public DateOnly? SecretEnds { get; set; }

    public string? Certificate { get; set; }

    public string? CertificatePassword { get; set; }

    public string? Domain { get; set; }

    public string? AdminEmail { get; set; }

    /// <summary>The text of a service account's key file.</summary>
    public string? Json { get; set; }

    public long Version { get; set; }

    [BindNever]
    public bool IsGoogle { get; set; }

    [BindNever]
    public bool HasKey { get; set; }

    [BindNever]
    public string ServiceAccount { get; set; } = "";

    [BindNever]
    public string ServiceAccountId { get; set; } = "";

    [BindNever]
    public string AccountEmail { get; set; } = "";

    [BindNever]
    public bool HasOwnRegistration { get; set; }

    [BindNever]
    public bool HasSecret { get; set; }

    [BindNever]
    public bool HasCertificate { get; set; }

    [BindNever]
    public DateTimeOffset? CredentialExpires { get; set; }

    [BindNever]
    public List<SelectListItem> Members { get; set; } = [];
}

/// <summary>Editor of an address.</summary>
public class MailAddressPartViewModel
{
    public string? DisplayName { get; set; }

    public bool IsPaused { get; set; }

    public string[] Links { get; set; } = [];

    public MailFolder[] Folders { get; set; } = [];

    public FromNameRule FromNameRule { get; set; }

    public string? SignatureHtml { get; set; }

    public bool TicketsEnabled { get; set; }

    public TicketPriority TicketPriority { get; set; }

    /// <summary>One a line.</summary>
    public string? TicketCategories { get; set; }

    /// <summary>Null follows the settings.</summary>
    public UnknownSenderRule? UnknownSenders { get; set; }

    /// <summary>Null follows the site's mode.</summary>
    public ProcessingMode? Mode { get; set; }

    /// <summary>Null follows the site's rule.</summary>
    public bool? FileInDossier { get; set; }

    [BindNever]
    public bool SiteFileInDossier { get; set; }

    public bool AssignAutomatically { get; set; }

    public bool AssignToOwner { get; set; }

    public string[] AssignTargets { get; set; } = [];

    public bool AssignOnlyAvailable { get; set; }

    /// <summary>By which address answers of a forwarding address leave; empty: the site's mailer.</summary>
    public string? SendVia { get; set; }

    public bool RequireSignature { get; set; }

    public string? TrustedServer { get; set; }

    public double? SpamThreshold { get; set; }

    /// <summary>One a line.</summary>
    public string? AllowedSenders { get; set; }

    /// <inheritdoc cref="AllowedSenders"/>
    public string? DeniedSenders { get; set; }

    public long Version { get; set; }

    /// <summary>Set for forwarding addresses.</summary>
    [BindNever]
    public bool IsHosted { get; set; }

    [BindNever]
    public string ForwardingAddress { get; set; } = "";

    [BindNever]
    public List<SelectListItem> SendViaChoices { get; set; } = [];

    /// <summary>The screen of the mail centre that shows how receivers see the sender; null without the mail centre.</summary>
    [BindNever]
    public string? PreviewUrl { get; set; }

    [BindNever]
    public string Email { get; set; } = "";

    [BindNever]
    public string ChannelName { get; set; } = "";

    [BindNever]
    public List<SelectListItem> LinkChoices { get; set; } = [];

    [BindNever]
    public ProcessingMode SiteMode { get; set; }

    [BindNever]
    public List<SelectListItem> AssignChoices { get; set; } = [];
}

/// <summary>Editor of a contact.</summary>
public class MailContactPartViewModel
{
    public string? Name { get; set; }

    /// <summary>One a line.</summary>
    public string? Addresses { get; set; }

    public string? Organisation { get; set; }

    public string? Phone { get; set; }

    public PreferredMethod PreferredMethod { get; set; }

    public string? Language { get; set; }

    public string? OwnerId { get; set; }

    [BindNever]
    public List<SelectListItem> Members { get; set; } = [];
}

/// <summary>Editor of a process team.</summary>
public class ProcessTeamPartViewModel
{
    public string? Name { get; set; }

    public string[] MemberIds { get; set; } = [];

    /// <summary>Those of them who have not accepted yet.</summary>
    [BindNever]
    public string[] InvitedIds { get; set; } = [];

    [BindNever]
    public List<SelectListItem> Members { get; set; } = [];
}

/// <summary>Lines of a summary: a label and what stands beside it.</summary>
public class MailSummaryViewModel
{
    public List<string> Facts { get; set; } = [];

    /// <summary>Bootstrap colour and text of the state; null shows none.</summary>
    public string? StateClass { get; set; }

    public string? State { get; set; }
}
