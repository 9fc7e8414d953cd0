using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Tasks;
using MailIntegration.Engine.Tickets;

namespace OrchardCore.MailIntegration.Workflows.Liquid;

using Email = global::MailIntegration.Engine.Conversations.Email;

/// <summary>Somebody with an e-mail address.</summary>
public sealed record LiquidMailbox(string Name, string Address)
{
    internal static LiquidMailbox? Of(MailboxAddress? mailbox) => mailbox is null
        ? null
        : new LiquidMailbox(mailbox.ToLabel(), mailbox.Address);
}

/// <summary>An e-mail as templates see it.</summary>
public sealed record LiquidEmail(
    string Id,
    string ConversationId,
    string Kind,
    string Subject,
    LiquidMailbox? From,
    IReadOnlyList<LiquidMailbox> To,
    IReadOnlyList<LiquidMailbox> Cc,
    DateTime At,
    string Snippet,
    string Class,
    string Trust,
    bool HasAttachments,
    IReadOnlyList<string> Attachments)
{
    internal static LiquidEmail Of(Email email) => new(
        email.Id,
        email.ConversationId,
        email.Kind.ToString(),
        email.Subject,
        LiquidMailbox.Of(email.From),
        email.To.Select(LiquidMailbox.Of).OfType<LiquidMailbox>().ToList(),
        email.Cc.Select(LiquidMailbox.Of).OfType<LiquidMailbox>().ToList(),
        email.At.UtcDateTime,
        email.Snippet,
        email.Class.ToString(),
        email.Trust.ToString(),
        email.HasAttachments,
        email.Attachments.Where(a => !a.IsInline).Select(a => a.FileName ?? "").ToList());
}

/// <summary>A conversation as templates see it.</summary>
public sealed record LiquidConversation(
    string Id, string Subject, string State, string? AssigneeId, IReadOnlyList<string> Tags, int Count)
{
    internal static LiquidConversation Of(ConversationView view) => new(
        view.Id,
        view.Emails.Count > 0 ? view.Emails[0].Email.Subject : "",
        view.State.ToString(),
        view.AssigneeId,
        view.Tags,
        view.Emails.Count);
}

/// <summary>A contact, or the author of a mail who is none yet.</summary>
public sealed record LiquidContact(
    string Id, string Name, string Address, string Organisation, string Phone, string? OwnerId, string? Language)
{
    internal static LiquidContact Of(Contact contact) => new(
        contact.Id, contact.Name, contact.Addresses.Count > 0 ? contact.Addresses[0] : "", contact.Organisation, contact.Phone, contact.OwnerId,
        contact.Language);
}

public sealed record LiquidMember(string Id, string Name, string Email, IReadOnlyList<string> Roles, bool IsAvailable)
{
    internal static LiquidMember Of(Member member) => new(member.Id, member.Name, member.Email, member.Roles, member.IsAvailable);
}

public sealed record LiquidAddress(string Id, string Email, string Name, string ChannelId)
{
    internal static LiquidAddress Of(ChannelAddress address) => new(address.Id, address.Email, address.DisplayName, address.ChannelId);
}

public sealed record LiquidTicket(
    long Number, string Subject, string State, string Priority, string? Category, DateTime? DueAt, string? AssigneeId)
{
    internal static LiquidTicket Of(Ticket ticket) => new(
        ticket.Number, ticket.Subject, ticket.State.ToString(), ticket.Priority.ToString(), ticket.Category,
        ticket.DueAt?.UtcDateTime, ticket.AssigneeId);
}

public sealed record LiquidTask(string Id, string Title, string Note, string State, string? AssigneeId, DateTime? DueAt)
{
    internal static LiquidTask Of(MailTask task) => new(
        task.Id, task.Title, task.Note, task.State.ToString(), task.AssigneeId, task.DueAt?.UtcDateTime);
}
