using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;

namespace MailIntegration.Engine.Tasks;

public enum TaskState
{
    Open,
    Done,
}

/// <summary>Something to do, by itself or for a conversation or one of its e-mails (PR11).</summary>
public sealed record MailTask
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public string Note { get; init; } = "";

    public TaskState State { get; init; } = TaskState.Open;

    public string? AssigneeId { get; init; }

    /// <summary>Whom it is about.</summary>
    public MailboxAddress? Contact { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public string? ConversationId { get; init; }

    public string? EmailId { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>What the contact was asked by mail, the last time; null when he was not.</summary>
    public TaskAsk? Ask { get; init; }

    public long Version { get; init; }
}

/// <summary>What a contact does by the link of an e-mail (PR7).</summary>
public enum TaskAskKind
{
    /// <summary>Says yes or no.</summary>
    Approve,

    /// <summary>Says that it is so.</summary>
    Confirm,

    /// <summary>Writes an answer.</summary>
    Answer,
}

/// <summary>A question of a task, mailed to its contact with a link that works once.</summary>
/// <param name="Id">Changes with every question: older links answer nothing.</param>
/// <param name="Question">What the contact reads; title and note of the task are for members.</param>
/// <param name="Answer">Null while he has not answered.</param>
public sealed record TaskAsk(
    string Id,
    TaskAskKind Kind,
    string Question,
    string Address,
    string AskedBy,
    DateTimeOffset AskedAt,
    DateTimeOffset ExpiresAt,
    TaskAnswer? Answer = null);

/// <param name="IsApproved">Only of <see cref="TaskAskKind.Approve"/>.</param>
/// <param name="Text">What he wrote, plain.</param>
/// <param name="HasSecondFactor">Whether he typed the code that was mailed to him.</param>
public sealed record TaskAnswer(DateTimeOffset At, bool? IsApproved, string Text, bool HasSecondFactor);

/// <summary>What a member fills in.</summary>
/// <param name="ConversationId">Only for a new task; follows from <paramref name="EmailId"/> where that is set.</param>
/// <param name="Contact">Null takes the sender of the received e-mail.</param>
public sealed record TaskInput(
    string Title,
    string Note = "",
    TaskState State = TaskState.Open,
    string? AssigneeId = null,
    MailboxAddress? Contact = null,
    DateTimeOffset? DueAt = null,
    string? ConversationId = null,
    string? EmailId = null);

/// <summary>A change of many; null leaves a value as it is, an empty assignee removes it.</summary>
public sealed record TaskChange(TaskState? State = null, string? AssigneeId = null);

/// <summary>Which tasks to list; every condition that is set has to hold.</summary>
public sealed record TaskQuery(MailReader Reader)
{
    public TaskState? State { get; init; }

    public string? AssigneeId { get; init; }

    public string? ConversationId { get; init; }

    /// <summary>Due and open; soonest first.</summary>
    public bool OnlyOverdue { get; init; }

    public (DateTimeOffset At, string Id)? After { get; init; }

    /// <summary>1 to 200.</summary>
    public int Take { get; init; } = 50;
}

/// <param name="Next">Where the next page starts; null on the last one. A page may be short and have a next one.</param>
public sealed record TaskPage(IReadOnlyList<MailTask> Rows, (DateTimeOffset At, string Id)? Next);
