using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Providers.Accounts;
using MailIntegration.Engine.Security;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Channels;

/// <summary>
/// Gives consent back that the site needs no longer: that of an unlinked account, and that of a sign-in of which nothing became.
/// What is stored here goes anyway; a provider that cannot be reached does not keep an account linked.
/// </summary>
public sealed class AccountRevocation
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly IMailSetupStore _setup;
    private readonly AccountTokenBook _book;
    private readonly ISecretProtector _protector;
    private readonly Dictionary<ProviderKind, IAccountProvider> _providers;
    private readonly ILogger _logger;

    public AccountRevocation(
        IMailSetupStore setup,
        AccountTokenBook book,
        ISecretProtector protector,
        IEnumerable<IAccountProvider> providers,
        ILogger<AccountRevocation> logger)
    {
        _setup = setup;
        _book = book;
        _protector = protector;
        _providers = providers.ToDictionary(p => p.Kind);
        _logger = logger;
    }

    /// <summary>Of a channel that goes, while its token is still stored. Does nothing for other channels than linked accounts.</summary>
    public async Task RevokeAsync(Channel channel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        if (channel.Account is not { } account)
        {
            return;
        }

        var stored = await _book.GetAsync(channel.Id, account, cancellationToken);
        if (stored.Length > 0 && _protector.Unprotect(stored) is { } token)
        {
            await RevokeAsync(channel.Provider, token, cancellationToken);
        }
    }

    /// <summary>Of a sign-in of which nothing became, unless the account is linked by an earlier one: Google ends all at once.</summary>
    internal async Task DropAsync(ProviderKind provider, AccountGrant grant, CancellationToken cancellationToken)
    {
        var setup = await _setup.GetAsync(cancellationToken);
        if (grant.RefreshToken is { } token && !setup.Channels.Any(c => c.Provider == provider && c.Account?.AccountId == grant.AccountId))
        {
            await RevokeAsync(provider, token, cancellationToken);
        }
    }

    private async Task RevokeAsync(ProviderKind kind, string token, CancellationToken cancellationToken)
    {
        if (!_providers.TryGetValue(kind, out var provider))
        {
            return;
        }

        // Somebody waits for the account to be gone.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await provider.RevokeAsync(token, patience.Token);
        }
        catch (ProviderException exception)
        {
            _logger.LogWarning("Consent could not be given back to {Provider}: {Reason}.", kind, exception.Reason.Code);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _logger.LogWarning("Consent could not be given back to {Provider}: {Reason}.", kind, "timeout");
        }
    }
}
