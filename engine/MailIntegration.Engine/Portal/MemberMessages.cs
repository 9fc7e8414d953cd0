using System.Security.Cryptography;
using System.Text;
using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Portal;

/// <summary>
/// A member's message to contacts (CV2): it stands at once in the external stream and on their page, and goes out as e-mail only
/// to who does not see it there in time (CV3). It is a sent e-mail of the conversation that no provider has; its author needs the
/// right to send by the conversation's address (CH6).
/// </summary>
public sealed class MemberMessages
{
    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly IMimeCodec _codec;
    private readonly IBlobStore _blobs;
    private readonly SenderDirectory _senders;
    private readonly PageReaders _readers;
    private readonly SyncContexts _contexts;
    private readonly MailFetcher _fetcher;
    private readonly BatchWriter _writer;
    private readonly IReadOnlyList<IInstantListener> _listeners;
    private readonly TimeProvider _time;

    public MemberMessages(
        IMailStore store,
        IMailSetupStore setup,
        IMimeCodec codec,
        IBlobStore blobs,
        SenderDirectory senders,
        PageReaders readers,
        SyncContexts contexts,
        MailFetcher fetcher,
        BatchWriter writer,
        IEnumerable<IInstantListener> listeners,
        TimeProvider time)
    {
        _store = store;
        _setup = setup;
        _codec = codec;
        _blobs = blobs;
        _senders = senders;
        _readers = readers;
        _contexts = contexts;
        _fetcher = fetcher;
        _writer = writer;
        _listeners = listeners.ToList();
        _time = time;
    }

    /// <summary>Null when the member does not see the conversation, may not write by any address of it, or no contact of it has a
    /// page.</summary>
    public async Task<MemberMessageBox?> FindBoxAsync(MemberRights rights, string conversationId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        return await _store.GetConversationAsync(rights.Reader, conversationId, cancellationToken) is { } view
            && await SenderAsync(rights, view, cancellationToken) is { } sender
            && await _readers.OfAsync(view, cancellationToken) is { Count: > 0 } readers
            ? new MemberMessageBox(
                readers.Select(r => r.Reader).ToList(),
                sender.From,
                sender.Problem,
                (await _setup.GetAsync(cancellationToken)).Settings.Notices.External.DelaySeconds)
            : null;
    }

    /// <returns>The e-mail that it became; the one that is there when the key was used before.</returns>
    public async Task<SetupResult<Email>> SendAsync(
        MemberRights rights, string conversationId, MemberMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        ArgumentNullException.ThrowIfNull(message);
        if (await _store.GetConversationAsync(rights.Reader, conversationId, cancellationToken) is not { } view)
        {
            return SetupResult.NotFound<Email>();
        }

        var text = message.Text.ReplaceLineEndings("\n").Trim();
        var errors = PageText.Check(text, message.Key);
        var sender = await SenderAsync(rights, view, cancellationToken);
        if (sender is null)
        {
            errors.Add("", new Reason("sender-not-allowed"));
        }

        var readers = await ChooseAsync(view, message.ContactIds, errors, cancellationToken);
        if (!errors.IsEmpty || await _contexts.LoadAsync(sender!.Id, cancellationToken) is not { } context)
        {
            return errors.IsEmpty ? SetupResult.Invalid<Email>("", new Reason("sender-not-allowed")) : SetupResult.Invalid<Email>(errors);
        }

        var id = Hash($"{rights.Member.Id}\n{view.Id}\n{message.Key}");
        if (view.Emails.FirstOrDefault(e => e.Links.Any(l => l.ProviderId == PageMail.FromMember + id)) is { } known)
        {
            return SetupResult.Saved(known.Email);
        }

        var now = _time.GetUtcNow();
        var mail = new OutgoingMail
        {
            From = sender.From,
            To = readers.Select(r => new MailboxAddress(PageText.Plain(r.Reader.Contact.Name), r.Reader.Address)).ToList(),
            Subject = Subject(readers.Select(r => r.Page).ToList()),
            Date = now,
            MessageId = $"{Ids.New(now)}@{EmailAddresses.DomainOf(context.Address.Email)}",
            Text = text,
        };
        return await WriteAsync(rights.Member.Id, view.Id, PageMail.FromMember + id, mail, context, now, cancellationToken);
    }

    private async Task<SetupResult<Email>> WriteAsync(
        string authorId, string conversationId, string providerId, OutgoingMail mail, SyncContext context, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        using var raw = new MemoryStream();
        await _codec.WriteAsync(mail, raw, cancellationToken);
        raw.Position = 0;
        var parsed = await _fetcher.ReadAsync(
            new ParsedMail
            {
                Key = EmailIdentity.MessageKey(context.Address.Id, providerId),
                ProviderId = providerId,
                Folder = MailFolder.Sent,
                ReceivedAt = now,
                IsRead = true,
                PortalConversationId = conversationId,
                Raw = await _blobs.WriteAsync(raw, raw.Length, cancellationToken),
            },
            cancellationToken);
        MailChanges written = new();
        await _writer.WriteAsync(
            context,
            [parsed],
            (planned, _) => Task.FromResult(written = Complete(planned, authorId, context.Address.Id, now)),
            isImport: false,
            cancellationToken);
        foreach (var told in written.Events)
        {
            foreach (var listener in _listeners)
            {
                await listener.HandleAsync(told, cancellationToken);
            }
        }

        // Sent twice at the same moment: the other one wrote it.
        var emailId = written.Emails is [var email, ..]
            ? email.Id
            : (await _store.FindMessagesAsync([parsed.Key], cancellationToken)).GetValueOrDefault(parsed.Key)?.EmailId;
        return await _store.GetEmailsAsync(MailReader.System, [emailId ?? ""], cancellationToken) is [var view, ..]
            ? SetupResult.Saved(view.Email)
            : SetupResult.Stale<Email>();
    }

    /// <summary>No provider has it, so the ledger does not count on finding it there. Whoever is told of it learns who wrote it, and
    /// so does the journal.</summary>
    private static MailChanges Complete(MailChanges planned, string authorId, string addressId, DateTimeOffset now)
    {
        var tellings = planned.Emails
            .Select(e => TellingRecords.OfEmail(e.Id, e.ConversationId, now).With(new Telling(IsInternal: false) { AuthorId = authorId }));
        return planned with
        {
            Messages = planned.Messages.Select(m => m with { GoneAt = now }).ToList(),
            Records =
            [
                .. planned.Records.Where(r => r.Kind != RecordKinds.Telling),
                .. tellings,
                .. planned.Emails.Select(e => JournalRecords.OfPage(e, authorId, addressId, now)),
            ],
            Events = planned.Events.Select(e => e.Kind == MailEvents.EmailSent && MailEvents.Read<EmailSent>(e) is { } sent
                ? MailEvents.Create(MailEvents.EmailSent, sent with { AuthorId = authorId }, e.At, e.AddressId) with { Id = e.Id }
                : e).ToList(),
        };
    }

    private async Task<IReadOnlyList<(PageReader Reader, PortalConversation Page)>> ChooseAsync(
        ConversationView view, IReadOnlyList<string> contactIds, SetupErrors errors, CancellationToken cancellationToken)
    {
        var readers = await _readers.OfAsync(view, cancellationToken);
        var chosen = contactIds.Count == 0
            ? readers.Take(1).ToList()
            : readers.Where(r => contactIds.Contains(r.Reader.Contact.Id, StringComparer.Ordinal)).ToList();
        if (chosen.Count == 0 || chosen.Count < contactIds.Distinct(StringComparer.Ordinal).Count())
        {
            errors.Add("contactIds", "contact-without-page");
        }

        return chosen;
    }

    /// <summary>Of the newest e-mail that all of them have on their page: none of them learns a subject from this.</summary>
    private static string Subject(IReadOnlyList<PortalConversation> pages)
    {
        var common = pages.Select(p => p.Emails.Select(e => e.Email.Id))
            .Aggregate((a, b) => a.Intersect(b, StringComparer.Ordinal)).ToHashSet(StringComparer.Ordinal);
        var newest = pages[0].Emails.LastOrDefault(e => common.Contains(e.Email.Id));
        return newest is null ? "" : ReplyHeaders.ReplySubject(newest.Email.Subject);
    }

    /// <summary>By the address of the newest received mail that the member may write by; one that works goes first. Mailboxes of one
    /// member alone have no page.</summary>
    private async Task<Sender?> SenderAsync(MemberRights rights, ConversationView view, CancellationToken cancellationToken)
    {
        var setup = await _setup.GetAsync(cancellationToken);
        Sender? waiting = null;
        foreach (var id in view.Emails.Reverse().OrderBy(e => e.Email.Kind == EmailKind.Received ? 0 : 1)
            .SelectMany(e => e.Links.Select(l => l.AddressId)).Distinct(StringComparer.Ordinal))
        {
            if (setup.FindAddress(id) is { } address
                && setup.FindChannel(address.ChannelId) is { Access: not ChannelAccess.Owner }
                && await _senders.FindAsync(rights, id, cancellationToken) is { } sender)
            {
                if (sender.Problem is null)
                {
                    return sender;
                }

                waiting ??= sender;
            }
        }

        return waiting;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
