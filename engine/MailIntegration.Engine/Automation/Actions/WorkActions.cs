using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Tasks;
using MailIntegration.Engine.Tickets;

namespace MailIntegration.Engine.Automation.Actions;

/// <param name="Category">Null or empty leaves it as it is.</param>
/// <param name="DueInHours">Hours from now.</param>
public sealed record TicketInput(
    TicketState? State = null, TicketPriority? Priority = null, string? Category = null, double? DueInHours = null);

/// <summary>Changes the conversation's ticket.</summary>
public sealed class SetTicketAction : MailAction<TicketInput>
{
    private const double MaxHours = 24 * 366;

    private readonly TicketReader _reader;
    private readonly TicketService _tickets;

    public SetTicketAction(TicketReader reader, TicketService tickets)
    {
        _reader = reader;
        _tickets = tickets;
    }

    public override string Name => "set-ticket";

    public override IReadOnlyList<string> Outcomes => [ActionOutcomes.Done, ActionOutcomes.NoTicket, ActionOutcomes.NotFound];

    public override IReadOnlyList<ActionField> Fields =>
    [
        new("state", ActionFieldKind.Choice) { Choices = Enum.GetValues<TicketState>().Select(RecordJson.Name).ToList() },
        new("priority", ActionFieldKind.Choice) { Choices = Enum.GetValues<TicketPriority>().Select(RecordJson.Name).ToList() },
        new("category", ActionFieldKind.Text),
        new("dueInHours", ActionFieldKind.Number),
    ];

    protected override async Task<ActionPlan> PlanAsync(ActionScope scope, TicketInput input, CancellationToken cancellationToken)
    {
        if (scope.Conversation is not { } view)
        {
            return NotFound;
        }

        var known = (await _reader.OfConversationsAsync([view.Id], cancellationToken)).GetValueOrDefault(view.Id);
        if (known is null)
        {
            return new ActionPlan(ActionOutcomes.NoTicket);
        }

        var category = input.Category?.Trim() is { Length: > 0 } text && TicketRules.IsCategory(text) ? text : null;
        return new ActionPlan(ActionOutcomes.Done)
        {
            Effect = async token =>
            {
                await _tickets.WriteAsync(scope.Reader, known.Number, null, null, t => t with
                {
                    State = input.State ?? t.State,
                    Priority = input.Priority ?? t.Priority,
                    Category = category ?? t.Category,
                    DueAt = input.DueInHours is { } hours
                        ? scope.Now.AddHours(Math.Clamp(hours, 0, MaxHours)).ToUniversalTime()
                        : t.DueAt,
                }, token);
                return ActionOutcomes.Done;
            },
        };
    }
}

/// <param name="AssigneeId">A member's id, e-mail address or name; empty for nobody yet.</param>
public sealed record NewTaskInput(string Title = "", string Note = "", string AssigneeId = "", double? DueInHours = null);

/// <summary>Makes a task of an e-mail (PR11).</summary>
public sealed class CreateTaskAction : MailAction<NewTaskInput>
{
    private const double MaxHours = 24 * 366;

    private readonly MailRouter _router;
    private readonly ConversationAccess _access;

    public CreateTaskAction(MailRouter router, ConversationAccess access)
    {
        _router = router;
        _access = access;
    }

    public override string Name => "create-task";

    public override IReadOnlyList<string> Outcomes =>
        [ActionOutcomes.Done, ActionOutcomes.NoSuchUser, ActionOutcomes.NotAllowed, ActionOutcomes.NotFound];

    public override IReadOnlyList<ActionField> Fields =>
    [
        new("title", ActionFieldKind.Text, IsRequired: true),
        new("note", ActionFieldKind.LongText),
        new("assigneeId", ActionFieldKind.Member),
        new("dueInHours", ActionFieldKind.Number),
    ];

    protected override async Task<ActionPlan> PlanAsync(ActionScope scope, NewTaskInput input, CancellationToken cancellationToken)
    {
        if (scope.Conversation is not { } view)
        {
            return NotFound;
        }

        var who = input.AssigneeId.Trim();
        var member = who.Length == 0
            ? null
            : (await _router.MembersAsync(cancellationToken)).FirstOrDefault(m => MailRouter.Is(m, who));
        if (who.Length > 0 && member is null)
        {
            return new ActionPlan(ActionOutcomes.NoSuchUser);
        }

        if (member is not null && await _router.FirstAllowedAsync([member], view, cancellationToken) is null)
        {
            return new ActionPlan(ActionOutcomes.NotAllowed);
        }

        var task = Task(scope, view, input) with { AssigneeId = member?.Id };
        var place = await _access.PlaceAsync(view, cancellationToken);
        return new ActionPlan(ActionOutcomes.Done, new Reason("action-task", "title", task.Title))
        {
            Changes = new MailChanges
            {
                Records = [TaskRecords.ToRecord(task)],
                Events = [DeskEvents.Changed(DeskKind.Task, place, [task.AssigneeId], scope.Now)],
            },
            Output = new Dictionary<string, string> { ["taskId"] = task.Id },
        };
    }

    private static MailTask Task(ActionScope scope, ConversationView view, NewTaskInput input)
    {
        var title = string.Concat(input.Title.Where(c => !char.IsControl(c))).Trim();
        title = title.Length > 0 ? title : view.Emails.Count > 0 ? view.Emails[0].Email.Subject : "";
        return new MailTask
        {
            Id = Ids.New(scope.Now),
            Title = TextCut.At(title, TaskService.MaxTitle),
            Note = TextCut.At(input.Note, TaskService.MaxNote).Trim(),
            Contact = scope.Email?.Email is { Kind: EmailKind.Received, From: { } from } ? from : null,
            DueAt = input.DueInHours is { } hours ? scope.Now.AddHours(Math.Clamp(hours, 0, MaxHours)).ToUniversalTime() : null,
            ConversationId = view.Id,
            EmailId = scope.Email?.Email.Id,

            // Nobody's: managers and whoever sees the conversation look after it.
            CreatedBy = "",
            CreatedAt = scope.Now,
        };
    }
}
