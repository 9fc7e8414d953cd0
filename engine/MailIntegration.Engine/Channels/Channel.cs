namespace MailIntegration.Engine.Channels;

/// <summary>The family of mail systems that a channel talks to.</summary>
public enum ProviderKind
{
    Microsoft365,
    Gmail,
    Hosted,
}

/// <summary>Who may use a channel (CH6).</summary>
public enum ChannelAccess
{
    /// <summary>Every member.</summary>
    All,

    /// <summary>The members named in <see cref="Channel.AccessMemberIds"/>.</summary>
    Selected,

    /// <summary>The owner alone; managers see that it exists and its health, not its mail.</summary>
    Owner,
}

/// <summary>One connected environment: a Microsoft 365 organisation, a Google Workspace domain, a single account.</summary>
public sealed record Channel
{
    public required string Id { get; init; }

    public required ProviderKind Provider { get; init; }

    /// <summary>What the tile shows; unique among channels, compared without case.</summary>
    public required string Name { get; init; }

    /// <summary>Display name on mail that leaves by this channel; empty means the address' own.</summary>
    public string SenderName { get; init; } = "";

    /// <summary>Off: nothing is fetched or sent by this channel; addresses, cursors and mail stay.</summary>
    public bool IsActive { get; init; } = true;

    public ChannelAccess Access { get; init; } = ChannelAccess.All;

    public IReadOnlyList<string> AccessMemberIds { get; init; } = [];

    /// <summary>The member whose account it is; required for <see cref="ChannelAccess.Owner"/>.</summary>
    public string? OwnerId { get; init; }

    /// <summary>Set for <see cref="ProviderKind.Microsoft365"/>.</summary>
    public Microsoft365Connection? Microsoft365 { get; init; }

    /// <summary>Set for <see cref="ProviderKind.Gmail"/>.</summary>
    public GoogleWorkspaceConnection? Google { get; init; }

    /// <summary>Set when the channel is a single account instead of an organisation (CH5); the two others are null then.</summary>
    public AccountConnection? Account { get; init; }

    /// <summary>Why the channel cannot work, until it is reconnected (CH8); null while it is well.</summary>
    public Reason? Attention { get; init; }

    public DateTimeOffset? AttentionSince { get; init; }

    /// <summary>Raised by one with every save; a save that names an older one is refused.</summary>
    public long Version { get; init; }
}

/// <summary>How a Microsoft 365 channel signs in.</summary>
public sealed record Microsoft365Connection
{
    /// <summary>Directory (tenant) id, a GUID, or a verified domain of the organisation.</summary>
    public required string TenantId { get; init; }

    public MicrosoftCloud Cloud { get; init; } = MicrosoftCloud.Global;

    /// <summary>Null: the application registration of the site's settings, consented to by an administrator (CH3).
    /// Otherwise the organisation's own registration (CH12).</summary>
    public string? ClientId { get; init; }

    /// <summary>Client secret, protected; null when a certificate is used or the site's registration.</summary>
    public string? ProtectedSecret { get; init; }

    /// <summary>Certificate with private key (PKCS#12, base64), protected.</summary>
    public string? ProtectedCertificate { get; init; }

    /// <summary>When secret or certificate end, if known; drives the warnings of CH11.</summary>
    public DateTimeOffset? CredentialExpires { get; init; }

    /// <summary>Whether the channel brings a registration of its own.</summary>
    public bool HasOwnRegistration => ClientId is not null;
}

/// <summary>How a Google Workspace channel signs in: by a service account that holds domain-wide delegation (CH4).</summary>
public sealed record GoogleWorkspaceConnection
{
    /// <summary>The organisation's e-mail domain, in lower case.</summary>
    public required string Domain { get; init; }

    /// <summary>An administrator, in whose name the domain's users are listed.</summary>
    public required string AdminEmail { get; init; }

    /// <summary>The service account's JSON file, protected.</summary>
    public required string ProtectedKey { get; init; }

    /// <summary>The service account's own address; shown, so that people see which one it is.</summary>
    public string ClientEmail { get; init; } = "";

    /// <summary>The number under which an administrator delegates domain-wide authority.</summary>
    public string ClientId { get; init; } = "";
}

/// <summary>One Gmail, Outlook.com or Microsoft 365 account that somebody linked by signing in to it (CH5).</summary>
public sealed record AccountConnection
{
    /// <summary>The account's primary address, normalised.</summary>
    public required string Email { get; init; }

    /// <summary>The provider's constant id of the account. Reconnecting with another account is refused by it.</summary>
    public required string AccountId { get; init; }

    /// <summary>The refresh token of the last sign-in, protected. Newer ones that the provider gave since are kept apart,
    /// see <see cref="AccountTokenBook"/>: a channel's version does not rise with every token.</summary>
    public required string ProtectedToken { get; init; }

    /// <summary>When somebody signed in last.</summary>
    public DateTimeOffset? SignedInAt { get; init; }
}

/// <summary>Microsoft clouds; tokens and data of one are unknown in the others
/// (learn.microsoft.com/graph/deployments). GCC uses the global one.</summary>
public enum MicrosoftCloud
{
    Global,
    UsGovernmentHigh,
    UsGovernmentDod,
    China,
}
