using MailIntegration.Engine.Channels;
using OrchardCore.ContentManagement;

namespace OrchardCore.MailIntegration.Models;

/// <summary>
/// A connected environment, as people configure it. Secrets, connection state and versions are not content: they live in
/// <see cref="MailSetupState"/>, so that no export, version or audit entry of the item carries them.
/// </summary>
public sealed class MailChannelPart : ContentPart
{
    /// <summary>The engine's id; empty until the item is created.</summary>
    public string ChannelId { get; set; } = "";

    public ProviderKind Provider { get; set; }

    public string SenderName { get; set; } = "";

    public bool IsActive { get; set; } = true;

    public ChannelAccess Access { get; set; }

    public string[] AccessMemberIds { get; set; } = [];

    public string? OwnerId { get; set; }

    public string TenantId { get; set; } = "";

    public MicrosoftCloud Cloud { get; set; }

    /// <summary>Null: the site's registration.</summary>
    public string? ClientId { get; set; }

    /// <summary>Domain of a Google Workspace organisation.</summary>
    public string Domain { get; set; } = "";

    /// <summary>The administrator in whose name the domain's users are listed.</summary>
    public string AdminEmail { get; set; } = "";

    /// <summary>Address of the service account whose key is stored.</summary>
    public string ServiceAccount { get; set; } = "";

    /// <summary>Its client id, under which the domain delegates.</summary>
    public string ServiceAccountId { get; set; } = "";

    /// <summary>Address of a single linked account.</summary>
    public string AccountEmail { get; set; } = "";

    /// <summary>The provider's id of a single linked account; empty for organisations.</summary>
    public string AccountId { get; set; } = "";
}
