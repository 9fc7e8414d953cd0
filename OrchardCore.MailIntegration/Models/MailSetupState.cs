using OrchardCore.Data.Documents;

namespace OrchardCore.MailIntegration.Models;

/// <summary>
/// What belongs to settings, channels and addresses and is not content: versions, protected secrets and connection state.
/// One document, saved with every change of the configuration: its identifier is the stamp of every node's snapshot and
/// its concurrency check makes one of two writers at the same time start anew.
/// </summary>
public sealed class MailSetupState : Document
{
    /// <summary>Key of the site-wide settings in <see cref="Items"/>.</summary>
    public const string SettingsKey = "settings";

    public Dictionary<string, MailSetupItemState> Items { get; set; } = [];

    /// <summary>The entry of an item, made when missing. Only for a mutable document.</summary>
    public MailSetupItemState For(string id)
    {
        if (!Items.TryGetValue(id, out var item))
        {
            Items[id] = item = new MailSetupItemState();
        }

        return item;
    }
}

/// <summary>State of one setting, channel or address.</summary>
public sealed class MailSetupItemState
{
    public long Version { get; set; }

    /// <summary>Protected by <see cref="Services.DataProtectionSecrets"/>; never in clear.</summary>
    public string? ProtectedSecret { get; set; }

    public string? ProtectedCertificate { get; set; }

    /// <summary>A service account's key file; of the settings, the secret of the OAuth client at Google. Protected.</summary>
    public string? ProtectedKey { get; set; }

    /// <summary>The refresh token of a linked account. Protected.</summary>
    public string? ProtectedToken { get; set; }

    public DateTimeOffset? SignedInAt { get; set; }

    public DateTimeOffset? CredentialExpires { get; set; }

    public EmailReason? Attention { get; set; }

    public DateTimeOffset? AttentionSince { get; set; }

    public MailSetupItemState Copy() => (MailSetupItemState)MemberwiseClone();
}
