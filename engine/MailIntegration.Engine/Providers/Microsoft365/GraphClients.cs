using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Providers.Accounts;
using MailIntegration.Engine.Security;
using Microsoft.Graph;
using Microsoft.Graph.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary.Middleware;
using Microsoft.Kiota.Http.HttpClientLibrary.Middleware.Options;

namespace MailIntegration.Engine.Providers.Microsoft365;

/// <summary>SDK clients and credentials, one per channel and version of its configuration; tokens are cached in them.</summary>
internal sealed class GraphClients : IDisposable
{
    private readonly ISecretProtector _secrets;
    private readonly Microsoft365Options _options;
    private readonly AccountTokens? _accounts;
    private readonly HttpClient _http;
    private readonly HttpClient _own;
    private readonly HttpClient _login;
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <param name="accounts">Tokens of single accounts; null where none are linked.</param>
    public GraphClients(ISecretProtector secrets, Microsoft365Options options, AccountTokens? accounts)
    {
        _secrets = secrets;
        _options = options;
        _accounts = accounts;

        // The SDK's own retry handler repeats POSTs, and so may send twice; retries are the gate's work. Redirects are
        // not followed: Graph has none for mail, and one would carry the token elsewhere.
        _http = new HttpClient(CreateHandler());

        // What the SDK's own pipeline does for graph.Me.
        var replacement = new UriReplacementHandlerOption(true, [new(("/users/" + Me), "/me")]);
        _own = new HttpClient(new UriReplacementHandler<UriReplacementHandlerOption>(replacement) { InnerHandler = CreateHandler() });
        _login = new HttpClient(new LoginHandler(options.LoginOverride));
    }

    /// <summary>The SDK's word for whoever signed in, in place of a user's id.</summary>
    public const string Me = "me-token-to-replace";

    /// <summary>What stands for the mailbox in paths: one account is not looked up by id.</summary>
    public static string UserOf(ProviderContext context, string mailboxId) => context.Channel.Account is null ? mailboxId : Me;

    /// <summary>For addresses that carry their own permission; it sends no token and repeats nothing.</summary>
    public HttpClient Uploads => _http;

    public Uri GraphBase(ProviderContext context) => new(Endpoints(context).Graph, "v1.0/");

    public GraphServiceClient Get(ProviderContext context) => GetEntry(context).Client;

    public async Task<AccessToken> GetTokenAsync(ProviderContext context, CancellationToken cancellationToken)
    {
        var entry = GetEntry(context);
        return await entry.Credential.GetTokenAsync(
            new TokenRequestContext([Endpoints(context).Scope]), cancellationToken);
    }

    /// <summary>The Date field of the sign-in host's metadata, which needs no token; null when it has none.</summary>
    public Task<DateTimeOffset?> GetDateAsync(ProviderContext context, CancellationToken cancellationToken)
    {
        var tenant = Uri.EscapeDataString(context.Channel.Microsoft365?.TenantId ?? "organizations");
        var address = new Uri(Endpoints(context).Login, tenant + "/v2.0/.well-known/openid-configuration");
        return GraphErrors.MapAsync(
            async () =>
            {
                using var response = await _login.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                return response.Headers.Date;
            },
            Permissions.ReadMail,
            cancellationToken);
    }

    public void Forget(string channelId)
    {
        _accounts?.Forget(channelId);
        foreach (var key in KeysOf(channelId))
        {
            _entries.TryRemove(key, out _);
        }
    }

    /// <summary>Fetches a new token with the next call; clients in use stay usable.</summary>
    public void RenewToken(string channelId)
    {
        _accounts?.Renew(channelId);
        foreach (var key in KeysOf(channelId))
        {
            if (_entries.TryGetValue(key, out var entry))
            {
                entry.Credential.Renew();
            }
        }
    }

    private IEnumerable<string> KeysOf(string channelId) =>
        _entries.Keys.Where(k => k.StartsWith(channelId + "/", StringComparison.Ordinal));

    public void Dispose()
    {
        _http.Dispose();
        _own.Dispose();
        _login.Dispose();
    }

    private Microsoft365Endpoints Endpoints(ProviderContext context) =>
        Microsoft365Endpoints.For(
            (context.Channel.Account is null ? context.Channel.Microsoft365?.Cloud : context.Settings.Microsoft?.Cloud) ?? MicrosoftCloud.Global, _options);

    private Entry GetEntry(ProviderContext context)
    {
        var key = $"{context.Channel.Id}/{context.Channel.Version}/{context.Settings.Version}";
        if (_entries.TryGetValue(key, out var entry))
        {
            return entry;
        }

        Forget(context.Channel.Id);
        return _entries.GetOrAdd(key, _ => Create(context));
    }

    private Entry Create(ProviderContext context)
    {
        var endpoints = Endpoints(context);
        var credential = new RenewableCredential(() => CreateCredential(context, endpoints));
        var authentication = new AzureIdentityAuthenticationProvider(
            credential, [endpoints.Graph.Host], null, true, endpoints.Scope);
        var http = context.Channel.Account is null ? _http : _own;
        return new Entry(credential, new GraphServiceClient(http, authentication, GraphBase(context).AbsoluteUri.TrimEnd('/')));
    }

    private TokenCredential CreateCredential(ProviderContext context, Microsoft365Endpoints endpoints)
    {
        if (context.Channel.Account is not null)
        {
            return new AccountTokenCredential(_accounts ?? throw SignIn("registration-missing"), context);
        }

        var connection = context.Channel.Microsoft365
            ?? throw SignIn("connection-incomplete");
        var registration = context.Settings.Microsoft;
        var (clientId, secret, certificate) = connection.HasOwnRegistration
            ? (connection.ClientId!, connection.ProtectedSecret, connection.ProtectedCertificate)
            : registration is null
                ? throw SignIn("registration-missing")
                : (registration.ClientId, registration.ProtectedSecret, registration.ProtectedCertificate);
        if (certificate is not null)
        {
            return new ClientCertificateCredential(
                connection.TenantId, clientId, LoadCertificate(certificate), Configure(new ClientCertificateCredentialOptions(), endpoints));
        }

        return new ClientSecretCredential(
            connection.TenantId,
            clientId,
            Unprotect(secret ?? throw SignIn("secret-missing")),
            Configure(new ClientSecretCredentialOptions(), endpoints));
    }

    private static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = System.Net.DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    private T Configure<T>(T options, Microsoft365Endpoints endpoints)
        where T : TokenCredentialOptions
    {
        // MSAL takes https authorities only; LoginHandler turns them back for a sandbox on http.
        options.AuthorityHost = new UriBuilder(endpoints.Login)
        {
            Scheme = Uri.UriSchemeHttps,
            Port = endpoints.Login.Port,
        }.Uri;
        options.Transport = new HttpClientTransport(_login);
        options.Retry.MaxRetries = 2;
        options.Diagnostics.IsLoggingContentEnabled = false;
        if (_options.LoginOverride is not null)
        {
            switch (options)
            {
                case ClientSecretCredentialOptions secret:
                    secret.DisableInstanceDiscovery = true;
                    break;
                case ClientCertificateCredentialOptions certificate:
                    certificate.DisableInstanceDiscovery = true;
                    break;
            }
        }

        return options;
    }

    private X509Certificate2 LoadCertificate(string protectedCertificate)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12(
                Convert.FromBase64String(Unprotect(protectedCertificate)), null, X509KeyStorageFlags.EphemeralKeySet);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            throw SignIn("certificate-unreadable");
        }
    }

    private string Unprotect(string protectedText) =>
        _secrets.Unprotect(protectedText) ?? throw SignIn("secret-unreadable");

    private static ProviderException SignIn(string code) => new(ProviderError.SignIn, new Reason(code));

    private sealed record Entry(RenewableCredential Credential, GraphServiceClient Client);

    /// <summary>The libraries cache tokens inside the credential; a new one forgets a token that was refused.</summary>
    private sealed class RenewableCredential : TokenCredential
    {
        private readonly Func<TokenCredential> _create;
        private volatile TokenCredential _inner;

        public RenewableCredential(Func<TokenCredential> create)
        {
            _create = create;
            _inner = create();
        }

        public void Renew() => _inner = _create();

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            _inner.GetToken(requestContext, cancellationToken);

        public override ValueTask<AccessToken> GetTokenAsync(
            TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            _inner.GetTokenAsync(requestContext, cancellationToken);
    }

    /// <summary>Sends sign-in calls to a configured host over the scheme that it really speaks.</summary>
    private sealed class LoginHandler : DelegatingHandler
    {
        private readonly Uri? _override;

        public LoginHandler(Uri? loginOverride)
            : base(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            _override = loginOverride;
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (_override is { IsLoopback: true } login
                && login.Scheme == Uri.UriSchemeHttp
                && request.RequestUri is { } uri
                && uri.Host == login.Host
                && uri.Port == login.Port)
            {
                request.RequestUri = new UriBuilder(uri) { Scheme = Uri.UriSchemeHttp, Port = login.Port }.Uri;
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
