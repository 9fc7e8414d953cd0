namespace MailIntegration.Engine.Channels;

/// <summary>A registration of the organisation's own, as typed (CH12).</summary>
public sealed record RegistrationInput(string TenantId, string ClientId, MicrosoftCloud Cloud, CredentialInput Credential);

/// <summary>A channel to add.</summary>
public sealed record ChannelAddition(string Name, string SenderName, RegistrationInput Registration);

/// <summary>A Google Workspace domain as typed (CH4).</summary>
/// <param name="Json">The text of the service account's key file; null or empty leaves what is stored.</param>
public sealed record GoogleInput(string? Json, string Domain, string AdminEmail)
{
    /// <summary>Never the key: records are printed easily.</summary>
    public override string ToString() => $"{nameof(GoogleInput)} {Domain}";
}

/// <summary>New values of a channel.</summary>
/// <param name="Registration">Null leaves the connection as it is.</param>
/// <param name="Google">Likewise, for a Google Workspace domain.</param>
/// <param name="Version">The version that was shown.</param>
public sealed record ChannelUpdate(
    string Id,
    string Name,
    string SenderName,
    bool IsActive,
    ChannelAccess Access,
    IReadOnlyList<string> AccessMemberIds,
    string? OwnerId,
    RegistrationInput? Registration,
    long Version,
    GoogleInput? Google = null)
{
    /// <summary>Who changes it; see <see cref="AccountPrivacy"/>.</summary>
    public string? EditorId { get; init; }

    internal Channel ApplyTo(Channel before, Microsoft365Connection? connection, GoogleWorkspaceConnection? google) => before with
    {
        Name = Name.Trim(),
        SenderName = SenderName.Trim(),
        IsActive = IsActive,
        Access = Access,
        AccessMemberIds = AccessMemberIds.Distinct(StringComparer.Ordinal).ToList(),
        OwnerId = before is { Account: not null, OwnerId: { } owner } ? owner : string.IsNullOrEmpty(OwnerId) ? null : OwnerId,
        Microsoft365 = connection,
        Google = google,
    };
}

/// <summary>A mailbox that can be activated, or already is.</summary>
/// <param name="Active">The address that reads it.</param>
/// <param name="ActiveChannel">The channel of that address.</param>
public sealed record MailboxChoice(Providers.ProviderMailbox Mailbox, ChannelAddress? Active, Channel? ActiveChannel);
