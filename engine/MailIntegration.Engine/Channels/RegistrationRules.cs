namespace MailIntegration.Engine.Channels;

/// <summary>Rules for the registrations that channels sign in with.</summary>
public static class RegistrationRules
{
    internal static void CheckDomain(SetupErrors errors, GoogleWorkspaceConnection google)
    {
        if (EmailAddresses.Normalize("user@" + google.Domain) is null || !google.Domain.Contains('.', StringComparison.Ordinal))
        {
            errors.Add("domain", "domain-malformed");
        }

        if (EmailAddresses.Normalize(google.AdminEmail) is null)
        {
            errors.Add("adminEmail", "address-malformed");
        }
    }

    internal static void CheckClient(SetupErrors errors, GoogleRegistration google)
    {
        if (google.ClientId.Length > 200 || !google.ClientId.EndsWith(".apps.googleusercontent.com", StringComparison.Ordinal)
            || !google.ClientId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'))
        {
            errors.Add("googleClientId", "google-client-id-malformed");
        }

        if (google.ProtectedSecret is null)
        {
            errors.Add("googleSecret", "credential-required");
        }
    }

    /// <summary>Registrations that channels sign in with cannot be removed.</summary>
    public static SetupErrors ValidateInUse(MailSettings settings, MailSetup setup)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(setup);
        var errors = new SetupErrors();
        if (settings.Microsoft is null && setup.Channels.Any(c =>
            c.Microsoft365 is { HasOwnRegistration: false } || c is { Provider: ProviderKind.Microsoft365, Account: not null }))
        {
            errors.Add("clientId", "registration-in-use");
        }

        if (settings.Google is null && setup.Channels.Any(c => c is { Provider: ProviderKind.Gmail, Account: not null }))
        {
            errors.Add("googleClientId", "registration-in-use");
        }

        return errors;
    }
}
