using MailIntegration.Engine;
using MailIntegration.Engine.Outbox;

namespace MailIntegration.Web.Contracts;

internal sealed record OutboxEntryModel(
    string Id,
    long Version,
    string? ConversationId,
    string SenderId,
    MailboxName? From,
    IReadOnlyList<MailboxName> To,
    IReadOnlyList<MailboxName> Cc,
    IReadOnlyList<MailboxName> Bcc,
    string Subject,
    string Snippet,
    OutboxState State,
    Reason? Reason,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DueAt,
    DateTimeOffset? ScheduledAt,
    DateTimeOffset? SentAt,
    int Attempts,
    string? AuthorId,
    bool IsAutomatic,
    string? EmailId,
    IReadOnlyList<OutboxStepModel> History,
    bool CanUndo,
    bool CanRetry,
    bool CanDecide)
{
    /// <param name="memberId">The reader: only the author can take a mail back.</param>
    public static OutboxEntryModel Of(OutboxEntry entry, string memberId)
    {
        var isAuthor = entry.AuthorId == memberId;
        return new OutboxEntryModel(
            entry.Id,
            entry.Version,
            entry.ConversationId,
            entry.SenderId,
            MailboxName.Of(entry.From),
            MailboxName.Of(entry.To),
            MailboxName.Of(entry.Cc),
            isAuthor ? MailboxName.Of(entry.Bcc) : [],
            entry.Subject,
            entry.Snippet,
            entry.State,
            entry.Reason,
            entry.CreatedAt,
            entry.DueAt,
            entry.ScheduledAt,
            entry.SentAt,
            entry.Attempts,
            entry.AuthorId,
            entry.IsAutomatic,
            entry.EmailId,
            entry.History.Select(h => new OutboxStepModel(h.At, h.State, h.Reason)).ToList(),
            isAuthor && entry.CanUndo(),
            entry.CanRetry(),
            entry.CanDecide());
    }
}

internal sealed record OutboxStepModel(DateTimeOffset At, OutboxState State, Reason? Reason);

internal sealed record OutboxPageModel(IReadOnlyList<OutboxEntryModel> Rows, string? Next);

internal sealed record SendBody(
    long Version, DateTimeOffset? At, bool OnlyIfUnanswered, string? LastSeenEmailId, bool Force)
{
    public SendOrder ToOrder() => new(Version, At, OnlyIfUnanswered, LastSeenEmailId, Force);
}

internal sealed record BudgetModel(
    string Id,
    BudgetKind Kind,
    string? Correspondent,
    string? ConversationId,
    int Count,
    int Limit,
    int Minutes,
    DateTimeOffset TrippedAt)
{
    public static BudgetModel Of(TrippedBudget budget) => new(
        budget.Id,
        budget.Kind,
        budget.Kind == BudgetKind.Correspondent ? budget.Subject : null,
        budget.Kind == BudgetKind.Conversation ? budget.Subject : null,
        budget.Count,
        budget.Limit,
        budget.Minutes,
        budget.TrippedAt);
}
