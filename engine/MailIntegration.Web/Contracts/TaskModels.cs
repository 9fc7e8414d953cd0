using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Tasks;

namespace MailIntegration.Web.Contracts;

internal sealed record TaskModel(
    string Id,
    string Title,
    string Note,
    TaskState State,
    string? AssigneeId,
    MailboxName? Contact,
    DateTimeOffset? DueAt,
    string? ConversationId,
    string? EmailId,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DoneAt,
    long Version,
    TaskAskModel? Ask)
{
    public static TaskModel Of(MailTask task) => new(
        task.Id,
        task.Title,
        task.Note,
        task.State,
        task.AssigneeId,
        MailboxName.Of(task.Contact),
        task.DueAt,
        task.ConversationId,
        task.EmailId,
        task.CreatedBy,
        task.CreatedAt,
        task.DoneAt,
        task.Version,
        TaskAskModel.Of(task.Ask));
}

/// <summary>What the contact was asked by mail, and what he answered.</summary>
internal sealed record TaskAskModel(
    TaskAskKind Kind, string Question, string Address, DateTimeOffset AskedAt, DateTimeOffset ExpiresAt, TaskAnswer? Answer)
{
    public static TaskAskModel? Of(TaskAsk? ask) =>
        ask is null ? null : new(ask.Kind, ask.Question, ask.Address, ask.AskedAt, ask.ExpiresAt, ask.Answer);
}

internal sealed record TaskAskBody(TaskAskKind? Kind, string? Question, long Version);

internal sealed record TaskPageModel(IReadOnlyList<TaskModel> Rows, string? Next)
{
    public static TaskPageModel Of(TaskPage page) =>
        new(page.Rows.Select(TaskModel.Of).ToList(), Positions.Write(page.Next));
}

internal sealed record TaskBody(
    string? Title,
    string? Note,
    TaskState? State,
    string? AssigneeId,
    ContactBody? Contact,
    DateTimeOffset? DueAt,
    string? ConversationId,
    string? EmailId,
    long Version)
{
    public TaskInput ToInput() => new(
        Title ?? "",
        Note ?? "",
        State ?? TaskState.Open,
        AssigneeId,
        string.IsNullOrWhiteSpace(Contact?.Address) ? null : new MailboxAddress(Contact.Name, Contact.Address.Trim()),
        DueAt,
        ConversationId,
        EmailId);
}

internal sealed record ContactBody(string? Name, string? Address);

internal sealed record TaskChangeBody(IReadOnlyList<string>? Ids, TaskState? State, string? AssigneeId)
{
    public TaskChange ToChange() => new(State, AssigneeId);
}

/// <summary>What narrows the list of tasks.</summary>
internal sealed record TaskListParameters(
    string? State, string? Mine, string? AssigneeId, string? ConversationId, string? Overdue, string? After)
{
    public TaskQuery Read(MailReader reader, SetupErrors errors)
    {
        if (!Positions.TryRead(After, out var after))
        {
            errors.Add("after", "position-malformed");
        }

        return new TaskQuery(reader)
        {
            State = ListValues.Read<TaskState>(State, "state", errors),
            AssigneeId = ListValues.IsOn(Mine) ? reader.MemberId : ListValues.Text(AssigneeId),
            ConversationId = ListValues.Text(ConversationId),
            OnlyOverdue = ListValues.IsOn(Overdue),
            After = after,
        };
    }
}
