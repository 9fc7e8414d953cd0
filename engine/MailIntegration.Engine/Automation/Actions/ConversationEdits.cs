using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Tickets;

namespace MailIntegration.Engine.Automation.Actions;

/// <summary>What a change of a conversation brings along: its ticket follows, open pages hear of it.</summary>
public sealed class ConversationEdits
{
    private readonly ConversationAccess _access;
    private readonly TicketPlanner _tickets;

    public ConversationEdits(ConversationAccess access, TicketPlanner tickets)
    {
        _access = access;
        _tickets = tickets;
    }

    public async Task<MailChanges> PlanAsync(
        ConversationView view, ConversationChange change, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(view);
        var tickets = await _tickets.FollowAsync([change], null, cancellationToken);
        return new MailChanges
        {
            Conversations = [change],
            Work = [.. AssignmentNews.Of(view.Id, view.AssigneeId, change.AssigneeId, null, now), .. tickets.Work],
            Records = tickets.Records,
            Events = [await ChangedAsync(view, now, cancellationToken)],
        };
    }

    public async Task<MailEvent> ChangedAsync(ConversationView view, DateTimeOffset now, CancellationToken cancellationToken) =>
        DeskEvents.ConversationChanged(await _access.PlaceAsync(view, cancellationToken), now);
}
