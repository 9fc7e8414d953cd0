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
/// Tells members who want it that somebody else began to follow a conversation that they follow (NT4). The work item is written
/// with the following.
/// </summary>
public sealed class FollowerNews : IWorkHandler
{
    public const string WorkKind = "follower-news";

    private readonly IMailStore _store;
    private readonly IPeople _people;
    private readonly IMailAuthorization _authorization;
    private readonly NoticeBook _book;
    private readonly NoticeLines _lines;
    private readonly ISystemMails _mails;

    public FollowerNews(
        IMailStore store, IPeople people, IMailAuthorization authorization, NoticeBook book, NoticeLines lines, ISystemMails mails)
    {
        _store = store;
        _people = people;
        _authorization = authorization;
        _book = book;
        _lines = lines;
        _mails = mails;
    }

    public string Kind => WorkKind;

    /// <summary>The item to write with a member's following.</summary>
    public static WorkItem Of(string conversationId, string memberId, DateTimeOffset now) =>
        new(Ids.New(now), WorkKind, now, JsonSerializer.Serialize(new Order(conversationId, memberId)));

    public async Task HandleAsync(WorkItem item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        var order = JsonSerializer.Deserialize<Order>(item.Payload)!;
        var members = (await _people.GetMembersAsync(cancellationToken)).Where(m => m.IsEnabled).ToList();
        var follows = await _store.GetRecordsAsync(
            new RecordQuery { Kind = RecordKinds.Follow, ConversationIds = [order.ConversationId], Take = 1000 }, cancellationToken);
        var followers = follows.Select(f => f.Owner).ToHashSet(StringComparer.Ordinal);
        if (!followers.Contains(order.MemberId) || members.FirstOrDefault(m => m.Id == order.MemberId) is not { } joined)
        {
            return;
        }

        var settings = await _book.GetAsync(members.Select(m => m.Id).ToList(), cancellationToken);
        foreach (var member in members.Where(m => m.Id != joined.Id && followers.Contains(m.Id) && settings[m.Id].NewFollowers))
        {
            if (await _authorization.GetRightsAsync(member.Id, cancellationToken) is { } rights
                && await _store.GetConversationAsync(rights.Reader, order.ConversationId, cancellationToken) is { Emails.Count: > 0 } view)
            {
                await TellAsync(item, member, joined, view, cancellationToken);
            }
        }
    }

    private async Task TellAsync(WorkItem item, Member member, Member joined, ConversationView view, CancellationToken cancellationToken)
    {
        var subject = view.Emails[0].Email.Subject;
        await _lines.AddOnceAsync(
            new Notice
            {
                Kind = NoticeKind.NewFollower, ConversationId = view.Id, MemberId = member.Id, At = item.DueAt, Subject = subject,
                Author = joined.Name,
            },
            cancellationToken);
        if (EmailAddresses.Normalize(member.Email) is { } address)
        {
            await _mails.SendAsync(
                SystemMailKind.NewFollower,
                new SystemMailRecipient(address, member.Name) { IsMember = true, ConversationId = view.Id, ToldId = member.Id },
                new Dictionary<string, object?> { ["conversation.subject"] = subject, ["follower.name"] = joined.Name },
                $"{item.Id}/{member.Id}",
                cancellationToken);
        }
    }

    private sealed record Order(string ConversationId, string MemberId);
}
