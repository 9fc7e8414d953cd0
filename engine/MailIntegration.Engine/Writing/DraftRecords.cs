using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Writing;

/// <summary>A draft as it is stored, with the version that a later write has to name.</summary>
internal sealed record StoredDraft(Draft Draft, long Version);

/// <summary>Between <see cref="Draft"/> and <see cref="MailRecord"/>.</summary>
internal static class DraftRecords
{
    public const string State = "draft";

    public static MailRecord ToRecord(Draft draft, long version) => new()
    {
        Kind = RecordKinds.Draft,
        Id = draft.Id,
        Version = version,
        Json = WritingJson.Write(draft),
        ConversationId = draft.ConversationId,
        Owner = draft.AuthorId,
        State = State,
        At = draft.UpdatedAt,
        Blobs = draft.Attachments.Select(a => a.Blob).Distinct(StringComparer.Ordinal).ToList(),
    };

    /// <summary>The conversation comes from the row: it follows when conversations are merged.</summary>
    public static StoredDraft Read(MailRecord record) => new(
        WritingJson.Read<Draft>(record.Json) with { ConversationId = record.ConversationId }, record.Version);

    public static async Task<StoredDraft?> FindAsync(
        IMailStore store, string memberId, string id, CancellationToken cancellationToken) =>
        (await store.FindRecordsAsync(RecordKinds.Draft, [id], cancellationToken)) is [var record] && record.Owner == memberId
            ? Read(record)
            : null;
}
