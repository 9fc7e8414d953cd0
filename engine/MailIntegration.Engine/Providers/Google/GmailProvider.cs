using System.Collections.Concurrent;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Channels.Checking;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Providers.Accounts;
using MailIntegration.Engine.Push;
using MailIntegration.Engine.Security;

namespace MailIntegration.Engine.Providers.Google;

/// <summary>A Google Workspace domain by a service account with domain-wide delegation (CH4), or one account (CH5).</summary>
public sealed class GmailProvider : IMailProvider, IDisposable
{
    private const string Me = "me";

    private readonly GoogleHttpClient _http;
    private readonly GoogleCredentials _credentials;
    private readonly GoogleDirectory _directory;
    private readonly IGmailApi _api;
    private readonly IMimeCodec _codec;
    private readonly GoogleOptions _options;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, GmailSession> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, GmailBudget> _projects = new(StringComparer.Ordinal);

    /// <param name="api">The home's client of the Gmail API; null takes the engine's own.</param>
    /// <param name="accounts">Tokens of single accounts; null where none are linked.</param>
    public GmailProvider(
        ISecretProtector secrets, GoogleOptions options, IMimeCodec codec, TimeProvider time, IGmailApi? api = null, AccountTokens? accounts = null)
    {
        _options = options;
        _codec = codec;
        _time = time;
        _http = new GoogleHttpClient(time);
        _credentials = new GoogleCredentials(secrets, options, time, accounts);
        _directory = new GoogleDirectory(_http, _credentials, options);
        _api = api ?? new GmailApi(_http, options);
        Push = new GmailPush(SessionOf, _api);
    }

    public ProviderKind Kind => ProviderKind.Gmail;

    public IPushClient Push { get; }

    public async Task CheckAsync(ProviderContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        Forget(context.Channel.Id);
        if (context.Channel.Account is not null)
        {
            await _api.GetHistoryIdAsync(UserOf(context, Me), cancellationToken);
            return;
        }

        await _directory.CheckAsync(context, cancellationToken);
        var admin = context.Channel.Google!.AdminEmail;
        try
        {
            await _api.GetHistoryIdAsync(UserOf(context, admin), cancellationToken);
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.MailboxNotFound)
        {
            // An administrator need not have a mailbox; the sign-in and the API were proved all the same.
        }
    }

    public Task<IReadOnlyList<ProviderMailbox>> ListMailboxesAsync(
        ProviderContext context, string? search, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Channel.Account is { } account
            ? Task.FromResult<IReadOnlyList<ProviderMailbox>>([AccountMailbox.Of(account)])
            : _directory.ListAsync(context, search, cancellationToken);
    }

    public async Task<ProviderMailbox> FindMailboxAsync(ProviderContext context, string email, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Channel.Account is { } account)
        {
            return await FindOwnAsync(context, account, email, cancellationToken);
        }

        var mailbox = await _directory.FindAsync(context, email, cancellationToken)
            ?? throw NotFound("mailbox-not-found", email);
        if (!mailbox.IsEnabled)
        {
            throw NotFound("user-suspended", mailbox.Email);
        }

        try
        {
            // Every user is listed, mailbox or not; only asking Gmail tells.
            await _api.GetHistoryIdAsync(UserOf(context, mailbox.Email), cancellationToken);
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.MailboxNotFound)
        {
            throw NotFound(exception.Reason.Code == GoogleErrors.SubjectRefused ? "user-suspended" : "user-without-mailbox", mailbox.Email);
        }

        return mailbox;
    }

    public IMailboxClient OpenMailbox(ProviderContext context, string mailboxId)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new GmailMailbox(_api, SessionOf(context, mailboxId), context);
    }

    public IMailSender OpenSender(ProviderContext context, string mailboxId)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new GmailSender(_api, SessionOf(context, mailboxId), context, _codec, _time);
    }

    public IReadOnlyList<ProviderCheck> ChecksOf(ProviderContext context, CheckTarget? target)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new GmailChecks(new GmailCheckCalls(_http, _credentials, _directory, _api, _options), context, target, _time).All();
    }

    public void Forget(string channelId)
    {
        _credentials.Forget(channelId);
        foreach (var key in _sessions.Keys.Where(k => k.StartsWith(channelId + "/", StringComparison.Ordinal)))
        {
            _sessions.TryRemove(key, out _);
        }
    }

    public void Dispose()
    {
        _credentials.Dispose();
        _http.Dispose();
    }

    private async Task<ProviderMailbox> FindOwnAsync(
        ProviderContext context, Channels.AccountConnection account, string email, CancellationToken cancellationToken)
    {
        if (email != account.Email)
        {
            throw NotFound("mailbox-not-found", email);
        }

        try
        {
            // Google accounts exist without Gmail.
            await _api.GetHistoryIdAsync(UserOf(context, Me), cancellationToken);
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.MailboxNotFound)
        {
            throw NotFound("user-without-mailbox", email);
        }

        return AccountMailbox.Of(account);
    }

    private GmailUser UserOf(ProviderContext context, string email) =>
        new(email, token => _credentials.GetTokenAsync(context, email, GoogleScopes.Mail, token));

    /// <summary>Google counts per project and user; several channels may use one project.</summary>
    private GmailSession SessionOf(ProviderContext context, string mailboxId) => _sessions.GetOrAdd(
        context.Channel.Id + "/" + mailboxId,
        _ => new GmailSession(
            _credentials,
            _directory,
            new GmailGate(
                _time,
                new GmailBudget(_time, _options.UnitsPerUser),
                _projects.GetOrAdd(_credentials.ProjectOf(context), _ => new GmailBudget(_time, _options.UnitsPerProject))),
            mailboxId));

    private static ProviderException NotFound(string code, string email) =>
        new(ProviderError.MailboxNotFound, new Reason(code, "email", email));
}
