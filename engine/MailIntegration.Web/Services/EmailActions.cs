using System.Text.Json;
using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Live;
using MailIntegration.Web.Security;

namespace MailIntegration.Web.Services;

/// <summary>What members do to e-mails, one or many at once; done at the provider too when a setting says so (SY6, SY11).</summary>
internal sealed class EmailActions
{
    public const int MaxIds = 500;

    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly LiveFeed _live;
    private readonly TimeProvider _time;

    public EmailActions(IMailStore store, IMailSetupStore setup, LiveFeed live, TimeProvider time)
    {
        _store = store;
        _setup = setup;
        _live = live;
        _time = time;
    }

    /// <summary>The e-mails that are meant and that the caller may see.</summary>
    /// <returns>Null when too many were named.</returns>
    public async Task<IReadOnlyList<EmailView>?> FindAsync(
        IReadOnlyList<string>? emailIds,
        IReadOnlyList<string>? conversationIds,
        Caller caller,
        CancellationToken cancellationToken)
    {
        if (emailIds?.Count > MaxIds || conversationIds?.Count > MaxIds)
        {
            return null;
        }

        var ids = (emailIds ?? []).ToHashSet(StringComparer.Ordinal);
        if (conversationIds is { Count: > 0 })
        {
            ids.UnionWith(await _store.GetEmailIdsAsync(caller.Reader, conversationIds, cancellationToken));
        }

        var found = new List<EmailView>(ids.Count);
        foreach (var chunk in ids.Chunk(MaxIds))
        {
            found.AddRange(await _store.GetEmailsAsync(caller.Reader, chunk, cancellationToken));
        }

        return found;
    }

    public async Task MarkAsync(
        IReadOnlyList<EmailView> emails, bool isRead, Caller caller, CancellationToken cancellationToken)
    {
        if (emails.Count == 0)
        {
            return;
        }

        var writeBack = await WritesBackAsync(cancellationToken);
        var action = isRead ? ProviderAction.MarkRead : ProviderAction.MarkUnread;
        await _store.ApplySurelyAsync(
            new MailChanges
            {
                Reads = [new ReadChange(caller.Id, emails.Select(e => e.Email.Id).ToList(), isRead)],
                Work = writeBack ? Work(emails, copy => copy.Folder == MailFolder.Sent ? null : action) : [],
            },
            cancellationToken);
        _live.PublishOwn(caller.Id, emails.Select(e => e.Email.ConversationId), emails.SelectMany(AddressIds));
    }

    public async Task ChangeAsync(
        IReadOnlyList<EmailView> emails, EmailAction action, CancellationToken cancellationToken)
    {
        if (emails.Count == 0)
        {
            return;
        }

        var now = _time.GetUtcNow();
        var state = action switch
        {
            EmailAction.Archive => EmailState.Archived,
            EmailAction.Delete => EmailState.Deleted,
            EmailAction.Spam => EmailState.Spam,
            EmailAction.NotSpam => EmailState.NotSpam,
            _ => EmailState.Normal,
        };
        var writeBack = await WritesBackAsync(cancellationToken);
        var events = Events(emails, now);
        await _store.ApplySurelyAsync(
            new MailChanges
            {
                EmailStates = emails.Select(e => new EmailStateChange(e.Email.Id, state, now)).ToList(),
                Work = writeBack ? Work(emails, copy => MoveOf(action, copy)) : [],
                Events = events,
            },
            cancellationToken);
        await PublishAsync(events, cancellationToken);
    }

    /// <summary>Tells open browsers at once; the rows tell them again after a crash and are heard only once.</summary>
    public async Task PublishAsync(IReadOnlyList<MailEvent> events, CancellationToken cancellationToken)
    {
        foreach (var mailEvent in events)
        {
            await _live.HandleAsync(mailEvent, cancellationToken);
        }
    }

    /// <summary>One event for each address, so that each is heard by that address' readers only.</summary>
    public static IReadOnlyList<MailEvent> Events(IReadOnlyList<EmailView> emails, DateTimeOffset now) => emails
        .SelectMany(e => AddressIds(e).Select(a => (AddressId: a, e.Email.ConversationId)))
        .GroupBy(p => p.AddressId, p => p.ConversationId, StringComparer.Ordinal)
        .Select(g => new MailEvent(
            Ids.New(now),
            MailEvents.ConversationsChanged,
            now,
            JsonSerializer.Serialize(
                new ConversationsChanged([g.Key], g.Distinct(StringComparer.Ordinal).ToList()), MailEvents.Json),
            g.Key))
        .ToList();

    private static IEnumerable<string> AddressIds(EmailView email) =>
        email.Links.Select(l => l.AddressId).Distinct(StringComparer.Ordinal);

    private static ProviderAction? MoveOf(EmailAction action, EmailCopy copy) => action switch
    {
        EmailAction.Delete => ProviderAction.MoveToDeleted,
        EmailAction.Spam when copy.Folder == MailFolder.Inbox => ProviderAction.MoveToSpam,
        EmailAction.NotSpam => ProviderAction.MoveToInbox,
        // What was sent has no way back into its folder by a move that the provider port knows.
        EmailAction.Restore when copy.Folder != MailFolder.Sent => ProviderAction.MoveToInbox,
        _ => null,
    };

    private async Task<bool> WritesBackAsync(CancellationToken cancellationToken) =>
        (await _setup.GetAsync(cancellationToken)).Settings.WriteBack;

    private List<WorkItem> Work(IReadOnlyList<EmailView> emails, Func<EmailCopy, ProviderAction?> choose)
    {
        var now = _time.GetUtcNow();
        return emails.SelectMany(e => e.Links)
            .Select(copy => (copy, action: choose(copy)))
            .Where(p => p.action is not null && p.copy.ProviderId.Length > 0)
            .Select(p => new ProviderWork(p.copy.AddressId, p.copy.ProviderId, p.action!.Value).ToItem(now))
            .ToList();
    }
}
