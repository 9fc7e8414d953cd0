using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Engine.Templates;

namespace MailIntegration.Engine.Notifications;

/// <summary>
/// Sends what was not seen in time as e-mail, to members (CV3): what waits in one conversation becomes one mail per member. Who
/// wrote it, saw it, does not want it or may not see the conversation gets none. Contacts get the external stream as e-mail
/// anyway, and never anything of the internal one.
/// </summary>
public sealed class UnseenMails : IPeriodicChore
{
    internal const string Waiting = "waiting";
    private const string Settled = "settled";
    private const int MaxAtOnce = 200;
    private const int MaxText = 2_000;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    private readonly IMailStore _store;
    private readonly IPeople _people;
    private readonly IMailAuthorization _authorization;
    private readonly NoticeBook _notices;
    private readonly ISystemMails _mails;
    private readonly TimeProvider _time;

    public UnseenMails(
        IMailStore store,
        IPeople people,
        IMailAuthorization authorization,
        NoticeBook notices,
        ISystemMails mails,
        TimeProvider time)
    {
        _store = store;
        _people = people;
        _authorization = authorization;
        _notices = notices;
        _mails = mails;
        _time = time;
    }

    public string Name => "send unseen messages";

    /// <summary>With every look of the worker.</summary>
    public TimeSpan Every => TimeSpan.Zero;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var due = await _store.GetRecordsAsync(
            new RecordQuery { Kind = RecordKinds.Unseen, DueBefore = now, Order = RecordOrder.Due, Take = MaxAtOnce }, cancellationToken);
        foreach (var conversationId in due.Select(r => r.ConversationId!).Distinct(StringComparer.Ordinal))
        {
            await SettleAsync(conversationId, cancellationToken);
        }

        await ForgetAsync(now, cancellationToken);
    }

    /// <summary>What is not due yet goes along: a burst is one mail.</summary>
    private async Task SettleAsync(string conversationId, CancellationToken cancellationToken)
    {
        var waiting = await _store.GetRecordsAsync(
            new RecordQuery
            {
                Kind = RecordKinds.Unseen, ConversationIds = [conversationId], States = [Waiting], Order = RecordOrder.Oldest,
            },
            cancellationToken);
        var items = await LoadAsync(waiting, cancellationToken);
        var unseenBy = new HashSet<string>(StringComparer.Ordinal);
        if (items.Count > 0)
        {
            foreach (var member in await AudienceAsync(conversationId, items, cancellationToken))
            {
                if (await SendAsync(member, conversationId, items, cancellationToken))
                {
                    unseenBy.Add(member.Id);
                }
            }
        }

        var now = _time.GetUtcNow();
        var settled = waiting.Select(r => r with { State = Settled, DueAt = null }).ToList();
        await _store.ApplyAsync(
            new MailChanges
            {
                Records = settled,
                Events = unseenBy.Count == 0
                    ? []
                    : [MailEvents.Create(MailEvents.MessageNotSeen, new MessageNotSeen(items[^1].Id, conversationId, null, [.. unseenBy]), now, null)],
            },
            cancellationToken);
    }

    /// <summary>Messages of people, as they are now; what was deleted meanwhile is not told.</summary>
    private async Task<IReadOnlyList<Item>> LoadAsync(IReadOnlyList<MailRecord> waiting, CancellationToken cancellationToken)
    {
        var notes = waiting.Select(RecordJson.Read<UnseenItem>).ToList();
        var messages = await _store.FindRecordsAsync(
            RecordKinds.Message, notes.Where(n => n.IsInternal).Select(n => n.ItemId).ToList(), cancellationToken);
        var emails = await _store.GetEmailsAsync(
            new MailReader("", SeesAll: true), notes.Where(n => !n.IsInternal).Select(n => n.ItemId).ToList(), cancellationToken);
        return messages.Select(MessageRecords.ToMessage)
            .Select(m => new Item(m.Id, m.At, m.AuthorName, m.AuthorId, m.Text, m.Mentions))
            .Concat(emails.Select(e => e.Email).Where(e => e.Class == MailClass.Personal)
                .Select(e => new Item(e.Id, e.At, NameOf(e), null, e.Snippet, [])))
            .OrderBy(i => i.At).ThenBy(i => i.Id, StringComparer.Ordinal)
            .ToList();
    }

    private async Task<IReadOnlyList<Member>> AudienceAsync(
        string conversationId, IReadOnlyList<Item> items, CancellationToken cancellationToken)
    {
        var members = (await _people.GetMembersAsync(cancellationToken)).Where(m => m.IsEnabled && m.Email.Length > 0).ToList();
        var followers = (await _store.GetRecordsAsync(
            new RecordQuery { Kind = RecordKinds.Follow, ConversationIds = [conversationId], Take = 1000 }, cancellationToken))
            .Select(r => r.Owner!).ToHashSet(StringComparer.Ordinal);
        var assignee = (await _store.GetConversationAsync(new MailReader("", SeesAll: true), conversationId, cancellationToken))?.AssigneeId;
        var notices = await _notices.GetAsync(members.Select(m => m.Id).ToList(), cancellationToken);
        return members.Where(m => items.Any(i => IsFor(m.Id, i, notices[m.Id], followers.Contains(m.Id), assignee == m.Id))).ToList();
    }

    private static bool IsFor(string memberId, Item item, NoticeSettings wanted, bool isFollowing, bool isAssigned) =>
        item.AuthorId is null
            ? wanted.FromCustomers == CustomerNotices.All
                || (wanted.FromCustomers == CustomerNotices.Mine && (isFollowing || isAssigned))
            : item.AuthorId != memberId && wanted.FollowedInternal
                && (isFollowing || isAssigned || item.Mentions.Contains(memberId, StringComparer.Ordinal));

    /// <returns>False when nothing was left to tell him.</returns>
    private async Task<bool> SendAsync(
        Member member, string conversationId, IReadOnlyList<Item> items, CancellationToken cancellationToken)
    {
        if (await _authorization.GetRightsAsync(member.Id, cancellationToken) is not { } rights
            || await _store.GetConversationAsync(rights.Reader, conversationId, cancellationToken) is not { } view)
        {
            return false;
        }

        var visible = view.Emails.Select(e => e.Email.Id).ToHashSet(StringComparer.Ordinal);
        var seen = (await _store.FindRecordsAsync(
                RecordKinds.Seen, items.Select(i => $"{i.Id}/{member.Id}").ToList(), cancellationToken))
            .Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        var told = items.Where(i => !seen.Contains($"{i.Id}/{member.Id}")
            && (i.AuthorId is not null ? i.AuthorId != member.Id : visible.Contains(i.Id))).ToList();
        if (told.Count == 0)
        {
            return false;
        }

        await _mails.SendAsync(
            SystemMailKind.UnseenMessage,
            new SystemMailRecipient(member.Email, member.Name) { IsMember = true, ConversationId = conversationId },
            new Dictionary<string, object?>
            {
                ["conversation.subject"] = view.Emails[0].Email.Subject,
                ["message.author"] = string.Join(", ", told.Select(i => i.Author).Distinct(StringComparer.Ordinal)),
                ["message.text"] = Text(told),
                ["messages.count"] = told.Count,
            },
            $"{items[0].Id}/{member.Id}",
            cancellationToken);
        return true;
    }

    private static string Text(IReadOnlyList<Item> items)
    {
        var text = string.Join("\n\n", items.Select(i => items.Count == 1 ? i.Text : $"{i.Author}: {i.Text}"));
        return text.Length <= MaxText ? text : text[..MaxText] + "…";
    }

    /// <summary>Settled ones are kept for a while, because an event may be heard twice.</summary>
    private async Task ForgetAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var old = await _store.GetRecordsAsync(
            new RecordQuery { Kind = RecordKinds.Unseen, States = [Settled], Until = now - Kept, Take = 500 }, cancellationToken);
        if (old.Count > 0)
        {
            await _store.ApplySurelyAsync(
                new MailChanges { DeletedRecords = old.Select(r => new RecordDeletion(r.Kind, r.Id)).ToList() }, cancellationToken);
        }
    }

    private static string NameOf(Email email) =>
        string.IsNullOrWhiteSpace(email.From?.Name) ? email.From?.Address ?? "" : email.From.Name;

    /// <param name="AuthorId">The member who wrote it; null for mail of a contact.</param>
    private sealed record Item(
        string Id, DateTimeOffset At, string Author, string? AuthorId, string Text, IReadOnlyList<string> Mentions);
}
