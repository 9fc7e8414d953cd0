using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Providers.Accounts;
using MailIntegration.Engine.Security;

namespace MailIntegration.Engine.Providers.Google;

/// <summary>Single Gmail accounts (developers.google.com/identity/protocols/oauth2/web-server).</summary>
public sealed class GoogleAccounts : IAccountProvider, IDisposable
{
    private readonly OAuthTokenClient _client;
    private readonly ISecretProtector _secrets;
    private readonly GoogleOptions _options;

    public GoogleAccounts(ISecretProtector secrets, GoogleOptions options, TimeProvider time)
    {
        _secrets = secrets;
        _options = options;
        _client = new OAuthTokenClient(time);
    }

    public ProviderKind Kind => ProviderKind.Gmail;

    public bool IsConfigured(MailSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Google is { ProtectedSecret: not null };
    }

    /// <summary>Google gives a refresh token only together with consent, so consent is asked for each time.</summary>
    public Uri SignInAddress(MailSettings settings, AccountSignInPage page)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(page);
        return QueryOf(_options.SignIn, new Dictionary<string, string?>
        {
            ["client_id"] = settings.Google!.ClientId,
            ["redirect_uri"] = page.RedirectUri.AbsoluteUri,
            ["response_type"] = "code",
            ["scope"] = GoogleScopes.Account,
            ["state"] = page.State,
            ["code_challenge"] = page.Challenge,
            ["code_challenge_method"] = "S256",
            ["access_type"] = "offline",
            ["prompt"] = page.Email is null ? "consent select_account" : "consent",
            ["login_hint"] = page.Email,
        });
    }

    public async Task<AccountGrant> ExchangeAsync(
        MailSettings settings, string code, string verifier, Uri redirectUri, CancellationToken cancellationToken)
    {
        var tokens = await _client.ExchangeAsync(RegistrationOf(settings), code, verifier, redirectUri, null, cancellationToken);
        var user = await _client.GetAsync(_options.UserInfo, tokens.AccessToken, cancellationToken);
        if (OAuthTokenClient.Text(user, "sub") is not { } id || EmailAddresses.Normalize(OAuthTokenClient.Text(user, "email")) is not { } email)
        {
            throw new ProviderException(ProviderError.Unexpected, new Reason("answer-unreadable"));
        }

        IReadOnlyList<Reason> missing = tokens.Scopes.Contains(GoogleScopes.Mail) ? [] : [new Reason("account-scope-mail", "scope", GoogleScopes.Mail)];
        return new AccountGrant(id, email, OAuthTokenClient.Text(user, "name") ?? "", tokens.RefreshToken, missing);
    }

    public Task<OAuthTokens> RefreshAsync(MailSettings settings, string refreshToken, CancellationToken cancellationToken) =>
        _client.RefreshAsync(RegistrationOf(settings), refreshToken, null, cancellationToken);

    /// <summary>Ends the person's whole consent to this client, with every token of it
    /// (developers.google.com/identity/protocols/oauth2/web-server#tokenrevoke).</summary>
    public async Task<bool> RevokeAsync(string refreshToken, CancellationToken cancellationToken)
    {
        await _client.RevokeAsync(_options.Revoke, refreshToken, cancellationToken);
        return true;
    }

    public void Dispose() => _client.Dispose();

    internal static Uri QueryOf(Uri address, Dictionary<string, string?> values) => new UriBuilder(address)
    {
        Query = string.Join('&', values.Where(v => v.Value is not null).Select(v => $"{v.Key}={Uri.EscapeDataString(v.Value!)}")),
    }.Uri;

    private OAuthRegistration RegistrationOf(MailSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var registration = settings.Google is { ProtectedSecret: not null } google
            ? google
            : throw new ProviderException(ProviderError.SignIn, new Reason("registration-missing"));
        var secret = _secrets.Unprotect(registration.ProtectedSecret!)
            ?? throw new ProviderException(ProviderError.SignIn, new Reason("secret-unreadable"));
        return new OAuthRegistration(_options.Token, registration.ClientId, secret);
    }
}
