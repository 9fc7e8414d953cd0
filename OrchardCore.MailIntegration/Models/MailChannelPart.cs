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
}
