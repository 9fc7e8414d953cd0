namespace MailIntegration.Engine.Providers.Google;

/// <summary>What <see cref="GmailChecks"/> uses of the provider's parts.</summary>
internal sealed class GmailCheckCalls
{
    private readonly GoogleHttpClient _http;
    private readonly GoogleCredentials _credentials;
    private readonly GoogleDirectory _directory;
    private readonly GoogleOptions _options;

    public GmailCheckCalls(
        GoogleHttpClient http, GoogleCredentials credentials, GoogleDirectory directory, IGmailApi api, GoogleOptions options)
    {
        _http = http;
        _credentials = credentials;
        _directory = directory;
        _options = options;
        Api = api;
    }

    public IGmailApi Api { get; }

    /// <summary>Of any answer of Google's; its public keys cost nothing and need no token.</summary>
    public Task<DateTimeOffset?> GetDateAsync(CancellationToken cancellationToken) => _http.GetDateAsync(_options.Keys, cancellationToken);

    public async Task GetAdminTokenAsync(ProviderContext context, CancellationToken cancellationToken)
    {
        var admin = context.Channel.Google?.AdminEmail
            ?? throw new ProviderException(ProviderError.SignIn, new Reason("connection-incomplete"));
        try
        {
            await _credentials.GetTokenAsync(context, admin, GoogleScopes.Users, cancellationToken);
        }
        catch (ProviderException exception) when (exception.Reason.Code == GoogleErrors.SubjectRefused)
        {
            throw new ProviderException(ProviderError.SignIn, new Reason("google-admin-unknown", "email", admin), exception);
        }
    }

    public Task CheckDirectoryAsync(ProviderContext context, CancellationToken cancellationToken) =>
        _directory.CheckAsync(context, cancellationToken);

    public Task<ProviderMailbox?> FindAsync(ProviderContext context, string key, CancellationToken cancellationToken) =>
        _directory.FindAsync(context, key, cancellationToken);

    public GmailUser UserOf(ProviderContext context, string email) =>
        new(email, token => _credentials.GetTokenAsync(context, email, GoogleScopes.Mail, token));
}
