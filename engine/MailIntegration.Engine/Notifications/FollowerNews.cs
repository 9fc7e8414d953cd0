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
/// Tells members who want it that somebody else began to follow a conversation, or to take part in a dossier, that they follow
/// (NT4). The work item is written with the following.
/// </summary>
public sealed class FollowerNews : IWorkHandler
{
    public const string WorkKind = "follower-news";

    private readonly IMailStore _store;
    private readonly IPeople _people;
    private readonly IMailAuthorization _authorization;
    private readonly FollowTargets _targets;
    private readonly NoticeBook _book;
    private readonly NoticeLines _lines;
    private readonly ISystemMails _mails;
    private readonly ISiteFacts _site;

    public FollowerNews(
        IMailStore store,
        IPeople people,
        IMailAuthorization authorization,
        FollowTargets targets,
        NoticeBook book,
        NoticeLines lines,
        ISystemMails mails,
        ISiteFacts site)
    {
        _store = store;
        _people = people;
        _authorization = authorization;
        _targets = targets;
        _book = book;
        _lines = lines;
        _mails = mails;
        _site = site;
    }

    public string Kind => WorkKind;

    /// <summary>Whether anybody hears of new followers of such a thing.</summary>
    public static bool Tells(FollowTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target.Kind is FollowKind.Conversation or FollowKind.Dossier;
    }

    /// <summary>The item to write with a member's following.</summary>
    public static WorkItem Of(FollowTarget target, string memberId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(target);
        return new WorkItem(Ids.New(now), WorkKind, now, JsonSerializer.Serialize(target.Kind == FollowKind.Conversation
            ? new Order(target.Id, memberId)
            : new Order(null, memberId, target)));
    }

    public async Task HandleAsync(WorkItem item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        var order = JsonSerializer.Deserialize<Order>(item.Payload)!;
        var target = order.Target ?? new FollowTarget(FollowKind.Conversation, order.ConversationId!);
        var members = (await _people.GetMembersAsync(cancellationToken)).Where(m => m.IsEnabled).ToList();
        var follows = order.Target is { } thing
            ? await _store.GetRecordsAsync(FollowRecords.Of(thing), cancellationToken)
            : await _store.GetRecordsAsync(FollowRecords.OfConversation(target.Id), cancellationToken);
        var followers = follows.Where(f => order.Target is not null || FollowRecords.IsOfConversation(f))
            .Select(f => f.Owner).ToHashSet(StringComparer.Ordinal);
        if (!followers.Contains(order.MemberId) || members.FirstOrDefault(m => m.Id == order.MemberId) is not { } joined)
        {
            return;
        }

        var settings = await _book.GetAsync(members.Select(m => m.Id).ToList(), cancellationToken);
        foreach (var member in members.Where(m => m.Id != joined.Id && followers.Contains(m.Id) && settings[m.Id].NewFollowers))
        {
            if (await _authorization.GetRightsAsync(member.Id, cancellationToken) is { } rights
                && await _targets.FindAsync(rights, target, cancellationToken) is { } seen)
            {
                await TellAsync(item, member, joined, seen, cancellationToken);
            }
        }
    }

    private async Task TellAsync(WorkItem item, Member member, Member joined, FollowedThing thing, CancellationToken cancellationToken)
    {
        await _lines.AddOnceAsync(
            new Notice
            {
                Kind = NoticeKind.NewFollower, ConversationId = thing.ConversationId, MemberId = member.Id, At = item.DueAt,
                Target = thing.Target.Kind == FollowKind.Dossier ? thing.Target : null, Subject = thing.Title, Author = joined.Name,
            },
            cancellationToken);
        if (EmailAddresses.Normalize(member.Email) is not { } address)
        {
            return;
        }

        if (thing.ConversationId is null)
        {
            // The mailbox that sends it keeps a copy for its readers: a dossier is not named.
            var centre = (await _site.GetAsync(cancellationToken)).MailCentre;
            await _mails.SendAsync(
                SystemMailKind.MembershipNews,
                new SystemMailRecipient(address, member.Name) { IsMember = true, ToldId = member.Id },
                new Dictionary<string, object?>
                {
                    ["news"] = new Reason("news-dossier", "name", joined.Name), ["link"] = centre is null ? "" : $"{centre}/notifications",
                },
                $"{item.Id}/{member.Id}",
                cancellationToken);
            return;
        }

        await _mails.SendAsync(
            SystemMailKind.NewFollower,
            new SystemMailRecipient(address, member.Name) { IsMember = true, ConversationId = thing.ConversationId, ToldId = member.Id },
            new Dictionary<string, object?> { ["conversation.subject"] = thing.Title, ["follower.name"] = joined.Name },
            $"{item.Id}/{member.Id}",
            cancellationToken);
    }

    private sealed record Order(string? ConversationId, string MemberId, FollowTarget? Target = null);
}
