using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Providers.Accounts;
using MailIntegration.Engine.Providers.Google;
using MailIntegration.Engine.Security;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MailIntegration.Engine.Providers.Microsoft365;

/// <summary>Single Outlook.com and Microsoft 365 accounts with delegated permissions
/// (learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow).</summary>
public sealed class MicrosoftAccounts : IAccountProvider, IDisposable
{
    /// <summary>Organisations and personal accounts alike.</summary>
    private const string Tenant = "common";

    private static readonly TimeSpan AssertionLife = TimeSpan.FromMinutes(5);

    private readonly OAuthTokenClient _client;
    private readonly ISecretProtector _secrets;
    private readonly Microsoft365Options _options;
    private readonly TimeProvider _time;

    public MicrosoftAccounts(ISecretProtector secrets, Microsoft365Options options, TimeProvider time)
    {
        _secrets = secrets;
        _options = options;
        _time = time;
        _client = new OAuthTokenClient(time);
    }

    public ProviderKind Kind => ProviderKind.Microsoft365;

    public bool IsConfigured(MailSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Microsoft is not null;
    }

    public Uri SignInAddress(MailSettings settings, AccountSignInPage page)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(page);
        var endpoints = EndpointsOf(settings);
        return GoogleAccounts.QueryOf(new Uri(endpoints.Login, Tenant + "/oauth2/v2.0/authorize"), new Dictionary<string, string?>
        {
            ["client_id"] = settings.Microsoft!.ClientId,
            ["redirect_uri"] = page.RedirectUri.AbsoluteUri,
            ["response_type"] = "code",
            ["response_mode"] = "query",
            ["scope"] = ScopeOf(endpoints),
            ["state"] = page.State,
            ["code_challenge"] = page.Challenge,
            ["code_challenge_method"] = "S256",
            ["prompt"] = page.Email is null ? "select_account" : null,
            ["login_hint"] = page.Email,
        });
    }

    public async Task<AccountGrant> ExchangeAsync(
        MailSettings settings, string code, string verifier, Uri redirectUri, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var endpoints = EndpointsOf(settings);
        var tokens = await _client.ExchangeAsync(
            RegistrationOf(settings), code, verifier, redirectUri, ScopeOf(endpoints), cancellationToken);
        var missing = AccountPermissions.Missing(tokens.Scopes);
        if (missing.Any(m => m.Code == "account-scope-profile"))
        {
            throw new ProviderException(ProviderError.PermissionMissing, missing.First(m => m.Code == "account-scope-profile"));
        }

        var me = new Uri(endpoints.Graph, "v1.0/me?$select=id,displayName,mail,userPrincipalName");
        var user = await _client.GetAsync(me, tokens.AccessToken, cancellationToken);
        var email = EmailAddresses.Normalize(OAuthTokenClient.Text(user, "mail")) ?? EmailAddresses.Normalize(OAuthTokenClient.Text(user, "userPrincipalName"));
        return OAuthTokenClient.Text(user, "id") is { } id && email is not null
            ? new AccountGrant(id, email, OAuthTokenClient.Text(user, "displayName") ?? "", tokens.RefreshToken, missing)
            : throw new ProviderException(ProviderError.Unexpected, new Reason("answer-unreadable"));
    }

    public Task<OAuthTokens> RefreshAsync(MailSettings settings, string refreshToken, CancellationToken cancellationToken) =>
        _client.RefreshAsync(RegistrationOf(settings), refreshToken, ScopeOf(EndpointsOf(settings)), cancellationToken);

    /// <summary>Entra has no call by which an application gives back one delegated token; what there is ends all of the person's
    /// sessions everywhere (learn.microsoft.com/graph/api/user-revokesigninsessions).</summary>
    public Task<bool> RevokeAsync(string refreshToken, CancellationToken cancellationToken) => Task.FromResult(false);

    public void Dispose() => _client.Dispose();

    private Microsoft365Endpoints EndpointsOf(MailSettings settings) =>
        Microsoft365Endpoints.For(settings.Microsoft?.Cloud ?? MicrosoftCloud.Global, _options);

    private static string ScopeOf(Microsoft365Endpoints endpoints)
    {
        // Named after the cloud's own Graph host, even when calls go elsewhere.
        var resource = endpoints.Scope[..^".default".Length];
        return string.Join(' ', AccountPermissions.All.Select(p => resource + p).Prepend("offline_access"));
    }

    private OAuthRegistration RegistrationOf(MailSettings settings)
    {
        var registration = settings.Microsoft ?? throw SignIn("registration-missing");
        var address = new Uri(EndpointsOf(settings).Login, Tenant + "/oauth2/v2.0/token");
        return registration.ProtectedCertificate is { } certificate
            ? new OAuthRegistration(address, registration.ClientId, null, Assert(registration.ClientId, address, Open(certificate)))
            : new OAuthRegistration(address, registration.ClientId, Open(registration.ProtectedSecret ?? throw SignIn("secret-missing")));
    }

    /// <summary>The app's proof that it has the certificate's private key
    /// (learn.microsoft.com/entra/identity-platform/certificate-credentials).</summary>
    private string Assert(string clientId, Uri audience, string pkcs12)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadPkcs12(Convert.FromBase64String(pkcs12), null, X509KeyStorageFlags.EphemeralKeySet);
            using var key = certificate.GetRSAPrivateKey() ?? throw SignIn("certificate-unreadable");
            var now = _time.GetUtcNow().UtcDateTime;
            return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
            {
                Issuer = clientId,
                Audience = audience.AbsoluteUri,
                NotBefore = now,
                Expires = now + AssertionLife,
                Claims = new Dictionary<string, object> { ["sub"] = clientId, ["jti"] = Guid.NewGuid().ToString() },
                AdditionalHeaderClaims = new Dictionary<string, object>
                {
                    ["x5t#S256"] = Base64UrlEncoder.Encode(certificate.GetCertHash(HashAlgorithmName.SHA256)),
                },
                SigningCredentials = new SigningCredentials(new RsaSecurityKey(key), SecurityAlgorithms.RsaSsaPssSha256)
                {
                    CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
                },
            });
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            throw SignIn("certificate-unreadable");
        }
    }

    private string Open(string protectedText) => _secrets.Unprotect(protectedText) ?? throw SignIn("secret-unreadable");

    private static ProviderException SignIn(string code) => new(ProviderError.SignIn, new Reason(code));
}

/// <summary>Delegated permissions of one account, and how their absence is named.</summary>
internal static class AccountPermissions
{
    /// <summary>Who the account is, with its own addresses.</summary>
    public const string ReadProfile = "User.Read";

    private static readonly (string Name, string Code)[] Needed =
    [
        (ReadProfile, "account-scope-profile"), (Permissions.WriteMail, "account-scope-mail"), (Permissions.SendMail, "account-scope-send"),
    ];

    public static IEnumerable<string> All => Needed.Select(p => p.Name);

    /// <param name="granted">As the token endpoint names them: with the resource before the name, or without.</param>
    public static IReadOnlyList<Reason> Missing(IReadOnlyList<string> granted)
    {
        var names = granted.Select(s => s[(s.LastIndexOf('/') + 1)..]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Needed.Where(p => !names.Contains(p.Name)).Select(p => new Reason(p.Code, "scope", p.Name)).ToList();
    }
}

/// <summary>The tokens of a linked account, as the SDK takes them.</summary>
internal sealed class AccountTokenCredential : Azure.Core.TokenCredential
{
    private readonly AccountTokens _tokens;
    private readonly ProviderContext _context;

    public AccountTokenCredential(AccountTokens tokens, ProviderContext context)
    {
        _tokens = tokens;
        _context = context;
    }

    public override Azure.Core.AccessToken GetToken(Azure.Core.TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Tokens are fetched asynchronously.");

    public override async ValueTask<Azure.Core.AccessToken> GetTokenAsync(
        Azure.Core.TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        var tokens = await _tokens.GetAsync(_context, cancellationToken);
        return new Azure.Core.AccessToken(tokens.AccessToken, tokens.ExpiresAt);
    }
}
