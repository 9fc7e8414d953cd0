using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Notifications;

/// <summary>
/// Writes members' notifications. What comes in one conversation is one line with a number, and beyond
/// <see cref="MaxUnread"/> unread lines further conversations are one line too: a storm stays readable.
/// </summary>
public sealed class NoticeLines
{
    /// <summary>Most unread lines of a member, besides the one that stands for the rest.</summary>
    public const int MaxUnread = 100;

    private readonly IMailStore _store;
    private readonly DeskWriter _writer;
    private readonly IPeople _people;
    private readonly IReadOnlyList<INoticeSink> _sinks;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public NoticeLines(
        IMailStore store, DeskWriter writer, IPeople people, IEnumerable<INoticeSink> sinks, TimeProvider time, ILogger<NoticeLines> logger)
    {
        _store = store;
        _writer = writer;
        _people = people;
        _sinks = sinks.ToList();
        _time = time;
        _logger = logger;
    }

    /// <summary>Adds to the members' lines, together with what its reason wants written; open pages hear of it.</summary>
    /// <param name="news">At most one per member and kind; each with what it adds.</param>
    /// <param name="also">Reads what is to be written in the same commit; null: it is settled already, and nothing is written.</param>
    internal async Task AddAsync(
        IReadOnlyList<Notice> news, Func<CancellationToken, Task<MailChanges?>> also, CancellationToken cancellationToken)
    {
        IReadOnlyList<Notice> begun = [];
        var isWritten = await _writer.CommitAsync(
            async token =>
            {
                if (await also(token) is not { } changes)
                {
                    return null;
                }

                (var records, begun) = await PlanAsync(news, token);
                var members = news.Select(n => n.MemberId).Distinct(StringComparer.Ordinal).ToList();
                return changes with
                {
                    Records = [.. changes.Records, .. records],
                    Events = members.Count == 0
                        ? changes.Events
                        : [.. changes.Events, DeskEvents.Changed(DeskKind.Notice, null, members, _time.GetUtcNow())],
                };
            },
            cancellationToken);
        if (isWritten)
        {
            await TellAsync(begun, cancellationToken);
        }
    }

    /// <summary>Adds one line for something that may be told twice: the line that is there already tells of it.</summary>
    internal Task AddOnceAsync(Notice line, CancellationToken cancellationToken) => AddAsync(
        [line],

        // Moments are stored in milliseconds.
        async token => (await _store.FindRecordsAsync(
                RecordKinds.Notice, [NoticeRecords.IdOf(line)], token))
            .Any(r => r.At > line.At.AddMilliseconds(-1))
            ? null
            : new MailChanges(),
        cancellationToken);

    private async Task<(IReadOnlyList<MailRecord> Records, IReadOnlyList<Notice> Begun)> PlanAsync(
        IReadOnlyList<Notice> news, CancellationToken cancellationToken)
    {
        var ids = news.Select(NoticeRecords.IdOf).ToList();
        var known = (await _store.FindRecordsAsync(RecordKinds.Notice, ids, cancellationToken)).ToDictionary(r => r.Id, StringComparer.Ordinal);
        var records = new List<MailRecord>();
        var begun = new List<Notice>();
        foreach (var (notice, id) in news.Zip(ids))
        {
            var before = known.GetValueOrDefault(id);
            var line = notice with { Id = id };
            if (before?.State != NoticeRecords.Unread && await IsFullAsync(notice.MemberId, cancellationToken))
            {
                line = notice with
                {
                    Id = NoticeRecords.ManyOf(notice.MemberId), Kind = NoticeKind.Many, ConversationId = null, Target = null, Details = null,
                    Subject = "", Author = "", Text = "",
                };
                before = await _store.FindRecordsAsync(RecordKinds.Notice, [line.Id], cancellationToken) is [var many] ? many : null;
            }

            if (before?.State == NoticeRecords.Unread)
            {
                line = line with { Count = line.Count + NoticeRecords.ToNotice(before).Count };
            }
            else
            {
                begun.Add(line);
            }

            records.Add(NoticeRecords.ToRecord(line, before?.Version ?? 0));
        }

        return (records, begun);
    }

    private async Task<bool> IsFullAsync(string memberId, CancellationToken cancellationToken) => await _store.CountRecordsAsync(
        new RecordQuery { Kind = RecordKinds.Notice, Owners = [memberId], States = [NoticeRecords.Unread] },
        MaxUnread,
        cancellationToken) >= MaxUnread;

    private async Task TellAsync(IReadOnlyList<Notice> begun, CancellationToken cancellationToken)
    {
        if (begun.Count == 0 || _sinks.Count == 0)
        {
            return;
        }

        var members = (await _people.GetMembersAsync(cancellationToken)).ToDictionary(m => m.Id, StringComparer.Ordinal);
        foreach (var lines in begun.GroupBy(n => n.MemberId, StringComparer.Ordinal).Where(g => members.ContainsKey(g.Key)))
        {
            foreach (var sink in _sinks)
            {
                try
                {
                    await sink.TellAsync(members[lines.Key], [.. lines], cancellationToken);
                }
                catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
                {
                    _logger.LogError(exception, "{Sink} could not tell member {MemberId}.", sink.GetType().Name, lines.Key);
                }
            }
        }
    }
}
