using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Notifications;

namespace MailIntegration.Web.Contracts;

/// <param name="Unread">Lines that the member has not read; counting stops at <see cref="Cap"/>.</param>
internal sealed record NoticePageModel(IReadOnlyList<NoticeModel> Lines, string? Next, int Unread, int Cap);

/// <param name="ConversationId">Null for the line that stands for many conversations, and for what lies in none.</param>
/// <param name="Target">What it is about besides the conversation.</param>
internal sealed record NoticeModel(
    string Id,
    NoticeKind Kind,
    string? ConversationId,
    FollowTarget? Target,
    DateTimeOffset At,
    bool IsRead,
    int Count,
    string Subject,
    string Author,
    string Text,
    IReadOnlyList<Reason> Details)
{
    public static NoticeModel Of(Notice line) => new(
        line.Id, line.Kind, line.ConversationId, line.Target, line.At, line.IsRead, line.Count, line.Subject, line.Author, line.Text,
        line.Details ?? []);
}

/// <param name="Title">Null when it is gone, or no longer the member's to see.</param>
internal sealed record FollowedModel(FollowKind Kind, string Id, string? Title, string? ConversationId, DateTimeOffset Since)
{
    public static FollowedModel Of(Followed followed) => new(
        followed.Target.Kind, followed.Target.Id, followed.Thing?.Title, followed.Thing?.ConversationId, followed.Since);
}

/// <param name="Followers">Members, in the order in which they began.</param>
internal sealed record FollowStateModel(bool Following, IReadOnlyList<string> Followers);

/// <param name="Ids">Null marks all.</param>
internal sealed record NoticesReadBody(IReadOnlyList<string>? Ids);

/// <summary>When messages that were not seen go out as e-mail.</summary>
/// <param name="Roles">Roles that something can be escalated to.</param>
internal sealed record NoticePoliciesModel(NoticePolicies Notices, IReadOnlyList<string> Roles, IReadOnlyList<string> TimeZones, long Version)
{
    public static NoticePoliciesModel Of(MailSettings settings, IEnumerable<string> roles) => new(
        settings.Notices,
        roles.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase).ToList(),
        TimeZoneInfo.GetSystemTimeZones().Where(z => z.HasIanaId).Select(z => z.Id).Order(StringComparer.Ordinal).ToList(),
        settings.Version);
}

internal sealed record NoticePoliciesBody(NoticePolicies? Notices, long Version);
