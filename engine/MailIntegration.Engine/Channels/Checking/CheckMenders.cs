using MailIntegration.Engine.Providers;

namespace MailIntegration.Engine.Channels.Checking;

/// <summary>Knows by the cause of a failure who can mend it.</summary>
public static class CheckMenders
{
    public static CheckMender Of(Reason cause, Channel channel)
    {
        ArgumentNullException.ThrowIfNull(cause);
        ArgumentNullException.ThrowIfNull(channel);
        return cause.Code switch
        {
            "throttled" or "provider-unavailable" or "connection-broken" or "answer-unreadable" or "timeout" => CheckMender.Provider,
            "provider-unreachable" or "clock-off" or "clock-skew" => CheckMender.SiteAdministrator,
            "unknown-tenant" or "unknown-application" or "connection-incomplete" or "registration-missing" => CheckMender.SiteAdministrator,
            "secret-missing" or "secret-unreadable" or "certificate-unreadable" => CheckMender.SiteAdministrator,
            "google-key-wrong-kind" or "google-key-malformed" or "google-key-required" => CheckMender.SiteAdministrator,
            "google-admin-unknown" or "google-domain-unknown" => CheckMender.SiteAdministrator,
            "push-unreachable" or "push-address-refused" => CheckMender.SiteAdministrator,
            "wrong-secret" or "secret-expired" or "certificate-refused" => RegistrationOf(channel),
            "google-key-revoked" or "google-account-disabled" or "google-api-disabled" => CheckMender.CloudProject,
            "google-consent-testing" or "push-topic-missing" or "push-topic-forbidden" => CheckMender.CloudProject,
            "consent-withdrawn" or "scopes-unticked" or "account-consent-lost" => CheckMender.MailboxOwner,
            "oauth-client-refused" => CheckMender.SiteAdministrator,
            "permission-missing" or "user-without-mailbox" or "token-refused" when channel.Account is not null => CheckMender.MailboxOwner,
            _ => AdministratorOf(channel),
        };
    }

    /// <summary>Secrets of the site's own registration are made where that registration lives, which is not the connected
    /// organisation.</summary>
    private static CheckMender RegistrationOf(Channel channel) => channel.Microsoft365 is { HasOwnRegistration: true }
        ? CheckMender.MicrosoftAdministrator
        : CheckMender.SiteAdministrator;

    private static CheckMender AdministratorOf(Channel channel) => channel.Provider switch
    {
        ProviderKind.Microsoft365 => CheckMender.MicrosoftAdministrator,
        ProviderKind.Gmail => CheckMender.GoogleAdministrator,
        _ => CheckMender.SiteAdministrator,
    };
}
