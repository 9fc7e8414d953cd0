using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Templates;

namespace MailIntegration.Engine.Portal;

/// <summary>A contact who looks at his page.</summary>
/// <param name="Address">Where he was reached, or the address of his account; normalised, one of the contact's.</param>
/// <param name="ConversationId">The only conversation that he may open; null when he signed in and may open all of his.</param>
public sealed record PortalVisitor(Contact Contact, string Address, string? ConversationId);

/// <summary>A conversation as a contact sees it.</summary>
/// <param name="Emails">What he wrote or was sent, oldest first; at least one.</param>
public sealed record PortalConversation(string Id, string Subject, IReadOnlyList<EmailView> Emails);

/// <summary>
/// What a contact may read: the e-mails that he wrote, or that name him as a recipient. Notes, tickets, marks and e-mails among
/// others are never looked at, so there is nothing internal to leave out (CV1).
/// </summary>
public sealed class PortalReader
{
    /// <summary>How many conversations an account shows.</summary>
    public const int MaxConversations = 50;

    private const int MaxEntries = 2_000;

    /// <summary>Templates of mail that leads to the page, or tells of what stands there: on it there is nothing to read in them.</summary>
    private static readonly string[] Passing =
    [
        .. new[] { SystemMailKind.NewMessage, SystemMailKind.PageLink, SystemMailKind.TwoStepCode, SystemMailKind.Invitation }
            .Select(k => SystemTemplates.Of(k).Code),
    ];

    private readonly IMailStore _store;

    public PortalReader(IMailStore store)
    {
        _store = store;
    }

    /// <summary>Null when there is none for this visitor.</summary>
    public async Task<PortalConversation?> FindAsync(
        PortalVisitor visitor, string conversationId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        if (visitor.ConversationId is { } only && only != conversationId)
        {
            return null;
        }

        if (await _store.GetConversationAsync(MailReader.System, conversationId, cancellationToken) is not { } view
            || view.Emails.Where(e => IsFor(visitor.Contact, e)).ToList() is not { Count: > 0 } emails)
        {
            return null;
        }

        var notices = await NoticesAsync(view.Id, emails, cancellationToken);
        emails.RemoveAll(e => notices.Contains(e.Email.Id));
        return emails is [var first, ..] ? new PortalConversation(view.Id, first.Email.Subject, emails) : null;
    }

    /// <summary>Those of the visitor, newest first.</summary>
    public async Task<IReadOnlyList<PortalConversation>> ListAsync(PortalVisitor visitor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        if (visitor.ConversationId is { } only)
        {
            return await FindAsync(visitor, only, cancellationToken) is { } one ? [one] : [];
        }

        var found = new Dictionary<string, PortalConversation>(StringComparer.Ordinal);
        foreach (var address in visitor.Contact.Addresses)
        {
            // Search finds more than the address itself; each hit is looked at.
            var page = await _store.ListAsync(
                new EmailListQuery(MailReader.System, MailBox.All) { Text = address, Take = MaxConversations }, cancellationToken);
            foreach (var id in page.Rows.Select(r => r.ConversationId).Where(id => !found.ContainsKey(id)))
            {
                if (await FindAsync(visitor, id, cancellationToken) is { } conversation)
                {
                    found[id] = conversation;
                }
            }
        }

        return found.Values.OrderByDescending(c => c.Emails[^1].Email.At).Take(MaxConversations).ToList();
    }

    /// <summary>One e-mail of a conversation that he may open; null when it is not for him.</summary>
    public async Task<EmailView?> FindEmailAsync(PortalVisitor visitor, string emailId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        return await _store.GetEmailsAsync(MailReader.System, [emailId], cancellationToken) is [var view]
            && (visitor.ConversationId is not { } only || view.Email.ConversationId == only)
            && IsFor(visitor.Contact, view)
            && (await NoticesAsync(view.Email.ConversationId, [view], cancellationToken)).Count == 0
            ? view
            : null;
    }

    /// <summary>Those of the e-mails that only told him of the page, or of what stands on it.</summary>
    private async Task<HashSet<string>> NoticesAsync(
        string conversationId, IReadOnlyList<EmailView> emails, CancellationToken cancellationToken)
    {
        var sent = emails.Where(e => e.Email.Kind == EmailKind.Sent).Select(e => e.Email).ToList();
        if (sent.Count == 0)
        {
            return [];
        }

        var records = await RecordScan.AllAsync(
            _store,
            new RecordQuery { Kind = RecordKinds.Outbox, ConversationIds = [conversationId], Order = RecordOrder.Oldest },
            MaxEntries, cancellationToken);
        var notices = records.Select(OutboxRecords.Read)
            .Where(e => e.Template is { } template && Passing.Contains(template, StringComparer.Ordinal)).ToList();
        return sent.Where(e => notices.Exists(n => n.EmailId == e.Id || n.MessageId == e.MessageId))
            .Select(e => e.Id).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Whether the e-mail was written by the contact.</summary>
    public static bool IsOwn(Contact contact, Email email)
    {
        ArgumentNullException.ThrowIfNull(contact);
        ArgumentNullException.ThrowIfNull(email);
        return email.Kind == EmailKind.Received && IsOf(contact, email.From);
    }

    /// <summary>Only From, To and Cc count. That a mail belongs to him by other signs, as one that a member forwarded, does not
    /// mean that he ever saw it.</summary>
    internal static bool IsFor(Contact contact, EmailView view) =>
        view is { Box: not (MailBox.Deleted or MailBox.Spam), Email.Kind: not EmailKind.Draft }
        && view.Email.Class is MailClass.Personal or MailClass.AutoReply
        && (IsOwn(contact, view.Email) || view.Email.To.Concat(view.Email.Cc).Any(m => IsOf(contact, m)));

    private static bool IsOf(Contact contact, MailboxAddress? mailbox) =>
        EmailAddresses.Normalize(mailbox?.Address) is { } address && contact.Addresses.Contains(address, StringComparer.Ordinal);
}
