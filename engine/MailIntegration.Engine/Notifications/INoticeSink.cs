using MailIntegration.Engine.People;

namespace MailIntegration.Engine.Notifications;

/// <summary>
/// Port: a notification centre of the home, besides the mail centre's own. It hears of a line when it begins, not when its number
/// rises; a call that throws is logged and not repeated.
/// </summary>
public interface INoticeSink
{
    /// <param name="lines">New lines of one member, at most <see cref="NoticeLines.MaxUnread"/>, oldest first.</param>
    Task TellAsync(Member member, IReadOnlyList<Notice> lines, CancellationToken cancellationToken);
}
