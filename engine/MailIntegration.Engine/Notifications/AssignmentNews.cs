using System.Text.Json;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Engine.Templates;

namespace MailIntegration.Engine.Notifications;

/// <summary>
/// Tells a member that a conversation was assigned to him, or taken from him (NT4): in the site, and by e-mail as he wants it.
/// The work item is written with the change; nobody hears of what he did himself, or of what he may not see.
/// </summary>
public sealed class AssignmentNews : IWorkHandler
{
    public const string WorkKind = "assignment-news";

    private readonly IMailStore _store;
    private readonly IPeople _people;
    private readonly IMailAuthorization _authorization;
    private readonly NoticeBook _book;
    private readonly NoticeLines _lines;
    private readonly ISystemMails _mails;
    private readonly ISiteFacts _site;

    public AssignmentNews(
        IMailStore store,
        IPeople people,
        IMailAuthorization authorization,
        NoticeBook book,
        NoticeLines lines,
        ISystemMails mails,
        ISiteFacts site)
    {
        _store = store;
        _people = people;
        _authorization = authorization;
        _book = book;
        _lines = lines;
        _mails = mails;
        _site = site;
    }

    public string Kind => WorkKind;

    /// <summary>Items to write with a change of the assignee.</summary>
    /// <param name="before">Who had it; null or empty for nobody.</param>
    /// <param name="after">Who has it now; null: it is not changed, empty: nobody.</param>
    /// <param name="actorId">The member who changed it; null for automations.</param>
    public static IReadOnlyList<WorkItem> Of(
        string conversationId, string? before, string? after, string? actorId, DateTimeOffset now)
    {
        if (after is null || after == (before ?? ""))
        {
            return [];
        }

        var items = new List<WorkItem>();
        if (!string.IsNullOrEmpty(before) && before != actorId)
        {
            items.Add(Make(new Order(conversationId, before, IsAssigned: false, actorId), now));
        }

        if (after.Length > 0 && after != actorId)
        {
            items.Add(Make(new Order(conversationId, after, IsAssigned: true, actorId), now));
        }

        return items;
    }

    public async Task HandleAsync(WorkItem item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        var order = JsonSerializer.Deserialize<Order>(item.Payload)!;
        var members = await _people.GetMembersAsync(cancellationToken);
        if (members.FirstOrDefault(m => m.Id == order.MemberId) is not { IsEnabled: true } member
            || await _authorization.GetRightsAsync(member.Id, cancellationToken) is not { } rights
            || await _store.GetConversationAsync(rights.Reader, order.ConversationId, cancellationToken) is not { Emails.Count: > 0 } view)
        {
            return;
        }

        var by = members.FirstOrDefault(m => m.Id == order.ActorId)?.Name ?? (await _site.GetAsync(cancellationToken)).Name;
        await TellAsync(item, order, member, view, by, cancellationToken);
        if ((await _book.GetAsync(member.Id, cancellationToken)).AssignmentMails && EmailAddresses.Normalize(member.Email) is { } address)
        {
            await MailAsync(item, order, member with { Email = address }, view, by, cancellationToken);
        }
    }

    private Task TellAsync(
        WorkItem item, Order order, Member member, ConversationView view, string by, CancellationToken cancellationToken) =>
        _lines.AddOnceAsync(
            new Notice
            {
                Kind = order.IsAssigned ? NoticeKind.Assigned : NoticeKind.Unassigned,
                ConversationId = view.Id,
                MemberId = member.Id,
                At = item.DueAt,
                Subject = view.Emails[0].Email.Subject,
                Author = by,
            },
            cancellationToken);

    private Task MailAsync(
        WorkItem item, Order order, Member member, ConversationView view, string by, CancellationToken cancellationToken)
    {
        var contact = view.Emails.Select(e => e.Email).FirstOrDefault(e => e.Kind == EmailKind.Received) is { } received
            ? received.OriginalSender ?? received.From
            : view.Emails[0].Email.To.Count > 0 ? view.Emails[0].Email.To[0] : null;
        return _mails.SendAsync(
            order.IsAssigned ? SystemMailKind.NewAssignment : SystemMailKind.Unassignment,
            new SystemMailRecipient(member.Email, member.Name) { IsMember = true, ConversationId = view.Id, ToldId = member.Id },
            new Dictionary<string, object?>
            {
                ["conversation.subject"] = view.Emails[0].Email.Subject,
                ["contact.name"] = contact?.ToLabel() ?? "",
                ["contact.address"] = contact?.Address ?? "",
                ["assignedBy.name"] = by,
            },
            item.Id,
            cancellationToken);
    }

    private static WorkItem Make(Order order, DateTimeOffset now) => new(Ids.New(now), WorkKind, now, JsonSerializer.Serialize(order));

    private sealed record Order(string ConversationId, string MemberId, bool IsAssigned, string? ActorId);
}
