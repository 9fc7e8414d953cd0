using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.Providers.Accounts;

/// <summary>The one mailbox of a linked account.</summary>
internal static class AccountMailbox
{
    public static ProviderMailbox Of(AccountConnection account) =>
        new(account.AccountId, account.Email, account.Email, [], IsEnabled: true);
}
