using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Tickets;

namespace MailIntegration.Web.Contracts;

internal sealed record ProcessingPageModel(IReadOnlyList<ProcessingRowModel> Rows, string? Next);

/// <summary>What was decided about one message of a provider when it came (PR1). Without an e-mail it could not be read, waits,
/// or was left out.</summary>
/// <param name="Mode">Null for what was sent, or is no e-mail.</param>
/// <param name="AssignedTo">The member to whom it was assigned by itself when it came.</param>
/// <param name="Explanation">Every decision, in order.</param>
internal sealed record ProcessingRowModel(
    string Key,
    string AddressId,
    MailFolder Folder,
    DateTimeOffset ReceivedAt,
    MessageOutcome Outcome,
    Reason? Reason,
    string? EmailId,
    string? ConversationId,
    EmailKind? Kind,
    MailboxName? From,
    string Subject,
    ProcessingContact? Contact,
    string? AssignedTo,
    long? Ticket,
    TicketState? TicketState,
    ProcessingMode? Mode,
    IReadOnlyList<Reason> Explanation);

internal sealed record ProcessingContact(string Id, string Name);
