using System.Text.Json;
using MailIntegration.Engine.Diagnostics;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Outbox;

/// <summary>Payload of <see cref="MailEvents.OutboxChanged"/>.</summary>
/// <param name="AuthorId">Who wrote it; null for automatic mail.</param>
public sealed record OutboxChanged(string EntryId, string? ConversationId, string SenderId, string? AuthorId);

/// <summary>Between <see cref="OutboxEntry"/> and <see cref="MailRecord"/>.</summary>
internal static class OutboxRecords
{
    private const int MaxHistory = 40;

    /// <summary>States that the worker still has to do with.</summary>
    public static IReadOnlyList<string> Moving { get; } =
        [NameOf(OutboxState.Held), NameOf(OutboxState.Queued), NameOf(OutboxState.Sending), NameOf(OutboxState.Unclear)];

    /// <summary>States of mail that has not left, or has not arrived.</summary>
    public static IReadOnlyList<string> Open { get; } =
        [.. Moving, NameOf(OutboxState.Failed), NameOf(OutboxState.Blocked), NameOf(OutboxState.Bounced), NameOf(OutboxState.Delayed)];

    /// <summary>States that somebody has to look at.</summary>
    public static IReadOnlyList<string> Problems { get; } =
        [NameOf(OutboxState.Unclear), NameOf(OutboxState.Failed), NameOf(OutboxState.Blocked), NameOf(OutboxState.Bounced)];

    public static string NameOf(OutboxState state) => JsonNamingPolicy.CamelCase.ConvertName(state.ToString());

    public static MailRecord ToRecord(OutboxEntry entry) => new()
    {
        Kind = RecordKinds.Outbox,
        Id = entry.Id,
        Version = entry.Version,
        Json = WritingJson.Write(entry),
        ConversationId = entry.ConversationId,
        Owner = OwnerOf(entry.SenderId),
        State = NameOf(entry.State),
        Key = entry.MessageId,
        DueAt = entry.DueAt,

        // Sent mail stands where it was sent: the budget of a mailbox counts by it.
        At = entry.SentAt ?? entry.CreatedAt,
        Blobs = entry.Blobs(),
    };

    public static string OwnerOf(string senderId) => senderId == SenderDirectory.SiteId ? "" : senderId;

    public static OutboxEntry Read(MailRecord record) => WritingJson.Read<OutboxEntry>(record.Json) with
    {
        Version = record.Version,
        ConversationId = record.ConversationId,
    };

    /// <summary>The entry in another state, with a line in its history.</summary>
    public static OutboxEntry Move(this OutboxEntry entry, OutboxState state, Reason? reason, DateTimeOffset now)
    {
        var changed = entry with { State = state, Reason = reason };
        if (entry.State == state && entry.Reason?.Code == reason?.Code)
        {
            return changed;
        }

        MailDiagnostics.Reached(state, reason?.Code);
        var history = entry.History.Append(new OutboxStep(now, state, reason)).ToList();
        return changed with
        {
            History = history.Count <= MaxHistory ? history : [history[0], .. history.Skip(history.Count - MaxHistory + 1)],
        };
    }

    public static MailEvent Changed(OutboxEntry entry, DateTimeOffset now) => new(
        Ids.New(now),
        MailEvents.OutboxChanged,
        now,
        JsonSerializer.Serialize(
            new OutboxChanged(entry.Id, entry.ConversationId, entry.SenderId, entry.AuthorId), MailEvents.Json),
        entry.SenderId == SenderDirectory.SiteId ? null : entry.SenderId);
}

/// <summary>What people may do with an entry in its state.</summary>
public static class OutboxActions
{
    /// <summary>Whether it can turn back into its draft: nothing of it has been asked to leave.</summary>
    public static bool CanUndo(this OutboxEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Draft is not null
            && entry.SentAt is null
            && entry.State is (OutboxState.Held or OutboxState.Failed or OutboxState.Blocked or OutboxState.Cancelled
                or OutboxState.Queued)
            && entry.Handover.Step is HandoverStep.None;
    }

    public static bool CanRetry(this OutboxEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.State is OutboxState.Failed or OutboxState.Blocked || entry.CanDecide();
    }

    /// <summary>Whether the machine has given up to find out by itself.</summary>
    public static bool CanDecide(this OutboxEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry is { State: OutboxState.Unclear, DueAt: null };
    }
}
