using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Tickets;

/// <summary>
/// Keeps a ticket and its conversation the same: closed is done, and the assignee is one. Both directions become part of
/// the change that somebody makes, so no one ever sees them apart.
/// </summary>
public sealed class TicketPlanner
{
    private readonly IMailStore _store;
    private readonly TimeProvider _time;

    public TicketPlanner(IMailStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    /// <summary>The tickets that follow these changes of conversations, to be written with them, and who is to be told.</summary>
    /// <param name="actorId">The member who makes the changes; null for automations.</param>
    public async Task<TicketChanges> FollowAsync(
        IReadOnlyList<ConversationChange> changes, string? actorId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var relevant = changes.Where(c => c.State is not null || c.AssigneeId is not null)
            .ToDictionary(c => c.ConversationId, StringComparer.Ordinal);
        if (relevant.Count == 0)
        {
            return new TicketChanges([], []);
        }

        var records = await _store.GetRecordsAsync(TicketRecords.OfConversations(relevant.Keys), cancellationToken);
        var changed = new List<MailRecord>();
        var news = new List<WorkItem>();
        var now = _time.GetUtcNow();
        foreach (var record in records)
        {
            var before = TicketRecords.ToTicket(record);
            var change = relevant[record.ConversationId!];
            var after = With(before, StateAfter(before.State, change.State), now) with
            {
                AssigneeId = change.AssigneeId is null ? before.AssigneeId : Blank(change.AssigneeId),
            };
            if (after != before)
            {
                changed.Add(TicketRecords.ToRecord(after, record.Id));
                news.AddRange(FollowNews.Of(before, after, actorId, now));
            }
        }

        return new TicketChanges(changed, news);
    }

    /// <summary>What a change of a ticket means for its conversation; null when nothing.</summary>
    internal static ConversationChange? Lead(Ticket before, Ticket after)
    {
        var state = (before.State == TicketState.Closed) == (after.State == TicketState.Closed)
            ? (ConversationState?)null
            : after.State == TicketState.Closed ? ConversationState.Done : ConversationState.Open;
        var assignee = before.AssigneeId == after.AssigneeId ? null : after.AssigneeId ?? "";
        return state is null && assignee is null ? null : new ConversationChange(after.ConversationId, state, assignee);
    }

    internal static Ticket With(Ticket ticket, TicketState state, DateTimeOffset now) => ticket with
    {
        State = state,
        ClosedAt = state != TicketState.Closed ? null : ticket.ClosedAt ?? now,
    };

    internal static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static TicketState StateAfter(TicketState ticket, ConversationState? conversation) => conversation switch
    {
        ConversationState.Done => TicketState.Closed,
        ConversationState.Open when ticket == TicketState.Closed => TicketState.Open,
        _ => ticket,
    };
}
