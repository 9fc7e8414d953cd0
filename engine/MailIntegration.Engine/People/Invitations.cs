using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Portal;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Processing.Trust;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Templates;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.People;

/// <summary>
/// Invites a contact to sign in on the first mail that is received from or sent to him (PR6): once, and never because of
/// mail that a machine wrote, that is suspicious, or that we sent by ourselves. The gate of automatic mail has the last word.
/// </summary>
public sealed class Invitations : IDurableListener
{
    private const int MaxSaves = 5;

    private readonly IMailSetupStore _setup;
    private readonly IMailStore _store;
    private readonly IContacts _contacts;
    private readonly ISystemMails _mails;
    private readonly PortalLinks _portal;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public Invitations(
        IMailSetupStore setup,
        IMailStore store,
        IContacts contacts,
        ISystemMails mails,
        PortalLinks portal,
        TimeProvider time,
        ILogger<Invitations> logger)
    {
        _setup = setup;
        _store = store;
        _contacts = contacts;
        _mails = mails;
        _portal = portal;
        _time = time;
        _logger = logger;
    }

    public string Id => "invitations";

    public bool Wants(MailEvent mailEvent)
    {
        ArgumentNullException.ThrowIfNull(mailEvent);
        return mailEvent.Kind is MailEvents.EmailReceived or MailEvents.EmailSent;
    }

    public async Task HandleAsync(MailEvent mailEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mailEvent);
        var setup = await _setup.GetAsync(cancellationToken);
        if (!setup.Settings.InviteOnFirstMail || await FindAsync(mailEvent, setup, cancellationToken) is not { } email)
        {
            return;
        }

        var addresses = PeopleOf(email).Select(p => EmailAddresses.Normalize(p.Address)).OfType<string>().ToList();
        var found = await _contacts.FindByAddressesAsync(addresses, cancellationToken);
        foreach (var (address, contact) in found.DistinctBy(f => f.Value.Id).Where(f => f.Value.InvitedAt is null))
        {
            await InviteAsync(contact, address, email.ConversationId, cancellationToken);
        }
    }

    private static IReadOnlyList<MailboxAddress> PeopleOf(Email email)
    {
        if (email.Kind != EmailKind.Received)
        {
            return email.To;
        }

        return (email.OriginalSender ?? email.From) is { } sender ? [sender] : [];
    }

    /// <summary>The mail of the event, when it is one that may be answered by a machine.</summary>
    private async Task<Email?> FindAsync(MailEvent mailEvent, MailSetup setup, CancellationToken cancellationToken)
    {
        var (emailId, addressId) = mailEvent.Kind == MailEvents.EmailReceived
            ? MailEvents.Read<EmailReceived>(mailEvent) is { } received ? (received.EmailId, received.AddressId) : default
            : MailEvents.Read<EmailSent>(mailEvent) is { IsAutomatic: false } sent ? (sent.EmailId, sent.AddressId) : default;
        if (emailId is null
            || addressId is null
            || setup.FindAddress(addressId) is not { } address
            || setup.FindChannel(address.ChannelId) is not { } channel)
        {
            return null;
        }

        var reader = ConversationAccess.SystemReader(channel);
        return await _store.GetEmailsAsync(reader, [emailId], cancellationToken) is [{ Box: not (MailBox.Spam or MailBox.Deleted) } view]
            && MailPolicy.MayBeAnswered(view.Email.Class, view.Email.Trust)
            ? view.Email
            : null;
    }

    private async Task InviteAsync(Contact contact, string address, string conversationId, CancellationToken cancellationToken)
    {
        if (await _portal.CreateAsync(contact, address, conversationId, cancellationToken) is not { } link)
        {
            _logger.LogWarning("Contact {ContactId} is not invited: the site does not know its own address.", contact.Id);
            return;
        }

        var result = await _mails.SendAsync(
            SystemMailKind.Invitation,
            new SystemMailRecipient(address, contact.Name, contact.Language) { ConversationId = conversationId },
            new Dictionary<string, object?> { ["contact.name"] = contact.Name, ["link"] = link },
            "invitation:" + contact.Id,
            cancellationToken);
        if (result.Outcome is SystemMailOutcome.Queued or SystemMailOutcome.Repeated)
        {
            await RememberAsync(contact, cancellationToken);
        }
        else
        {
            _logger.LogInformation("Contact {ContactId} is not invited: {Outcome} {Reason}", contact.Id, result.Outcome, result.Reason?.Code);
        }
    }

    /// <summary>Somebody may change the contact at the same time; his changes stay.</summary>
    private async Task RememberAsync(Contact contact, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxSaves; attempt++)
        {
            var saved = await _contacts.SaveAsync(contact with { InvitedAt = _time.GetUtcNow() }, cancellationToken);
            if (saved.Outcome != SetupOutcome.Stale
                || await _contacts.GetAsync([contact.Id], cancellationToken) is not [{ InvitedAt: null } current])
            {
                return;
            }

            contact = current;
        }
    }
}
