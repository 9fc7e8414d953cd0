using MailIntegration.Engine.Providers.Google;
using MailIntegration.Engine.Security;

namespace MailIntegration.Engine.Channels;

/// <summary>Checks and protects a service account's key file; nothing gives it back.</summary>
public sealed class GoogleKeyVault
{
    private readonly ISecretProtector _protector;

    public GoogleKeyVault(ISecretProtector protector)
    {
        _protector = protector;
    }

    /// <summary>The connection to store; a file that was not uploaded again stays the stored one.</summary>
    public GoogleWorkspaceConnection Take(GoogleInput input, GoogleWorkspaceConnection? current, SetupErrors errors)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(errors);
        var connection = new GoogleWorkspaceConnection
        {
            Domain = input.Domain.Trim().TrimStart('@').ToLowerInvariant(),
            AdminEmail = EmailAddresses.Normalize(input.AdminEmail) ?? input.AdminEmail.Trim(),
            ProtectedKey = current?.ProtectedKey ?? "",
            ClientEmail = current?.ClientEmail ?? "",
            ClientId = current?.ClientId ?? "",
        };
        if (string.IsNullOrWhiteSpace(input.Json) && current is not null)
        {
            return connection;
        }

        var (key, problem) = ServiceAccountKey.Read(input.Json);
        if (key is null)
        {
            errors.Add("json", problem!);
            return connection;
        }

        return connection with { ProtectedKey = _protector.Protect(input.Json!), ClientEmail = key.ClientEmail, ClientId = key.ClientId };
    }
}
