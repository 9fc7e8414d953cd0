using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Outbox;

/// <summary>
/// Where mail of the site's own mailer is kept. It belongs to no mailbox, but it belongs to a conversation: there it stands
/// under the address by which the conversation came, and so its readers are those of the conversation (PR2).
/// </summary>
public sealed class SiteShelf
{
    private readonly IMailSetupStore _setup;
    private readonly IMailStore _store;
    private readonly IMailAuthorization _authorization;
    private readonly SyncContexts _contexts;

    public SiteShelf(IMailSetupStore setup, IMailStore store, IMailAuthorization authorization, SyncContexts contexts)
    {
        _setup = setup;
        _store = store;
        _authorization = authorization;
        _contexts = contexts;
    }

    /// <summary>
    /// The address under which a mail will stand: that of the conversation's newest received mail; for a new conversation
    /// the activated mailbox that the site sends as; else none, and <see cref="SenderDirectory.SiteId"/> is answered.
    /// </summary>
    internal async Task<string> ChooseAsync(
        string? conversationId, string? authorId, MailboxAddress from, CancellationToken cancellationToken)
    {
        var setup = await _setup.GetAsync(cancellationToken);
        if (await ViewAsync(conversationId, authorId, cancellationToken) is { } view)
        {
            return view.Emails.Reverse()
                .OrderBy(e => e.Email.Kind == EmailKind.Received ? 0 : 1)
                .SelectMany(e => e.Links.Select(l => l.AddressId))
                .FirstOrDefault(id => setup.FindAddress(id) is not null) ?? SenderDirectory.SiteId;
        }

        var own = EmailAddresses.Normalize(from.Address);
        return setup.Addresses.FirstOrDefault(a => a.Email == own || a.Aliases.Contains(own, StringComparer.Ordinal))?.Id
            ?? SenderDirectory.SiteId;
    }

    /// <summary>What filing needs to know of the address. Mail that stands under none is its author's and the managers'.</summary>
    internal async Task<SyncContext> OpenAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        // Mail of a forwarding address stands under that address, whoever carried it.
        var id = entry.FiledUnder ?? entry.SenderId;
        return await _contexts.LoadAsync(id, cancellationToken) ?? new SyncContext(
            new Channel { Id = SenderDirectory.SiteId, Provider = ProviderKind.Hosted, Name = entry.From.Name ?? "" },
            new ChannelAddress
            {
                Id = id,
                ChannelId = SenderDirectory.SiteId,
                Email = EmailAddresses.Normalize(entry.From.Address) ?? entry.From.Address,
                MailboxId = SenderDirectory.SiteId,
                SyncFrom = entry.CreatedAt,
            },
            await _setup.GetAsync(cancellationToken),
            new AddressAudience(entry.AuthorId is { } author ? [author] : [], ManagersSee: true, []));
    }

    private async Task<ConversationView?> ViewAsync(
        string? conversationId, string? authorId, CancellationToken cancellationToken)
    {
        if (conversationId is null)
        {
            return null;
        }

        var reader = authorId is null
            ? MailReader.System
            : (await _authorization.GetRightsAsync(authorId, cancellationToken))?.Reader;
        return reader is null ? null : await _store.GetConversationAsync(reader, conversationId, cancellationToken);
    }
}
