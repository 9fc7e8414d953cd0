using System.Collections.Concurrent;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;
using Google.Apis.Http;
using Google.Apis.Util;
using MailIntegration.Engine.Providers.Accounts;
using MailIntegration.Engine.Security;

namespace MailIntegration.Engine.Providers.Google;

/// <summary>Tokens in users' names, one credential per channel version, user and scope; they are cached in it.</summary>
internal sealed class GoogleCredentials : IDisposable
{
    private readonly ISecretProtector _secrets;
    private readonly GoogleOptions _options;
    private readonly SharedHandlerFactory _http = new();
    private readonly Clock _clock;
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    private readonly AccountTokens? _accounts;

    /// <param name="accounts">Null where no single accounts are linked.</param>
    public GoogleCredentials(ISecretProtector secrets, GoogleOptions options, TimeProvider time, AccountTokens? accounts = null)
    {
        _accounts = accounts;
        _secrets = secrets;
        _options = options;
        _clock = new Clock(time);
    }

    /// <exception cref="ProviderException">The sign-in fails; see <see cref="GoogleErrors.FromToken"/>.</exception>
    public async Task<string> GetTokenAsync(ProviderContext context, string user, string scope, CancellationToken cancellationToken)
    {
        if (context.Channel.Account is not null)
        {
            return (await Accounts().GetAsync(context, cancellationToken)).AccessToken;
        }

        var entry = GetEntry(context);
        var credential = entry.Users.GetOrAdd((user, scope), _ => Create(entry.Key, user, scope));
        try
        {
            return await GoogleErrors.MapAsync(() => credential.GetAccessTokenForRequestAsync(null, cancellationToken), cancellationToken);
        }
        catch (TokenResponseException exception)
        {
            throw GoogleErrors.FromToken(exception, entry.Key, user, scope);
        }
    }

    /// <summary>Google counts per project; an OAuth client's id begins with its project's number.</summary>
    public string ProjectOf(ProviderContext context) => context.Channel.Account is null
        ? GetEntry(context).Key.ProjectId
        : "client/" + context.Settings.Google?.ClientId.Split('-')[0];

    public void Renew(ProviderContext context, string user, string scope)
    {
        if (context.Channel.Account is not null)
        {
            Accounts().Renew(context.Channel.Id);
            return;
        }

        GetEntry(context).Users.TryRemove((user, scope), out _);
    }

    public void Forget(string channelId)
    {
        _accounts?.Forget(channelId);
        foreach (var key in _entries.Keys.Where(k => k.StartsWith(channelId + "/", StringComparison.Ordinal)))
        {
            _entries.TryRemove(key, out _);
        }
    }

    public void Dispose() => _http.Dispose();

    private AccountTokens Accounts() => _accounts ?? throw SignIn(new Reason("registration-missing"));

    private Entry GetEntry(ProviderContext context)
    {
        var key = $"{context.Channel.Id}/{context.Channel.Version}";
        if (_entries.TryGetValue(key, out var entry))
        {
            return entry;
        }

        Forget(context.Channel.Id);
        return _entries.GetOrAdd(key, _ => new Entry(ReadKey(context)));
    }

    private ServiceAccountKey ReadKey(ProviderContext context)
    {
        var connection = context.Channel.Google ?? throw SignIn(new Reason("connection-incomplete"));
        var json = _secrets.Unprotect(connection.ProtectedKey) ?? throw SignIn(new Reason("secret-unreadable"));
        var (key, problem) = ServiceAccountKey.Read(json);
        return key ?? throw SignIn(problem!);
    }

    private ServiceAccountCredential Create(ServiceAccountKey key, string user, string scope) => new(
        new ServiceAccountCredential.Initializer(key.ClientEmail, _options.Token.AbsoluteUri)
        {
            User = user,
            Scopes = [scope],
            KeyId = key.KeyId,
            Clock = _clock,
            HttpClientFactory = _http,
        }.FromPrivateKey(key.PrivateKey));

    private static ProviderException SignIn(Reason reason) => new(ProviderError.SignIn, reason);

    private sealed record Entry(ServiceAccountKey Key)
    {
        public ConcurrentDictionary<(string User, string Scope), ServiceAccountCredential> Users { get; } = new();
    }

    /// <summary>Thousands of mailboxes share one pool of connections.</summary>
    private sealed class SharedHandlerFactory : HttpClientFactory, IDisposable
    {
        private readonly SocketsHttpHandler _handler = new() { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };

        public void Dispose() => _handler.Dispose();

        protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) => _handler;
    }

    private sealed class Clock : IClock
    {
        private readonly TimeProvider _time;

        public Clock(TimeProvider time)
        {
            _time = time;
        }

        public DateTime Now => _time.GetLocalNow().DateTime;

        public DateTime UtcNow => _time.GetUtcNow().UtcDateTime;
    }
}
