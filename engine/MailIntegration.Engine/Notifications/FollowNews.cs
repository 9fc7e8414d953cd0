using System.Text.Json;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Engine.Tasks;
using MailIntegration.Engine.Templates;
using MailIntegration.Engine.Tickets;

namespace MailIntegration.Engine.Notifications;

/// <summary>
/// Tells who follows a ticket, a task or a dossier, in the site, what became of it (CV5). The work item is written with the change;
/// nobody hears of what he did himself, or of what he may not see.
/// </summary>
public sealed class FollowNews : IWorkHandler
{
    public const string WorkKind = "follow-news";

    private readonly IMailStore _store;
    private readonly IPeople _people;
    private readonly IMailAuthorization _authorization;
    private readonly FollowTargets _targets;
    private readonly NoticeBook _book;
    private readonly NoticeLines _lines;
    private readonly ISiteFacts _site;

    public FollowNews(
        IMailStore store,
        IPeople people,
        IMailAuthorization authorization,
        FollowTargets targets,
        NoticeBook book,
        NoticeLines lines,
        ISiteFacts site)
    {
        _store = store;
        _people = people;
        _authorization = authorization;
        _targets = targets;
        _book = book;
        _lines = lines;
        _site = site;
    }

    public string Kind => WorkKind;

    /// <summary>Items to write with a change of a ticket: its state, priority or assignee.</summary>
    /// <param name="actorId">The member who changed it; null for automations and arriving mail.</param>
    public static IReadOnlyList<WorkItem> Of(Ticket before, Ticket after, string? actorId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var details = new List<Reason>();
        if (after.State != before.State)
        {
            details.Add(new Reason(after.State switch
            {
                TicketState.Waiting => "followed-ticket-waiting",
                TicketState.Closed => "followed-ticket-closed",
                _ => "followed-ticket-open",
            }));
        }

        if (after.Priority != before.Priority)
        {
            details.Add(new Reason(after.Priority switch
            {
                TicketPriority.Low => "followed-ticket-low",
                TicketPriority.High => "followed-ticket-high",
                TicketPriority.Urgent => "followed-ticket-urgent",
                _ => "followed-ticket-normal",
            }));
        }

        if (after.AssigneeId != before.AssigneeId)
        {
            details.Add(Given(after.AssigneeId));
        }

        // Whom it was given to, and who lost it, hears that by itself.
        IReadOnlyList<string> told = details.Count == 1 ? Assignees(before.AssigneeId, after.AssigneeId) : [];
        return Make(new Order(new FollowTarget(FollowKind.Ticket, TicketRecords.Key(after.Number)), details, actorId)
        {
            Except = after.AssigneeId == before.AssigneeId ? [] : told,
        }, now);
    }

    /// <summary>Items to write with a change of a task: done, open again, given to somebody else, answered by its contact.</summary>
    /// <inheritdoc cref="Of(Ticket, Ticket, string?, DateTimeOffset)" path="/param"/>
    public static IReadOnlyList<WorkItem> Of(MailTask before, MailTask after, string? actorId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var details = new List<Reason>();
        var isAnswered = after.Ask?.Answer is not null && before.Ask?.Answer is null;
        if (isAnswered)
        {
            details.Add(new Reason("followed-task-answered"));
        }
        else if (after.State != before.State)
        {
            details.Add(new Reason(after.State == TaskState.Done ? "followed-task-done" : "followed-task-open"));
        }

        if (after.AssigneeId != before.AssigneeId)
        {
            details.Add(Given(after.AssigneeId));
        }

        var author = isAnswered ? after.Contact?.Name ?? after.Ask!.Address : null;
        return Make(new Order(new FollowTarget(FollowKind.Task, after.Id), details, actorId) { Author = author }, now);
    }

    /// <summary>The item to write with filing.</summary>
    /// <param name="actorId">The member who filed it; null for a rule.</param>
    internal static WorkItem OfFiling(string key, IReadOnlyList<string> emailIds, string? actorId, DateTimeOffset now) =>
        Make(new Order(new FollowTarget(FollowKind.Dossier, key), [new Reason("followed-dossier-mail")], actorId) { EmailIds = emailIds }, now)[0];

    public async Task HandleAsync(WorkItem item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        var order = JsonSerializer.Deserialize<Order>(item.Payload)!;
        var followers = (await _store.GetRecordsAsync(FollowRecords.Of(order.Target), cancellationToken))
            .Where(r => r.At <= item.DueAt).Select(r => r.Owner!).Except([.. order.Except, order.ActorId ?? ""], StringComparer.Ordinal).ToList();
        var members = followers.Count == 0 ? [] : await _people.GetMembersAsync(cancellationToken);
        foreach (var member in members.Where(m => m.IsEnabled && followers.Contains(m.Id, StringComparer.Ordinal)))
        {
            if (await _authorization.GetRightsAsync(member.Id, cancellationToken) is { } rights
                && await _targets.FindAsync(rights, order.Target, cancellationToken) is { } thing)
            {
                foreach (var line in await LinesAsync(order, rights, thing, cancellationToken))
                {
                    await _lines.AddOnceAsync(
                        line with
                        {
                            MemberId = member.Id,
                            At = item.DueAt,
                            Author = await AuthorAsync(order, members, cancellationToken),
                            Details = order.Details.Select(d => Named(d, members)).ToList(),
                        },
                        cancellationToken);
                }
            }
        }
    }

    private async Task<IReadOnlyList<Notice>> LinesAsync(
        Order order, MemberRights rights, FollowedThing thing, CancellationToken cancellationToken)
    {
        switch (order.Target.Kind)
        {
            case FollowKind.Ticket:
                return [new Notice { Kind = NoticeKind.TicketChanged, ConversationId = thing.ConversationId, Target = thing.Target, Subject = thing.Title }];
            case FollowKind.Task:
                return [new Notice { Kind = NoticeKind.TaskChanged, Target = thing.Target, Subject = thing.Title }];
            default:
                return (await _book.GetAsync(rights.Member.Id, cancellationToken)).FromCustomers == CustomerNotices.None
                    ? []
                    : await FiledAsync(order, rights, thing, cancellationToken);
        }
    }

    /// <summary>A line for each conversation. What a rule filed while it arrived, he may have been told of already.</summary>
    private async Task<IReadOnlyList<Notice>> FiledAsync(
        Order order, MemberRights rights, FollowedThing thing, CancellationToken cancellationToken)
    {
        var lines = new List<Notice>();
        foreach (var mails in (await _store.GetEmailsAsync(rights.Reader, order.EmailIds, cancellationToken))
            .GroupBy(e => e.Email.ConversationId, StringComparer.Ordinal))
        {
            var line = new Notice
            {
                Kind = NoticeKind.Filed, ConversationId = mails.Key, MemberId = rights.Member.Id, Target = thing.Target, Count = mails.Count(),
                Subject = mails.First().Email.Subject,
            };
            var told = order.ActorId is not null
                ? []
                : await _store.FindRecordsAsync(
                    RecordKinds.Notice, [NoticeRecords.IdOf(line with { Kind = NoticeKind.FromCustomer })], cancellationToken);
            if (!told.Any(r => r.State == NoticeRecords.Unread && r.At >= mails.Max(m => m.Email.At)))
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    private async Task<string> AuthorAsync(Order order, IReadOnlyList<Member> members, CancellationToken cancellationToken) =>
        order.Author
        ?? members.FirstOrDefault(m => m.Id == order.ActorId)?.Name
        ?? (await _site.GetAsync(cancellationToken)).Name;

    private static Reason Given(string? memberId) => string.IsNullOrEmpty(memberId)
        ? new Reason("followed-unassigned")
        : new Reason("followed-assigned", "name", memberId);

    private static Reason Named(Reason reason, IReadOnlyList<Member> members) =>
        reason.Args.TryGetValue("name", out var id) && members.FirstOrDefault(m => m.Id == id) is { } member
            ? new Reason(reason.Code, "name", member.Name)
            : reason;

    private static List<string> Assignees(params IEnumerable<string?> ids) => ids.OfType<string>().ToList();

    private static List<WorkItem> Make(Order order, DateTimeOffset now) =>
        order.Details.Count == 0 ? [] : [new WorkItem(Ids.New(now), WorkKind, now, JsonSerializer.Serialize(order))];

    private sealed record Order(FollowTarget Target, IReadOnlyList<Reason> Details, string? ActorId)
    {
        public IReadOnlyList<string> Except { get; init; } = [];

        public IReadOnlyList<string> EmailIds { get; init; } = [];

        public string? Author { get; init; }
    }
}
