using System.Globalization;
using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Tasks;
using MailIntegration.Engine.Tickets;

namespace MailIntegration.Engine.Conversations;

/// <summary>Something that a member follows, as he may see it.</summary>
/// <param name="ConversationId">Where it lies; null when it lies in none.</param>
public sealed record FollowedThing(FollowTarget Target, string Title, string? ConversationId);

/// <summary>
/// Finds what members follow, as far as each may see it (PR2): a ticket and a conversation by its mail, a task by
/// <see cref="TaskReader"/>, a dossier by <see cref="DossierService"/>. Process teams are known to all members.
/// </summary>
public sealed class FollowTargets
{
    private readonly ConversationAccess _access;
    private readonly TicketReader _tickets;
    private readonly TaskReader _tasks;
    private readonly DossierService _dossiers;
    private readonly IPeople _people;

    public FollowTargets(ConversationAccess access, TicketReader tickets, TaskReader tasks, DossierService dossiers, IPeople people)
    {
        _access = access;
        _tickets = tickets;
        _tasks = tasks;
        _dossiers = dossiers;
        _people = people;
    }

    /// <summary>Null when there is none, or not for this member.</summary>
    public async Task<FollowedThing?> FindAsync(MemberRights rights, FollowTarget target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        ArgumentNullException.ThrowIfNull(target);
        switch (target.Kind)
        {
            case FollowKind.Conversation:
                return await _access.FindAsync(rights.Reader, target.Id, cancellationToken) is { } view
                    ? new FollowedThing(
                        target with { Id = view.Id }, view.Emails.Count > 0 ? view.Emails[0].Email.Subject : "", view.Id)
                    : null;
            case FollowKind.Ticket:
                return long.TryParse(target.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    && await _tickets.FindAsync(rights.Reader, number, cancellationToken) is { } ticket
                    ? new FollowedThing(target, $"#{ticket.Number} {ticket.Subject}".TrimEnd(), ticket.ConversationId)
                    : null;
            case FollowKind.Task:
                return await _tasks.FindAsync(rights.Reader, target.Id, cancellationToken) is { } task
                    ? new FollowedThing(target, task.Title, task.ConversationId)
                    : null;
            case FollowKind.Dossier:
                return await _dossiers.FindAsync(rights, target.Id, cancellationToken) is { IsMissing: false } dossier
                    ? new FollowedThing(target, dossier.Ref.Title, null)
                    : null;
            case FollowKind.Team:
                return (await _people.GetTeamsAsync(cancellationToken)).FirstOrDefault(t => t.Id == target.Id) is { } team
                    ? new FollowedThing(target, team.Name, null)
                    : null;
            default:
                return null;
        }
    }
}
