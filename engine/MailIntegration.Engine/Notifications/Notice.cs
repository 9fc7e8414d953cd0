using System.Text.Json.Serialization;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Notifications;

/// <summary>What a line of a member's notifications tells of.</summary>
public enum NoticeKind
{
    /// <summary>A contact wrote.</summary>
    FromCustomer,

    /// <summary>A member or an automation answered a contact.</summary>
    Reply,

    /// <summary>A message among members.</summary>
    Internal,

    Assigned,

    Unassigned,

    /// <summary>Somebody else follows the conversation now.</summary>
    NewFollower,

    /// <summary>Nobody saw a message in time.</summary>
    Escalated,

    /// <summary>More conversations than are listed one by one.</summary>
    Many,
}

/// <summary>One line of a member's notifications: what happened in one conversation since he last looked (NT1).</summary>
public sealed record Notice
{
    [JsonIgnore]
    public string Id { get; init; } = "";

    public required NoticeKind Kind { get; init; }

    /// <summary>Null for <see cref="NoticeKind.Many"/>.</summary>
    [JsonIgnore]
    public string? ConversationId { get; init; }

    [JsonIgnore]
    public string MemberId { get; init; } = "";

    /// <summary>The newest of what it tells of.</summary>
    [JsonIgnore]
    public DateTimeOffset At { get; init; }

    [JsonIgnore]
    public bool IsRead { get; init; }

    /// <summary>How many messages it stands for.</summary>
    public int Count { get; init; } = 1;

    public string Subject { get; init; } = "";

    /// <summary>Who wrote last, assigned or follows.</summary>
    public string Author { get; init; } = "";

    /// <summary>First words of the last message.</summary>
    public string Text { get; init; } = "";
}

/// <summary>Between <see cref="Notice"/> and <see cref="MailRecord"/>.</summary>
internal static class NoticeRecords
{
    public const string Unread = "unread";
    public const string Read = "read";
    public const int MaxText = 140;

    /// <summary>One line per conversation and kind: a storm makes a number rise, not a list grow.</summary>
    public static string IdOf(string memberId, string? conversationId, NoticeKind kind) =>
        conversationId is null ? $"{memberId}/many" : $"{memberId}/{conversationId}/{RecordJson.Name(kind)}";

    public static MailRecord ToRecord(Notice notice, long version) => new()
    {
        Kind = RecordKinds.Notice,
        Id = notice.Id,
        Version = version,
        Json = RecordJson.Write(notice),
        ConversationId = notice.ConversationId,
        Owner = notice.MemberId,
        State = notice.IsRead ? Read : Unread,
        At = notice.At,
    };

    public static Notice ToNotice(MailRecord record) => RecordJson.Read<Notice>(record) with
    {
        Id = record.Id,
        ConversationId = record.ConversationId,
        MemberId = record.Owner!,
        At = record.At,
        IsRead = record.State == Read,
    };
}
