using System.Collections.Concurrent;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>
/// The mail store on the tenant's database. E-mails are content items in the collection Mail; what lists, counts and the
/// pipeline ask for stands in tables beside them.
/// </summary>
internal sealed class YesSqlMailStore : IMailStore
{
    private readonly MailDatabase _database;
    private readonly MailApply _apply;
    private readonly ConcurrentDictionary<string, long> _names = new(StringComparer.Ordinal);
    private readonly UnreadNumbers _unread;

    public YesSqlMailStore(MailDatabase database, TimeProvider? time = null)
    {
        _database = database;
        _apply = new MailApply(database, _names);
        _unread = new UnreadNumbers(time ?? TimeProvider.System);
    }

    public async Task<ApplyResult> ApplyAsync(MailChanges changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        await AmbientSession.CommitAsync(_database.Sql.Kind, cancellationToken);
        try
        {
            return await _apply.RunAsync(changes, cancellationToken);
        }
        finally
        {
            _unread.Forget();
        }
    }

    public Task<IReadOnlyDictionary<string, ProviderMessage>> FindMessagesAsync(
        IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        LedgerAsync(ledger => ledger.ByKeyAsync(keys, cancellationToken), cancellationToken);

    public Task<IReadOnlyDictionary<string, StoredEmail>> FindEmailsAsync(
        IReadOnlyCollection<string> logicalKeys, CancellationToken cancellationToken) =>
        PipelineAsync(pipeline => pipeline.EmailsAsync(logicalKeys, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<ThreadMatch>> FindThreadsAsync(
        string addressId, IReadOnlyCollection<string> messageIds, CancellationToken cancellationToken) =>
        PipelineAsync(pipeline => pipeline.ThreadsAsync(addressId, messageIds, cancellationToken), cancellationToken);

    public Task<IReadOnlyDictionary<string, int>> CountAssignedAsync(
        IReadOnlyCollection<string> memberIds, CancellationToken cancellationToken) =>
        PipelineAsync(pipeline => pipeline.AssignedAsync(memberIds, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<SyncCursor>> GetCursorsAsync(string addressId, CancellationToken cancellationToken) =>
        PipelineAsync(pipeline => pipeline.CursorsAsync(addressId, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<AddressHealth>> GetHealthAsync(CancellationToken cancellationToken) =>
        PipelineAsync(pipeline => pipeline.HealthAsync(cancellationToken), cancellationToken);

    public Task<ConversationPage> ListAsync(EmailListQuery query, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => ListQuery.RunAsync(session, Names(session), query, cancellationToken), cancellationToken);

    public Task<MailCounts> CountAsync(MailReader reader, CancellationToken cancellationToken) =>
        ReadAsync(reader, emails => emails.CountAsync(cancellationToken), cancellationToken);

    public Task<int> CountUnreadAsync(
        MailReader reader, IReadOnlyCollection<string> addressIds, CancellationToken cancellationToken) =>
        ReadAsync(reader, emails => emails.CountUnreadAsync(addressIds, cancellationToken), cancellationToken);

    public Task<int> CountUnreadInboxAsync(MailReader reader, CancellationToken cancellationToken) => _unread.GetAsync(
        reader, () => ReadAsync(reader, emails => emails.CountUnreadInboxAsync(cancellationToken), cancellationToken));

    public Task<ConversationView?> GetConversationAsync(
        MailReader reader, string conversationId, CancellationToken cancellationToken) =>
        ReadAsync(reader, emails => emails.ConversationAsync(conversationId, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<EmailView>> GetEmailsAsync(
        MailReader reader, IReadOnlyCollection<string> emailIds, CancellationToken cancellationToken) =>
        ReadAsync(reader, emails => emails.EmailsAsync(emailIds, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<string>> GetEmailIdsAsync(
        MailReader reader, IReadOnlyCollection<string> conversationIds, CancellationToken cancellationToken) =>
        ReadAsync(reader, emails => emails.IdsAsync(conversationIds, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<string>> GetTagsAsync(MailReader reader, CancellationToken cancellationToken) =>
        ReadAsync(reader, emails => emails.TagsAsync(cancellationToken), cancellationToken);

    public Task<IReadOnlyList<ProviderMessage>> ListMessagesAsync(LedgerQuery query, CancellationToken cancellationToken) =>
        LedgerAsync(ledger => ledger.ListAsync(query, cancellationToken), cancellationToken);

    public Task<IReadOnlyDictionary<DateOnly, long>> CountMessagesByDayAsync(
        string addressId, DateOnly from, DateOnly until, CancellationToken cancellationToken) =>
        LedgerAsync(ledger => ledger.CountByDayAsync(addressId, from, until, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<LedgerDay>> GetLedgerDaysAsync(string addressId, CancellationToken cancellationToken) =>
        LedgerAsync(ledger => ledger.DaysAsync(addressId, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<WorkItem>> GetDueWorkAsync(DateTimeOffset now, int take, CancellationToken cancellationToken) =>
        LedgerAsync(ledger => ledger.DueWorkAsync(now, take, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<MailEvent>> GetEventsAsync(int take, CancellationToken cancellationToken) =>
        LedgerAsync(ledger => ledger.EventsAsync(take, cancellationToken), cancellationToken);

    public async Task DeleteEventsAsync(IReadOnlyCollection<string> eventIds, CancellationToken cancellationToken)
    {
        await AmbientSession.CommitAsync(_database.Sql.Kind, cancellationToken);
        await _database.WriteAsync(
            async session =>
            {
                var numbers = await session.ManyAsync(
                    list => $"SELECT [Number] FROM [#Event] WHERE [EventId] IN {list}", eventIds, row => row.Long(0), cancellationToken);
                return await session.RunAsync(
                    $"DELETE FROM [#Event] WHERE [Number] IN {SqlText.List(numbers)}", cancellationToken);
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<string>> GetDeletedEmailIdsAsync(
        DateTimeOffset before, int take, CancellationToken cancellationToken) =>
        LedgerAsync(ledger => ledger.DeletedEmailIdsAsync(before, take, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<string>> GetBlobNamesAsync(
        IReadOnlyCollection<string> emailIds, CancellationToken cancellationToken) =>
        LedgerAsync(ledger => ledger.BlobNamesAsync(emailIds, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<MailRecord>> FindRecordsAsync(
        string kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => RecordQueries.FindAsync(session, kind, ids, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<MailRecord>> GetRecordsAsync(RecordQuery query, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => RecordQueries.RunAsync(session, Names(session), query, cancellationToken), cancellationToken);

    public Task<int> CountRecordsAsync(RecordQuery query, int cap, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            session => RecordQueries.CountAsync(session, Names(session), query, cap, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<string>> FindUnusedBlobsAsync(
        IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        LedgerAsync(ledger => ledger.UnusedBlobsAsync(names, cancellationToken), cancellationToken);

    private NameTable Names(MailSession session) => new(session, _names);

    private Task<T> LedgerAsync<T>(Func<LedgerQueries, Task<T>> query, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => query(new LedgerQueries(session, Names(session))), cancellationToken);

    private Task<T> PipelineAsync<T>(Func<PipelineQueries, Task<T>> query, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => query(new PipelineQueries(session)), cancellationToken);

    private Task<T> ReadAsync<T>(MailReader reader, Func<EmailQueries, Task<T>> query, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            async session =>
            {
                var names = Names(session);
                return await query(new EmailQueries(session, names, await Viewer.LoadAsync(session, names, reader, cancellationToken)));
            },
            cancellationToken);
}
