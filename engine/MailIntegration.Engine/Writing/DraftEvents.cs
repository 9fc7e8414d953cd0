using System.Text.Json;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Writing;

/// <summary>Payload of <see cref="MailEvents.DraftChanged"/>.</summary>
/// <param name="MemberId">Its author, who alone hears of it.</param>
public sealed record DraftChanged(string DraftId, string? ConversationId, string MemberId);

internal static class DraftEvents
{
    public static MailEvent Changed(Draft draft, DateTimeOffset now) => new(
        Ids.New(now),
        MailEvents.DraftChanged,
        now,
        JsonSerializer.Serialize(new DraftChanged(draft.Id, draft.ConversationId, draft.AuthorId), MailEvents.Json));
}
