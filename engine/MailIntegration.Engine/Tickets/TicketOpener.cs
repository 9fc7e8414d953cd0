using System.Text.Json;
using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Processing.Trust;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Tickets;

/// <summary>
/// Opens a ticket for a conversation at its first received mail, and opens a closed or waiting one again at the next
/// (AD11). Addresses in dossier mode open none (PR3). Spam and mail that no person wrote do neither; imported history raises no event and so opens nothing. Hearing an event
/// twice changes nothing.
/// </summary>
public sealed class TicketOpener : IMailEventListener
{
    private const int RememberedEmails = 20;

    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly ConversationAccess _access;
    private readonly TicketReader _reader;
    private readonly TicketService _tickets;

    public TicketOpener(
        IMailStore store,
        IMailSetupStore setup,
        ConversationAccess access,
        TicketReader reader,
        TicketService tickets)
    {
        _store = store;
        _setup = setup;
        _access = access;
        _reader = reader;
        _tickets = tickets;
    }

    public async Task HandleAsync(MailEvent mailEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mailEvent);
        if (mailEvent.Kind != MailEvents.EmailReceived
            || JsonSerializer.Deserialize<EmailReceived>(mailEvent.Payload, MailEvents.Json) is not { } received)
        {
            return;
        }

        var setup = await _setup.GetAsync(cancellationToken);
        if (setup.FindAddress(received.AddressId) is not { } address
            || setup.FindChannel(address.ChannelId) is not { } channel
            || setup.ModeOf(address) == ProcessingMode.Dossier)
        {
            return;
        }

        var reader = ConversationAccess.SystemReader(channel);
        if (await _store.GetEmailsAsync(reader, [received.EmailId], cancellationToken) is not [var email]
            || email.Box is MailBox.Spam or MailBox.Deleted
            || !MailPolicy.MayTrigger(email.Email.Class)
            || await _access.FindAsync(reader, email.Email.ConversationId, cancellationToken) is not { } view)
        {
            return;
        }

        var known = (await _reader.OfConversationsAsync([view.Id], cancellationToken)).GetValueOrDefault(view.Id);
        if (known is not null)
        {
            await ReopenAsync(reader, known, email, cancellationToken);
        }
        else if (address.Tickets.IsEnabled)
        {
            await _tickets.OpenAsync(view, address.Tickets, email, cancellationToken);
        }
    }

    private async Task ReopenAsync(MailReader reader, Ticket ticket, EmailView email, CancellationToken cancellationToken)
    {
        if (ticket.EmailIds.Contains(email.Email.Id))
        {
            return;
        }

        await _tickets.WriteAsync(reader, ticket.Number, null, null, t => t with
        {
            State = TicketState.Open,
            EmailIds = t.EmailIds.Append(email.Email.Id).TakeLast(RememberedEmails).ToList(),
        }, cancellationToken);
    }
}
