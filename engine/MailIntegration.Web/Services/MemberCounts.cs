using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Tasks;
using MailIntegration.Engine.Tickets;
using MailIntegration.Engine.Writing;
using MailIntegration.Web.Contracts;

namespace MailIntegration.Web.Services;

/// <summary>The numbers beside a member's boxes.</summary>
internal sealed class MemberCounts
{
    private readonly UnreadCounts _unread;
    private readonly DraftService _drafts;
    private readonly OutboxAccess _outbox;
    private readonly TicketReader _tickets;
    private readonly TaskReader _tasks;
    private readonly NoticeList _notices;

    public MemberCounts(
        UnreadCounts unread, DraftService drafts, OutboxAccess outbox, TicketReader tickets, TaskReader tasks, NoticeList notices)
    {
        _unread = unread;
        _drafts = drafts;
        _outbox = outbox;
        _tickets = tickets;
        _tasks = tasks;
        _notices = notices;
    }

    public async Task<CountsModel> GetAsync(MemberRights rights, CancellationToken cancellationToken)
    {
        var (open, problems) = await _outbox.CountAsync(rights, MailCounts.Cap, cancellationToken);
        return await _unread.GetAsync(rights, cancellationToken) with
        {
            Drafts = await _drafts.CountAsync(rights.Member.Id, MailCounts.Cap, cancellationToken),
            Outbox = open,
            OutboxProblems = problems,
            Tickets = await _tickets.CountMineAsync(rights.Reader, MailCounts.Cap, cancellationToken),
            Notices = await _notices.CountUnreadAsync(rights, cancellationToken),
            Tasks = await _tasks.CountMineAsync(rights.Reader, MailCounts.Cap, cancellationToken),
        };
    }
}
