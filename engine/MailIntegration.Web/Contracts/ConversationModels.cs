using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Web.Contracts;

internal sealed record MailboxName(string Name, string Address)
{
    public static MailboxName? Of(MailboxAddress? mailbox) =>
        mailbox is null ? null : new MailboxName(mailbox.Name ?? "", mailbox.Address);

    public static IReadOnlyList<MailboxName> Of(IReadOnlyList<MailboxAddress> mailboxes) =>
        mailboxes.Select(m => new MailboxName(m.Name ?? "", m.Address)).ToList();
}

/// <param name="UnreadByTeam">Every team by which the member can narrow his lists, also those without unread mail.</param>
internal sealed record CountsModel(
    int UnreadInbox,
    int UnreadSpam,
    int Unprocessed,
    IReadOnlyDictionary<string, int> UnreadByAddress,
    IReadOnlyDictionary<string, int> UnreadByTeam,
    int Cap)
{
    /// <summary>Open, of the member.</summary>
    public int Tickets { get; init; }

    /// <inheritdoc cref="Tickets"/>
    public int Tasks { get; init; }

    public int Drafts { get; init; }

    /// <summary>The member's own mail that has not left.</summary>
    public int Outbox { get; init; }

    /// <summary>How much of it needs him.</summary>
    public int OutboxProblems { get; init; }

    /// <summary>Unread notifications.</summary>
    public int Notices { get; init; }

    public static CountsModel Of(MailCounts counts, IReadOnlyDictionary<string, int> unreadByTeam) => new(
        counts.UnreadInbox, counts.UnreadSpam, counts.Unprocessed, counts.UnreadByAddress, unreadByTeam, MailCounts.Cap);
}

internal sealed record ConversationListModel(IReadOnlyList<ConversationRowModel> Rows, string? Next);

internal sealed record ConversationRowModel(
    string ConversationId,
    string Subject,
    DateTimeOffset At,
    string LastEmailId,
    MailboxName? LastFrom,
    EmailKind LastKind,
    string Snippet,
    int Total,
    int Matching,
    int Unread,
    bool HasAttachments,
    string RootEmailId,
    EmailKind RootKind,
    ConversationState State,
    string? AssigneeId,
    IReadOnlyList<string> Tags,
    IReadOnlyList<string> AddressIds)
{
    public static ConversationRowModel Of(ConversationRow row) => new(
        row.ConversationId,
        row.Subject,
        row.At,
        row.LastEmailId,
        MailboxName.Of(row.LastFrom),
        row.LastKind,
        row.Snippet,
        row.Total,
        row.Matching,
        row.Unread,
        row.HasAttachments,
        row.RootEmailId,
        row.RootKind,
        row.State,
        row.AssigneeId,
        row.Tags,
        row.AddressIds);
}

internal sealed record ConversationModel(
    string Id,
    string Subject,
    ConversationState State,
    string? AssigneeId,
    IReadOnlyList<string> Tags,
    IReadOnlyList<EmailHeadModel> Emails,
    IReadOnlyList<string> Followers,
    bool Following,
    TicketModel? Ticket,
    IReadOnlyList<TaskModel> Tasks)
{
    /// <summary>Dossiers in which e-mails of it lie.</summary>
    public IReadOnlyList<FilingModel> Dossiers { get; init; } = [];

    /// <summary>Whom it is held with.</summary>
    public ContactModel? Contact { get; init; }

    /// <summary>Whom it is held with, when that is no contact.</summary>
    public MailboxName? Stranger { get; init; }

    /// <summary>Conversations to which it may belong.</summary>
    public IReadOnlyList<SuggestionModel> Suggestions { get; init; } = [];
}

internal sealed record SuggestionModel(string ConversationId, string Subject, DateTimeOffset At)
{
    public static SuggestionModel Of(ConversationView view) =>
        new(view.Id, view.Emails[0].Email.Subject, view.Emails[^1].Email.At);
}

internal sealed record ConversationIdModel(string ConversationId);

internal sealed record MergeBody(string? IntoId, IReadOnlyList<string>? ConversationIds);

/// <param name="ConversationId">Null begins a new conversation.</param>
internal sealed record MoveBody(IReadOnlyList<string>? EmailIds, string? ConversationId);

internal sealed record SplitBody(string? EmailId);

internal sealed record SuggestionBody(string? ConversationId, bool Accept);

internal sealed record ConversationChangeBody(
    IReadOnlyList<string>? ConversationIds,
    ConversationState? State,
    string? AssigneeId,
    IReadOnlyList<string>? AddTags,
    IReadOnlyList<string>? RemoveTags);
