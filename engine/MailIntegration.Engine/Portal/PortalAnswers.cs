using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Portal;

/// <summary>
/// What a contact writes on his page. It becomes an e-mail of the conversation by the same way as mail that comes in: filed
/// under the mailbox that the conversation came by, with its readers, its events, its rules and its line in the journal. No
/// provider ever had it, so the ledger does not count on finding it there.
/// </summary>
public sealed class PortalAnswers
{
    /// <summary>Most characters of an answer.</summary>
    public const int MaxText = 20_000;

    private readonly IBlobStore _blobs;
    private readonly IMimeCodec _codec;
    private readonly SyncContexts _contexts;
    private readonly MailFetcher _fetcher;
    private readonly BatchWriter _writer;
    private readonly IReadOnlyList<IInstantListener> _listeners;
    private readonly TimeProvider _time;

    public PortalAnswers(
        IBlobStore blobs,
        IMimeCodec codec,
        SyncContexts contexts,
        MailFetcher fetcher,
        BatchWriter writer,
        IEnumerable<IInstantListener> listeners,
        TimeProvider time)
    {
        _blobs = blobs;
        _codec = codec;
        _contexts = contexts;
        _fetcher = fetcher;
        _writer = writer;
        _listeners = listeners.ToList();
        _time = time;
    }

    /// <param name="key">Made by the page once for each answer: the same key is written once, however often it is sent.</param>
    /// <returns>What is wrong with it; empty when it stands in the conversation.</returns>
    public async Task<SetupErrors> AnswerAsync(
        PortalVisitor visitor, PortalConversation conversation, string text, string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        ArgumentNullException.ThrowIfNull(conversation);
        text = (text ?? "").Trim();
        var errors = PageText.Check(text, key);
        var context = errors.IsEmpty ? await PlaceAsync(conversation, cancellationToken) : null;
        if (context is null)
        {
            return errors.IsEmpty ? SetupErrors.Of("", new Reason("portal-closed")) : errors;
        }

        var now = _time.GetUtcNow();
        var providerId = $"{PageMail.FromContact}{visitor.Contact.Id}-{key}";
        var mail = new ParsedMail
        {
            Key = EmailIdentity.MessageKey(context.Address.Id, providerId),
            ProviderId = providerId,
            Folder = MailFolder.Inbox,
            ReceivedAt = now,
            PortalConversationId = conversation.Id,
            Raw = await WriteAsync(visitor, conversation, context.Address, text, now, cancellationToken),
        };
        IReadOnlyList<MailEvent> events = [];
        await _writer.WriteAsync(
            context,
            [await _fetcher.ReadAsync(mail, cancellationToken)],
            (planned, _) =>
            {
                events = planned.Events;
                return Task.FromResult(planned with { Messages = planned.Messages.Select(m => m with { GoneAt = now }).ToList() });
            },
            isImport: false,
            cancellationToken);
        foreach (var told in events)
        {
            foreach (var listener in _listeners)
            {
                await listener.HandleAsync(told, cancellationToken);
            }
        }

        return errors;
    }

    /// <summary>Whether there is still a mailbox that an answer can stand under.</summary>
    public async Task<bool> CanAnswerAsync(PortalConversation conversation, CancellationToken cancellationToken) =>
        await PlaceAsync(conversation, cancellationToken) is not null;

    /// <summary>The mailbox of the newest e-mail that one still has.</summary>
    private async Task<SyncContext?> PlaceAsync(PortalConversation conversation, CancellationToken cancellationToken)
    {
        foreach (var id in conversation.Emails.Reverse().SelectMany(e => e.Links.Select(l => l.AddressId)).Distinct(StringComparer.Ordinal))
        {
            if (await _contexts.LoadAsync(id, cancellationToken) is { } context)
            {
                return context;
            }
        }

        return null;
    }

    private async Task<BlobInfo> WriteAsync(
        PortalVisitor visitor,
        PortalConversation conversation,
        ChannelAddress address,
        string text,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var last = conversation.Emails[^1].Email;
        IReadOnlyList<string> answered = last.MessageId is { } id && !id.Any(c => char.IsControl(c) || c is ' ' or '<' or '>') ? [id] : [];
        var mail = new OutgoingMail
        {
            From = new MailboxAddress(PageText.Plain(visitor.Contact.Name), visitor.Address),
            To = [new MailboxAddress(PageText.Plain(address.DisplayName), address.Email)],
            Subject = ReplyHeaders.ReplySubject(conversation.Subject),
            Date = now,
            MessageId = $"{Ids.New(now)}@{EmailAddresses.DomainOf(address.Email)}",
            InReplyTo = answered,
            References = answered,
            Text = text,
        };
        using var raw = new MemoryStream();
        await _codec.WriteAsync(mail, raw, cancellationToken);
        raw.Position = 0;
        return await _blobs.WriteAsync(raw, raw.Length, cancellationToken);
    }
}
