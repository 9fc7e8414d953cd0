using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Processing;

/// <summary>That a conversation may belong to another one; kept until somebody accepts or dismisses it (TH2).</summary>
internal static class ThreadSuggestions
{
    public static MailRecord Record(string conversationId, string suggestedId, DateTimeOffset now) => new()
    {
        Kind = RecordKinds.ThreadSuggestion,
        Id = conversationId,
        Json = RecordJson.Write(new Suggestion(suggestedId)),
        ConversationId = conversationId,
        At = now,
    };

    public static string SuggestedId(MailRecord record) => RecordJson.Read<Suggestion>(record).ConversationId;

    public static RecordQuery Of(string conversationId) => new()
    {
        Kind = RecordKinds.ThreadSuggestion,
        ConversationIds = [conversationId],
        Take = 20,
    };

    private sealed record Suggestion(string ConversationId);
}
