using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Security;

namespace MailIntegration.Engine.Providers.Accounts;

/// <summary>Access tokens of linked accounts: cached while they last, renewed once for all who wait.</summary>
public sealed class AccountTokens
{
    /// <summary>A token that ends sooner is renewed: the call and the clocks take their time.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    private readonly Dictionary<ProviderKind, IAccountProvider> _providers;
    private readonly AccountTokenBook _book;
    private readonly ISecretProtector _protector;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public AccountTokens(IEnumerable<IAccountProvider> providers, AccountTokenBook book, ISecretProtector protector, TimeProvider time)
    {
        _providers = providers.ToDictionary(p => p.Kind);
        _book = book;
        _protector = protector;
        _time = time;
    }

    /// <exception cref="ProviderException"><see cref="ProviderError.SignIn"/>: somebody has to sign in again.</exception>
    public async Task<OAuthTokens> GetAsync(ProviderContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var account = context.Channel.Account ?? throw SignIn(new Reason("connection-incomplete"));
        if (!_providers.TryGetValue(context.Channel.Provider, out var provider) || !provider.IsConfigured(context.Settings))
        {
            throw SignIn(new Reason("registration-missing"));
        }

        var entry = _entries.GetOrAdd(context.Channel.Id, _ => new Entry());
        await entry.Gate.WaitAsync(cancellationToken);
        try
        {
            var key = $"{account.ProtectedToken}\n{context.Settings.Version}";
            if (entry.Key != key || entry.Tokens is not { } tokens || tokens.ExpiresAt - Margin <= _time.GetUtcNow())
            {
                entry.Tokens = tokens = await RenewAsync(provider, context, account, cancellationToken);
                entry.Key = key;
            }

            return tokens;
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    /// <summary>Fetches a new token with the next call, because the provider refused this one.</summary>
    public void Renew(string channelId)
    {
        if (_entries.TryGetValue(channelId, out var entry))
        {
            entry.Key = null;
        }
    }

    public void Forget(string channelId) => _entries.TryRemove(channelId, out _);

    private async Task<OAuthTokens> RenewAsync(
        IAccountProvider provider, ProviderContext context, AccountConnection account, CancellationToken cancellationToken)
    {
        var stored = await _book.GetAsync(context.Channel.Id, account, cancellationToken);
        var refreshToken = Open(stored);
        OAuthTokens tokens;
        try
        {
            tokens = await provider.RefreshAsync(context.Settings, refreshToken, cancellationToken);
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.SignIn)
        {
            // Another node may have renewed it meanwhile, and a provider may void the older one at once.
            var newer = await _book.GetAsync(context.Channel.Id, account, cancellationToken);
            if (newer == stored)
            {
                throw;
            }

            refreshToken = Open(newer);
            tokens = await provider.RefreshAsync(context.Settings, refreshToken, cancellationToken);
        }

        if (tokens.RefreshToken is { } next && next != refreshToken)
        {
            await _book.SaveAsync(context.Channel.Id, account, _protector.Protect(next), cancellationToken);
        }

        return tokens;
    }

    private string Open(string protectedToken) => protectedToken.Length == 0
        ? throw SignIn(new Reason("account-consent-lost"))
        : _protector.Unprotect(protectedToken) ?? throw SignIn(new Reason("secret-unreadable"));

    private static ProviderException SignIn(Reason reason) => new(ProviderError.SignIn, reason);

    [SuppressMessage("Design", "CA1001", Justification = "The semaphore has no wait handle and lives as long as the provider.")]
    private sealed class Entry
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public string? Key { get; set; }

        public OAuthTokens? Tokens { get; set; }
    }
}
