using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.Providers.Accounts;

/// <summary>What a sign-in page is asked for.</summary>
/// <param name="State">One-time; comes back with the answer.</param>
/// <param name="Challenge">SHA-256 of the verifier in base64url (RFC 7636, method S256).</param>
/// <param name="Email">The account to offer first; null for none.</param>
public sealed record AccountSignInPage(Uri RedirectUri, string State, string Challenge, string? Email);

/// <summary>What a token endpoint gave.</summary>
/// <param name="RefreshToken">Null when the old one stays.</param>
/// <param name="Scopes">What was really granted.</param>
public sealed record OAuthTokens(string AccessToken, DateTimeOffset ExpiresAt, string? RefreshToken, IReadOnlyList<string> Scopes)
{
    /// <summary>Never the tokens: records are printed easily.</summary>
    public override string ToString() => $"{nameof(OAuthTokens)} until {ExpiresAt:u}";
}

/// <summary>An account that somebody signed in to.</summary>
/// <param name="AccountId">The provider's constant id.</param>
/// <param name="Email">Primary address, normalised.</param>
/// <param name="RefreshToken">Null when the provider gave none.</param>
/// <param name="Missing">Permissions that were asked for and not granted, one reason each.</param>
public sealed record AccountGrant(
    string AccountId, string Email, string DisplayName, string? RefreshToken, IReadOnlyList<Reason> Missing)
{
    /// <summary>Never the token: records are printed easily.</summary>
    public override string ToString() => $"{nameof(AccountGrant)} {AccountId}";
}

/// <summary>
/// Single accounts of one provider (CH5), by the authorisation code flow with PKCE (RFC 6749 4.1, RFC 7636) and the site's own
/// registration. Failures are <see cref="ProviderException"/>.
/// </summary>
public interface IAccountProvider
{
    ProviderKind Kind { get; }

    /// <summary>Whether the site's settings hold the registration that it takes.</summary>
    bool IsConfigured(MailSettings settings);

    /// <summary>The address of the sign-in page. Every permission is asked for at once.</summary>
    Uri SignInAddress(MailSettings settings, AccountSignInPage page);

    /// <summary>Turns the code of an answer into the account; a code works once.</summary>
    Task<AccountGrant> ExchangeAsync(
        MailSettings settings, string code, string verifier, Uri redirectUri, CancellationToken cancellationToken);

    /// <summary>A new access token.</summary>
    Task<OAuthTokens> RefreshAsync(MailSettings settings, string refreshToken, CancellationToken cancellationToken);

    /// <summary>Takes the consent back at the provider; one that is gone already counts as taken back.</summary>
    /// <returns>False when the provider has no such call: then the person does it on the account's own page.</returns>
    Task<bool> RevokeAsync(string refreshToken, CancellationToken cancellationToken);
}
