using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Tasks;

/// <summary>
/// Finds and lists tasks. A member sees those of conversations that he may see, those that he made and those that he was
/// given.
/// </summary>
public sealed class TaskReader
{
    private readonly IMailStore _store;
    private readonly TimeProvider _time;

    public TaskReader(IMailStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    /// <summary>Null when there is none for this reader.</summary>
    public async Task<MailTask?> FindAsync(MailReader reader, string id, CancellationToken cancellationToken)
    {
        var records = await _store.FindRecordsAsync(RecordKinds.MailTask, [id], cancellationToken);
        return records is [var record] && (await VisibleAsync(reader, records, cancellationToken))(record)
            ? TaskRecords.ToTask(record)
            : null;
    }

    public async Task<TaskPage> ListAsync(TaskQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var state = query.OnlyOverdue ? TaskState.Open : query.State;
        var records = new RecordQuery
        {
            Kind = RecordKinds.MailTask,
            States = state is { } wanted ? [RecordJson.Name(wanted)] : null,
            Owners = query.AssigneeId is { } assignee ? [assignee] : null,
            ConversationIds = query.ConversationId is { } conversation ? [conversation] : null,
            DueBefore = query.OnlyOverdue ? _time.GetUtcNow() : null,
            Order = query.OnlyOverdue ? RecordOrder.Due : RecordOrder.Newest,
            After = query.After,
            Take = Math.Clamp(query.Take, 1, 200),
        };
        var page = await RecordScan.RunAsync(
            _store, records, (rows, token) => VisibleAsync(query.Reader, rows, token), cancellationToken);
        return new TaskPage(page.Rows.Select(TaskRecords.ToTask).ToList(), page.Next);
    }

    /// <summary>Open tasks of this member; counting stops at <paramref name="cap"/>.</summary>
    public Task<int> CountMineAsync(MailReader reader, int cap, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var query = new RecordQuery
        {
            Kind = RecordKinds.MailTask, Owners = [reader.MemberId], States = [RecordJson.Name(TaskState.Open)],
        };
        return _store.CountRecordsAsync(query, cap, cancellationToken);
    }

    private async Task<Func<MailRecord, bool>> VisibleAsync(
        MailReader reader, IReadOnlyList<MailRecord> records, CancellationToken cancellationToken)
    {
        var conversations = records.Select(r => r.ConversationId).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (conversations.Count > 0)
        {
            var query = new RecordQuery { Kind = RecordKinds.MailTask, ConversationIds = conversations, VisibleTo = reader };
            var visible = await RecordScan.AllAsync(_store, query, 10_000, cancellationToken);
            seen.UnionWith(visible.Select(r => r.ConversationId!));
        }

        return record => record.Owner == reader.MemberId
            || (record.ConversationId is { } id && seen.Contains(id))
            || TaskRecords.ToTask(record).CreatedBy == reader.MemberId;
    }
}
