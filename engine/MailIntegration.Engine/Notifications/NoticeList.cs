using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
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
    private readonly DeskWriter _writer;
    private readonly TimeProvider _time;

    public NoticeList(IMailStore store, DeskWriter writer, TimeProvider time)
    {
        _store = store;
        _writer = writer;
        _time = time;
    }

    /// <summary>Lines of conversations that the reader may still see (PR2).</summary>
    public async Task<NoticePage> ListAsync(
        MailReader reader, (DateTimeOffset At, string Id)? after, int take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var records = await _store.GetRecordsAsync(
            new RecordQuery { Kind = RecordKinds.Notice, Owners = [reader.MemberId], VisibleTo = reader, After = after, Take = take },
            cancellationToken);
        var lines = records.Select(NoticeRecords.ToNotice).ToList();
        if (after is null && await ManyAsync(reader.MemberId, cancellationToken) is { } many)
        {
            lines.Insert(0, NoticeRecords.ToNotice(many));
        }

        return new NoticePage(lines, records.Count < take ? null : (records[^1].At, records[^1].Id));
    }

    public async Task<int> CountUnreadAsync(MailReader reader, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var visible = await _store.CountRecordsAsync(
            new RecordQuery
            {
                Kind = RecordKinds.Notice, Owners = [reader.MemberId], States = [NoticeRecords.Unread], VisibleTo = reader,
            },
            Cap,
            cancellationToken);
        return visible + (await ManyAsync(reader.MemberId, cancellationToken) is null ? 0 : 1);
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

    private async Task<MailRecord?> ManyAsync(string memberId, CancellationToken cancellationToken) =>
        await _store.FindRecordsAsync(RecordKinds.Notice, [NoticeRecords.IdOf(memberId, null, NoticeKind.Many)], cancellationToken)
            is [{ State: NoticeRecords.Unread } many] ? many : null;

    private static RecordQuery Unread(string memberId) => new()
    {
        Kind = RecordKinds.Notice, Owners = [memberId], States = [NoticeRecords.Unread], Order = RecordOrder.Oldest,
    };
}
