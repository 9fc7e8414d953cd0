using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Conversations;

/// <summary>Internal messages as records.</summary>
internal static class MessageRecords
{
    public static RecordQuery Of(params string[] conversationIds) => new()
    {
        Kind = RecordKinds.Message,
        ConversationIds = conversationIds,
        Order = RecordOrder.Oldest,
    };

    public static MailRecord ToRecord(InternalMessage message) => new()
    {
        Kind = RecordKinds.Message,
        Id = message.Id,
        Version = message.Version,
        Json = RecordJson.Write(message),
        ConversationId = message.ConversationId,
        Owner = message.AuthorId,
        At = message.At,
    };

    public static InternalMessage ToMessage(MailRecord record) => RecordJson.Read<InternalMessage>(record) with
    {
        Version = record.Version,
        ConversationId = record.ConversationId!,
    };
}
