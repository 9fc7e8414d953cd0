using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Tasks;

/// <summary>Tasks as records.</summary>
internal static class TaskRecords
{
    public static MailRecord ToRecord(MailTask task) => new()
    {
        Kind = RecordKinds.MailTask,
        Id = task.Id,
        Version = task.Version,
        Json = RecordJson.Write(task),
        ConversationId = task.ConversationId,
        Owner = task.AssigneeId,
        State = RecordJson.Name(task.State),
        DueAt = task.DueAt,
        At = task.CreatedAt,
    };

    public static MailTask ToTask(MailRecord record) => RecordJson.Read<MailTask>(record) with
    {
        Version = record.Version,
        ConversationId = record.ConversationId,
    };
}
