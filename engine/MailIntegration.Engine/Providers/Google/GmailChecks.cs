using MailIntegration.Engine.Channels.Checking;

namespace MailIntegration.Engine.Providers.Google;

/// <summary>The connection checker's calls to Google. Each is made once, beside the budgets of syncs.</summary>
internal sealed class GmailChecks
{
    /// <summary>The id of no draft: a call that names it is refused for want of a permission, or finds nothing.</summary>
    private const string NoDraft = "r-1";

    private static readonly TimeSpan TestingFrom = TimeSpan.FromDays(6.9);
    private static readonly TimeSpan TestingUntil = TimeSpan.FromDays(7.3);

    private readonly GmailCheckCalls _calls;
    private readonly ProviderContext _context;
    private readonly CheckTarget? _target;
    private readonly TimeProvider _time;
    private GmailUser? _user;
    private string? _messageId;

    public GmailChecks(GmailCheckCalls calls, ProviderContext context, CheckTarget? target, TimeProvider time)
    {
        _calls = calls;
        _context = context;
        _target = target;
        _time = time;
    }

    /// <summary>A single account has no directory.</summary>
    public IReadOnlyList<ProviderCheck> All() =>
    [
        new(CheckStep.Clock, [], token => ClockCheck.RunAsync(_calls.GetDateAsync, _time, token)),
        new(CheckStep.Token, [], TokenAsync),
        .. _context.Channel.Account is null ? [new ProviderCheck(CheckStep.Directory, [CheckStep.Token], DirectoryAsync)] : Array.Empty<ProviderCheck>(),
        new(CheckStep.Mailbox, _context.Channel.Account is null ? [] : [CheckStep.Token], MailboxAsync),
        new(CheckStep.List, [CheckStep.Mailbox], ListAsync),
        new(CheckStep.Read, [CheckStep.List], ReadAsync),
        new(CheckStep.Send, [CheckStep.Mailbox], SendAsync),
    ];

    /// <summary>Each scope is delegated by itself: this one is the administrator's, the mailbox' comes with the mailbox.</summary>
    private async Task<Reason?> TokenAsync(CancellationToken cancellationToken)
    {
        await (_context.Channel.Account is { } account
            ? GetAccountTokenAsync(account, cancellationToken)
            : _calls.GetAdminTokenAsync(_context, cancellationToken));
        return null;
    }

    /// <summary>Google takes sign-ins back after exactly seven days while the consent screen is in testing
    /// (developers.google.com/identity/protocols/oauth2#expiration).</summary>
    private async Task GetAccountTokenAsync(Channels.AccountConnection account, CancellationToken cancellationToken)
    {
        try
        {
            await _calls.UserOf(_context, "me").GetTokenAsync(cancellationToken);
        }
        catch (ProviderException exception) when (exception.Reason.Code == "account-consent-lost")
        {
            var lost = _context.Channel.AttentionSince ?? _time.GetUtcNow();
            if (lost - account.SignedInAt >= TestingFrom && lost - account.SignedInAt <= TestingUntil)
            {
                throw new ProviderException(ProviderError.SignIn, new Reason("google-consent-testing", "email", account.Email), exception);
            }

            throw;
        }
    }

    private async Task<Reason?> DirectoryAsync(CancellationToken cancellationToken)
    {
        await _calls.CheckDirectoryAsync(_context, cancellationToken);
        return null;
    }

    private async Task<Reason?> MailboxAsync(CancellationToken cancellationToken)
    {
        if (_target is null)
        {
            return new Reason("check-no-address");
        }

        var email = await ResolveAsync(_target, cancellationToken);
        var user = _calls.UserOf(_context, email);
        try
        {
            await _calls.Api.GetHistoryIdAsync(user, cancellationToken);
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.MailboxNotFound)
        {
            throw new ProviderException(exception.Error, new Reason(
                exception.Reason.Code == GoogleErrors.SubjectRefused ? "user-suspended" : "user-without-mailbox", "email", email), exception);
        }

        _user = user;
        return null;
    }

    /// <summary>The user's address as it is now. Without the directory, which has a scope of its own, the known one is tried.</summary>
    private async Task<string> ResolveAsync(CheckTarget target, CancellationToken cancellationToken)
    {
        if (_context.Channel.Account is not null)
        {
            return "me";
        }

        ProviderMailbox? mailbox;
        try
        {
            mailbox = await _calls.FindAsync(_context, target.MailboxId, cancellationToken);
        }
        catch (ProviderException exception) when (exception.Error is ProviderError.SignIn or ProviderError.PermissionMissing)
        {
            return target.Email;
        }

        if (mailbox is null)
        {
            throw new ProviderException(ProviderError.MailboxNotFound, new Reason("mailbox-gone"));
        }

        return mailbox.IsEnabled
            ? mailbox.Email
            : throw new ProviderException(ProviderError.MailboxNotFound, new Reason("user-suspended", "email", mailbox.Email));
    }

    private async Task<Reason?> ListAsync(CancellationToken cancellationToken)
    {
        var page = await _calls.Api.ListMessagesAsync(_user!, new GmailQuery([], "", null, 1), cancellationToken);
        _messageId = page.Messages.Count > 0 ? page.Messages[0].Id : null;
        return null;
    }

    private async Task<Reason?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_messageId is null)
        {
            return new Reason("check-no-message");
        }

        var (_, raw) = await _calls.Api.GetRawAsync(_user!, _messageId, cancellationToken);
        await raw.DisposeAsync();
        return null;
    }

    private async Task<Reason?> SendAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _calls.Api.SendDraftAsync(_user!, NoDraft, cancellationToken);
        }
        catch (ProviderException exception) when (exception.Error is ProviderError.MessageNotFound or ProviderError.Refused)
        {
            // Permitted: the draft was looked for, and is not there.
        }

        return null;
    }
}
