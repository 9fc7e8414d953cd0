using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Conversations;

/// <summary>What members follow (CV5). Stored: names stay.</summary>
public enum FollowKind
{
    Conversation,

    /// <summary>By its number.</summary>
    Ticket,

    Task,

    /// <summary>By its key (<see cref="Dossiers.DossierRef.Key"/>).</summary>
    Dossier,

    /// <summary>A process team.</summary>
    Team,
}

/// <summary>Something that members follow.</summary>
/// <param name="Id">At most 121 characters.</param>
public sealed record FollowTarget(FollowKind Kind, string Id)
{
    private const int MaxId = 121;

    /// <summary>Finds all who follow it: short, whatever the id. Null for conversations, which are found by themselves.</summary>
    [JsonIgnore]
    public string? State => Kind == FollowKind.Conversation
        ? null
        : $"{RecordJson.Name(Kind)}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Id)).AsSpan(0, 16))}";

    /// <summary>Null when it cannot be the id of anything that is followed.</summary>
    public static FollowTarget? Parse(string? kind, string? id)
    {
        if (string.IsNullOrEmpty(id)
            || id.Length > MaxId
            || !Enum.TryParse<FollowKind>(kind, ignoreCase: true, out var known)
            || !string.Equals(known.ToString(), kind, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (known != FollowKind.Ticket)
        {
            return new FollowTarget(known, id);
        }

        return long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new FollowTarget(known, number.ToString(CultureInfo.InvariantCulture))
            : null;
    }
}

/// <summary>Who follows what, as records.</summary>
internal static class FollowRecords
{
    /// <summary>Most followers of one thing, and most things that one member follows.</summary>
    public const int Most = 1000;

    /// <param name="conversationId">Of tickets and tasks: their record goes where the conversation goes.</param>
    public static MailRecord ToRecord(FollowTarget target, string memberId, string? conversationId, DateTimeOffset now) => new()
    {
        Kind = RecordKinds.Follow,
        Id = $"{target.State ?? target.Id}/{memberId}",
        Json = target.Kind == FollowKind.Conversation ? "{}" : RecordJson.Write(target),
        ConversationId = target.Kind == FollowKind.Conversation ? target.Id : conversationId,
        Owner = memberId,
        State = target.State,
        At = now,
    };

    public static FollowTarget ToTarget(MailRecord record) =>
        record.State is null ? new FollowTarget(FollowKind.Conversation, record.ConversationId!) : RecordJson.Read<FollowTarget>(record);

    /// <summary>Who follows a ticket follows its conversation.</summary>
    public static bool IsOfConversation(MailRecord record) =>
        record.State is null || RecordJson.Read<FollowTarget>(record).Kind == FollowKind.Ticket;

    public static RecordQuery OfConversation(string conversationId) => new()
    {
        Kind = RecordKinds.Follow, ConversationIds = [conversationId], Order = RecordOrder.Oldest, Take = Most,
    };

    /// <summary>Of things that are no conversations.</summary>
    public static RecordQuery Of(params IEnumerable<FollowTarget> targets) => new()
    {
        Kind = RecordKinds.Follow, States = targets.Select(t => t.State!).ToList(), Order = RecordOrder.Oldest, Take = Most,
    };

    public static RecordQuery OfMember(string memberId) => new()
    {
        Kind = RecordKinds.Follow, Owners = [memberId], Take = Most,
    };
}
