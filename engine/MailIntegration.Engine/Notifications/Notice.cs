using System.Text.Json.Serialization;
using MailIntegration.Engine.Conversations;
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

    /// <summary>Somebody else follows the conversation or takes part in the dossier now.</summary>
    NewFollower,

    /// <summary>Nobody saw a message in time.</summary>
    Escalated,

    /// <summary>More conversations than are listed one by one.</summary>
    Many,

    /// <summary>A ticket that the member follows was changed.</summary>
    TicketChanged,

    /// <summary>A task that the member follows was changed.</summary>
    TaskChanged,

    /// <summary>Mail was filed in a dossier that the member follows.</summary>
    Filed,

    /// <summary>Somebody else is in a process team now.</summary>
    NewMember,

    /// <summary>A process team reads mail now that the member follows.</summary>
    NewTeam,

    /// <summary>The member himself is in a process team or takes part in a dossier now.</summary>
    Joined,

    /// <summary>The member is invited to a process team or dossier.</summary>
    Invited,
}

/// <summary>One line of a member's notifications: what happened in one conversation, or to one thing that he follows, since he last
/// looked (NT1).</summary>
public sealed record Notice
{
    [JsonIgnore]
    public string Id { get; init; } = "";

    public required NoticeKind Kind { get; init; }

    /// <summary>Null for <see cref="NoticeKind.Many"/>, and for what lies in no conversation.</summary>
    [JsonIgnore]
    public string? ConversationId { get; init; }

    /// <summary>What it is about besides the conversation; who may not see it any more is not shown the line.</summary>
    public FollowTarget? Target { get; init; }

    /// <summary>What happened, where the kind does not say it all.</summary>
    public IReadOnlyList<Reason>? Details { get; init; }

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
    public static string IdOf(Notice notice) => (notice.ConversationId ?? notice.Target?.State) is { } place
        ? $"{notice.MemberId}/{place}/{RecordJson.Name(notice.Kind)}"
        : ManyOf(notice.MemberId);

    /// <summary>Of the line that stands for all further ones.</summary>
    public static string ManyOf(string memberId) => $"{memberId}/many";

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
