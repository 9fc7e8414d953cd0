using MailIntegration.Engine.Journal;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using Microsoft.Data.Sqlite;

namespace MailIntegration.Embedded.Storage;

/// <summary>The mail store on SQLite.</summary>
internal sealed class SqliteMailStore : IMailStore
{
    private readonly SqliteDatabase _database;

    public SqliteMailStore(SqliteDatabase database) => _database = database;

    public async Task<ApplyResult> ApplyAsync(MailChanges changes, CancellationToken cancellationToken)
    {
        try
        {
            return await _database.WriteAsync(session => Apply(session, changes), cancellationToken);
        }
        catch (ApplyAbortedException exception)
        {
            return exception.Result;
        }
        catch (SqliteException exception) when (MailWriter.IsKeyInUse(exception))
        {
            return ApplyAbortedException.Conflict("key", exception).Result;
        }
    }

    public Task<IReadOnlyDictionary<string, ProviderMessage>> FindMessagesAsync(
        IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => LedgerQueries.ByKey(session, keys), cancellationToken);

    public Task<IReadOnlyDictionary<string, StoredEmail>> FindEmailsAsync(
        IReadOnlyCollection<string> logicalKeys, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => PipelineQueries.Emails(session, logicalKeys), cancellationToken);

    public Task<IReadOnlyList<ThreadMatch>> FindThreadsAsync(
        string addressId, IReadOnlyCollection<string> messageIds, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => PipelineQueries.Threads(session, addressId, messageIds), cancellationToken);

    public Task<IReadOnlyDictionary<string, int>> CountAssignedAsync(
        IReadOnlyCollection<string> memberIds, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => PipelineQueries.Assigned(session, memberIds), cancellationToken);

    public Task<IReadOnlyList<SyncCursor>> GetCursorsAsync(string addressId, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => PipelineQueries.Cursors(session, addressId), cancellationToken);

    public Task<IReadOnlyList<AddressHealth>> GetHealthAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(PipelineQueries.Health, cancellationToken);

    public Task<ConversationPage> ListAsync(EmailListQuery query, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => ListQuery.Run(session, query), cancellationToken);

    public Task<MailCounts> CountAsync(MailReader reader, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => EmailQueries.Count(session, reader), cancellationToken);

    public Task<int> CountUnreadAsync(
        MailReader reader, IReadOnlyCollection<string> addressIds, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => EmailQueries.CountUnread(session, reader, addressIds), cancellationToken);

    public Task<ConversationView?> GetConversationAsync(
        MailReader reader, string conversationId, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => EmailQueries.Conversation(session, reader, conversationId), cancellationToken);

    public Task<IReadOnlyList<EmailView>> GetEmailsAsync(
        MailReader reader, IReadOnlyCollection<string> emailIds, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => EmailQueries.Emails(session, reader, emailIds), cancellationToken);

    public Task<IReadOnlyList<string>> GetEmailIdsAsync(
        MailReader reader, IReadOnlyCollection<string> conversationIds, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => EmailQueries.Ids(session, reader, conversationIds), cancellationToken);

    public Task<IReadOnlyList<string>> GetTagsAsync(MailReader reader, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => EmailQueries.Tags(session, reader), cancellationToken);

    public Task<IReadOnlyList<ProviderMessage>> ListMessagesAsync(LedgerQuery query, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => LedgerQueries.List(session, query), cancellationToken);

    public Task<IReadOnlyDictionary<DateOnly, long>> CountMessagesByDayAsync(
        string addressId, DateOnly from, DateOnly until, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => LedgerQueries.CountByDay(session, addressId, from, until), cancellationToken);

    public Task<IReadOnlyList<LedgerDay>> GetLedgerDaysAsync(string addressId, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => LedgerQueries.Days(session, addressId), cancellationToken);

    public Task<IReadOnlyList<WorkItem>> GetDueWorkAsync(DateTimeOffset now, int take, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => LedgerQueries.DueWork(session, now, take), cancellationToken);

    public Task<IReadOnlyList<MailEvent>> GetEventsAsync(int take, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => LedgerQueries.Events(session, take), cancellationToken);

    public Task DeleteEventsAsync(IReadOnlyCollection<string> eventIds, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            session => session.Run(
                "DELETE FROM events WHERE id IN (SELECT value FROM json_each(?1))", StoredJson.Write(eventIds)),
            cancellationToken);

    public Task<IReadOnlyList<string>> GetDeletedEmailIdsAsync(
        DateTimeOffset before, int take, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => LedgerQueries.DeletedEmailIds(session, before, take), cancellationToken);

    public Task<IReadOnlyList<string>> GetBlobNamesAsync(
        IReadOnlyCollection<string> emailIds, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => LedgerQueries.BlobNames(session, emailIds), cancellationToken);

    public Task<IReadOnlyList<MailRecord>> FindRecordsAsync(
        string kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => RecordTable.Find(session, kind, ids), cancellationToken);

    public Task<IReadOnlyList<MailRecord>> GetRecordsAsync(RecordQuery query, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => RecordTable.Run(session, query), cancellationToken);

    public Task<int> CountRecordsAsync(RecordQuery query, int cap, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => RecordTable.Count(session, query, cap), cancellationToken);

    public Task<IReadOnlyList<string>> FindUnusedBlobsAsync(
        IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => LedgerQueries.UnusedBlobs(session, names), cancellationToken);

    private static ApplyResult Apply(SqliteSession session, MailChanges changes)
    {
        var names = new NameTable(session);
        var index = new ListIndex(session);
        var conversations = new ConversationTable(session, index);
        var records = new RecordWriter(session, names);
        if (changes.Cursor is { } cursor)
        {
            records.Write(cursor);
        }

        new MailWriter(session, names, index, conversations).Write(changes);
        new ChangeWriter(session, names, index, conversations).Write(changes);
        records.Write(changes);
        RecordTable.Write(session, changes);
        index.Complete();
        return ApplyResult.Applied;
    }
}
