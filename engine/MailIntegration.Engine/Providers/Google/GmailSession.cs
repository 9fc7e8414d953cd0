using System.Collections.Concurrent;

namespace MailIntegration.Engine.Providers.Google;

/// <summary>
/// One mailbox of one channel, for as long as the provider lives: its limits, and the address under which Google knows its
/// user now. The user's constant id is what is stored; he may be renamed (AD2).
/// </summary>
internal sealed class GmailSession
{
    private const int MaxRemembered = 200;

    private readonly GoogleCredentials _credentials;
    private readonly GoogleDirectory _directory;
    private readonly GmailGate _gate;
    private readonly string _mailboxId;
    private readonly ConcurrentDictionary<string, SentLook> _sent = new(StringComparer.Ordinal);
    private volatile string? _email;

    public GmailSession(GoogleCredentials credentials, GoogleDirectory directory, GmailGate gate, string mailboxId)
    {
        _credentials = credentials;
        _directory = directory;
        _gate = gate;
        _mailboxId = mailboxId;
    }

    /// <summary>Makes a call in the user's name.</summary>
    /// <param name="units">Its price, see <see cref="GmailPrices"/>.</param>
    /// <param name="isRepeatable">False for calls that change something: they are made once.</param>
    public async Task<T> RunAsync<T>(
        ProviderContext context, int units, bool isRepeatable, Func<GmailUser, Task<T>> call, CancellationToken cancellationToken)
    {
        var email = _email ?? await ResolveAsync(context, cancellationToken);
        try
        {
            return await CallAsync(email);
        }
        catch (ProviderException exception) when (exception.Reason.Code == GoogleErrors.SubjectRefused)
        {
            // Nobody got a token, so nothing was done: the directory tells what became of the user.
            var now = await ResolveAsync(context, cancellationToken);
            return now != email
                ? await CallAsync(now)
                : throw new ProviderException(ProviderError.MailboxNotFound, new Reason("user-suspended", "email", now), exception);
        }

        Task<T> CallAsync(string address)
        {
            var user = new GmailUser(address, token => _credentials.GetTokenAsync(context, address, GoogleScopes.Mail, token));
            return _gate.RunAsync(
                units, isRepeatable, () => call(user), () => _credentials.Renew(context, address, GoogleScopes.Mail), cancellationToken);
        }
    }

    /// <summary>Keeps the id that a draft's message got when it was sent: a search finds it only after a while.</summary>
    public void Remember(string draftId, SentLook look)
    {
        if (_sent.Count >= MaxRemembered)
        {
            foreach (var old in _sent.OrderBy(pair => pair.Value.At).Take(MaxRemembered / 2))
            {
                _sent.TryRemove(old.Key, out _);
            }
        }

        _sent[draftId] = look;
    }

    public SentLook? Recall(string draftId) => _sent.GetValueOrDefault(draftId);

    private async Task<string> ResolveAsync(ProviderContext context, CancellationToken cancellationToken)
    {
        if (context.Channel.Account is not null)
        {
            // The API's own word for whoever signed in.
            return _email = "me";
        }

        var user = await _directory.FindAsync(context, _mailboxId, cancellationToken)
            ?? throw new ProviderException(ProviderError.MailboxNotFound, new Reason("mailbox-gone"));
        if (!user.IsEnabled)
        {
            throw new ProviderException(ProviderError.MailboxNotFound, new Reason("user-suspended", "email", user.Email));
        }

        return _email = user.Email;
    }
}
