using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Storage;

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

        return await _store.GetConversationAsync(MailReader.System, conversationId, cancellationToken) is { } view
            && view.Emails.Where(e => IsFor(visitor.Contact, e)).ToList() is [var first, ..] emails
            ? new PortalConversation(view.Id, first.Email.Subject, emails)
            : null;
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
            ? view
            : null;
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
