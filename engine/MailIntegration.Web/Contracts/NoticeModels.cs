using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Notifications;

namespace MailIntegration.Web.Contracts;

/// <param name="Unread">Lines that the member has not read; counting stops at <see cref="Cap"/>.</param>
internal sealed record NoticePageModel(IReadOnlyList<NoticeModel> Lines, string? Next, int Unread, int Cap);

/// <param name="ConversationId">Null for the line that stands for many conversations.</param>
internal sealed record NoticeModel(
    string Id, NoticeKind Kind, string? ConversationId, DateTimeOffset At, bool IsRead, int Count, string Subject, string Author, string Text)
{
    public static NoticeModel Of(Notice line) =>
        new(line.Id, line.Kind, line.ConversationId, line.At, line.IsRead, line.Count, line.Subject, line.Author, line.Text);
}

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
