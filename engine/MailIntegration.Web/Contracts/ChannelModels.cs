using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Providers.Google;

namespace MailIntegration.Web.Contracts;

internal enum ChannelState
{
    Connected,
    Paused,
    Attention,
    Off,
}

internal sealed record ChannelModel(
    string Id,
    ProviderKind Provider,
    string Name,
    string SenderName,
    bool IsActive,
    ChannelAccess Access,
    IReadOnlyList<string> AccessMemberIds,
    string? OwnerId,
    ChannelState State,
    Reason? Attention,
    DateTimeOffset? AttentionSince,
    ConnectionModel? Microsoft365,
    GoogleModel? Google,
    AccountModel? Account,
    int AddressCount,
    long MailCount,
    DateTimeOffset? LastSuccess,
    long Version,
    IReadOnlyList<Reason> Warnings,
    DateTimeOffset? CredentialExpires);

internal sealed record ConnectionModel(
    string TenantId,
    MicrosoftCloud Cloud,
    bool HasOwnRegistration,
    string? ClientId,
    bool HasSecret,
    bool HasCertificate,
    DateTimeOffset? CredentialExpires)
{
    public static ConnectionModel? Of(Microsoft365Connection? connection) => connection is null
        ? null
        : new ConnectionModel(
            connection.TenantId,
            connection.Cloud,
            connection.HasOwnRegistration,
            connection.ClientId,
            connection.ProtectedSecret is not null,
            connection.ProtectedCertificate is not null,
            connection.CredentialExpires);
}

/// <summary>Never the key.</summary>
/// <param name="ClientId">The number under which an administrator delegates, with <paramref name="Scopes"/>.</param>
internal sealed record GoogleModel(string Domain, string AdminEmail, string ServiceAccount, string ClientId, IReadOnlyList<string> Scopes)
{
    public static GoogleModel? Of(GoogleWorkspaceConnection? connection) => connection is null
        ? null
        : new GoogleModel(connection.Domain, connection.AdminEmail, connection.ClientEmail, connection.ClientId, GoogleScopes.Delegated);
}

/// <summary>Never the token.</summary>
internal sealed record AccountModel(string Email, DateTimeOffset? SignedInAt)
{
    public static AccountModel? Of(AccountConnection? account) =>
        account is null ? null : new AccountModel(account.Email, account.SignedInAt);
}

/// <param name="Json">The text of the service account's key file.</param>
internal sealed record GoogleBody(string? Name, string? Json, string? Domain, string? AdminEmail, string? SenderName = null)
{
    public GoogleInput ToInput() => new(Json, Domain ?? "", AdminEmail ?? "");

    public override string ToString() => nameof(GoogleBody);
}

internal sealed record ConsentBody(string? Name, string? ChannelId, MicrosoftCloud? Cloud);

internal sealed record ConsentModel(Uri Url);

internal sealed record ReconnectModel(ChannelModel Channel, Uri? Url);

internal sealed record ChannelDeletionModel(int Addresses, long Emails);

internal sealed record Microsoft365Body(
    string? Name,
    string? SenderName,
    string? TenantId,
    string? ClientId,
    string? Secret,
    string? Certificate,
    string? CertificatePassword,
    MicrosoftCloud? Cloud,
    DateOnly? SecretEnds = null)
{
    public ChannelAddition ToAddition() => new(
        Name ?? "",
        SenderName ?? "",
        new RegistrationInput(
            TenantId ?? "",
            ClientId ?? "",
            Cloud ?? MicrosoftCloud.Global,
            new CredentialInput(Secret, Certificate, CertificatePassword, SecretEnds)));

    public override string ToString() => nameof(Microsoft365Body);
}

internal sealed record ConnectionBody(
    string? TenantId,
    string? ClientId,
    string? Secret,
    string? Certificate,
    string? CertificatePassword,
    MicrosoftCloud? Cloud,
    DateOnly? SecretEnds = null)
{
    public RegistrationInput ToInput() => new(
        TenantId ?? "",
        ClientId ?? "",
        Cloud ?? MicrosoftCloud.Global,
        new CredentialInput(Secret, Certificate, CertificatePassword, SecretEnds));

    public override string ToString() => nameof(ConnectionBody);
}

internal sealed record ChannelBody(
    string? Name,
    string? SenderName,
    bool IsActive,
    ChannelAccess Access,
    IReadOnlyList<string>? AccessMemberIds,
    string? OwnerId,
    ConnectionBody? Microsoft365,
    long Version,
    GoogleBody? Google = null)
{
    /// <summary>The connection of a channel that an administrator consented to is not typed and stays as it is.</summary>
    public ChannelUpdate ToUpdate(Channel before) => new(
        before.Id,
        Name ?? "",
        SenderName ?? "",
        IsActive,
        Access,
        AccessMemberIds ?? [],
        OwnerId,
        before.Microsoft365 is { HasOwnRegistration: true } ? Microsoft365?.ToInput() : null,
        Version,
        Google?.ToInput());
}

internal sealed record MailboxModel(
    string MailboxId,
    string Email,
    string DisplayName,
    IReadOnlyList<string> Aliases,
    string? ActiveAddressId,
    string? ActiveChannelName,
    bool IsEnabled)
{
    public static MailboxModel Of(MailboxChoice choice) => new(
        choice.Mailbox.MailboxId,
        choice.Mailbox.Email,
        choice.Mailbox.DisplayName,
        choice.Mailbox.Aliases,
        choice.Active?.Id,
        choice.ActiveChannel?.Name,
        choice.Mailbox.IsEnabled);
}
