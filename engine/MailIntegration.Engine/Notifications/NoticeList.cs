using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Notifications;

/// <param name="Next">Where the next page starts; null on the last.</param>
public sealed record NoticePage(IReadOnlyList<Notice> Lines, (DateTimeOffset At, string Id)? Next);

/// <summary>A member's notifications: newest on top, the unread ones counted (NT1).</summary>
public sealed class NoticeList
{
    /// <summary>Where counting stops.</summary>
    public const int Cap = 1000;

    private readonly IMailStore _store;
    private readonly FollowTargets _targets;
    private readonly InvitationBook _invitations;
    private readonly DeskWriter _writer;
    private readonly TimeProvider _time;

    public NoticeList(IMailStore store, FollowTargets targets, InvitationBook invitations, DeskWriter writer, TimeProvider time)
    {
        _store = store;
        _targets = targets;
        _invitations = invitations;
        _writer = writer;
        _time = time;
    }

    /// <summary>Lines of what the member may still see (PR2).</summary>
    public async Task<NoticePage> ListAsync(
        MemberRights rights, (DateTimeOffset At, string Id)? after, int take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        var page = await RecordScan.RunAsync(
            _store,
            new RecordQuery { Kind = RecordKinds.Notice, Owners = [rights.Member.Id], After = after, Take = take },
            (records, token) => VisibleAsync(rights, records, token),
            cancellationToken);
        var lines = page.Rows.Select(NoticeRecords.ToNotice).ToList();
        if (after is null && await ManyAsync(rights.Member.Id, cancellationToken) is { } many)
        {
            lines.Insert(0, NoticeRecords.ToNotice(many));
        }

        return new NoticePage(lines, page.Next);
    }

    public async Task<int> CountUnreadAsync(MemberRights rights, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        var unread = await RecordScan.AllAsync(_store, Unread(rights.Member.Id), NoticeLines.MaxUnread * 2, cancellationToken);
        var isVisible = await VisibleAsync(rights, unread, cancellationToken);
        return unread.Count(isVisible) + (await ManyAsync(rights.Member.Id, cancellationToken) is null ? 0 : 1);
    }

    /// <param name="ids">Null marks all of them.</param>
    public Task MarkReadAsync(string memberId, IReadOnlyCollection<string>? ids, CancellationToken cancellationToken) => _writer.CommitAsync(
        async token =>
        {
            var records = ids is null
                ? await RecordScan.AllAsync(_store, Unread(memberId), NoticeLines.MaxUnread * 2, token)
                : await _store.FindRecordsAsync(RecordKinds.Notice, ids, token);
            return Read(records.Where(r => r.Owner == memberId), memberId);
        },
        cancellationToken);

    /// <summary>The member opened the conversation: what he was told of it is old.</summary>
    public Task OpenedAsync(string memberId, string conversationId, CancellationToken cancellationToken) => _writer.CommitAsync(
        async token => Read(
            await _store.GetRecordsAsync(Unread(memberId) with { ConversationIds = [conversationId] }, token), memberId),
        cancellationToken);

    private MailChanges? Read(IEnumerable<MailRecord> records, string memberId)
    {
        var unread = records.Where(r => r.State == NoticeRecords.Unread).ToList();
        return unread.Count == 0 ? null : new MailChanges
        {
            Records = unread.Select(r => r with { State = NoticeRecords.Read }).ToList(),
            Events = [DeskEvents.Changed(DeskKind.Notice, null, [memberId], _time.GetUtcNow())],
        };
    }

    /// <summary>A line shows when its conversation does, and what else it is about, and an invitation while it waits. The line for the
    /// rest is put on top by itself.</summary>
    private async Task<Func<MailRecord, bool>> VisibleAsync(
        MemberRights rights, IReadOnlyList<MailRecord> records, CancellationToken cancellationToken)
    {
        var conversations = records.Select(r => r.ConversationId).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var seen = conversations.Count == 0
            ? []
            : (await RecordScan.AllAsync(
                _store,
                new RecordQuery { Kind = RecordKinds.Notice, Owners = [rights.Member.Id], ConversationIds = conversations, VisibleTo = rights.Reader },
                int.MaxValue,
                cancellationToken)).Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        var targets = new Dictionary<FollowTarget, bool>();
        foreach (var target in records.Select(NoticeRecords.ToNotice).Select(n => n.Target).OfType<FollowTarget>().Distinct())
        {
            targets[target] = await _targets.FindAsync(rights, target, cancellationToken) is not null;
        }

        var invited = records.Any(r => NoticeRecords.ToNotice(r).Kind == NoticeKind.Invited)
            ? await _invitations.OfMemberAsync(rights.Member.Id, cancellationToken)
            : new HashSet<FollowTarget>();
        return record =>
        {
            var line = NoticeRecords.ToNotice(record);
            var target = line.Target;
            return (line.Kind != NoticeKind.Invited || invited.Contains(target!))
                && (record.ConversationId is not null || target is not null)
                && (record.ConversationId is null || seen.Contains(record.Id))
                && (target is null || targets[target]);
        };
    }

    private async Task<MailRecord?> ManyAsync(string memberId, CancellationToken cancellationToken) =>
        await _store.FindRecordsAsync(RecordKinds.Notice, [NoticeRecords.ManyOf(memberId)], cancellationToken)
            is [{ State: NoticeRecords.Unread } many] ? many : null;

    private static RecordQuery Unread(string memberId) => new()
    {
        Kind = RecordKinds.Notice, Owners = [memberId], States = [NoticeRecords.Unread], Order = RecordOrder.Oldest,
    };
}
