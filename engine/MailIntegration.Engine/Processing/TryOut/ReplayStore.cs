using MailIntegration.Engine.Journal;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Processing.TryOut;

/// <summary>
/// The mail store as it was at a moment, for planning: mail since then is not known, and conversations that began since then
/// do not exist. It refuses to write, so whoever plans over it cannot.
/// </summary>
internal sealed class ReplayStore : IMailStore
{
    private readonly IMailStore _store;
    private readonly DateTimeOffset? _since;

    /// <param name="since">Null: as it is now.</param>
    public ReplayStore(IMailStore store, DateTimeOffset? since)
    {
        _store = store;
        _since = since;
    }

    public Task<ApplyResult> ApplyAsync(MailChanges changes, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("A dry run writes nothing.");

    public Task DeleteEventsAsync(IReadOnlyCollection<string> eventIds, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("A dry run writes nothing.");

    public async Task<IReadOnlyDictionary<string, ProviderMessage>> FindMessagesAsync(
        IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        _since is null ? await _store.FindMessagesAsync(keys, cancellationToken) : new Dictionary<string, ProviderMessage>();

    public async Task<IReadOnlyDictionary<string, StoredEmail>> FindEmailsAsync(
        IReadOnlyCollection<string> logicalKeys, CancellationToken cancellationToken) =>
        _since is null ? await _store.FindEmailsAsync(logicalKeys, cancellationToken) : new Dictionary<string, StoredEmail>();

    public async Task<IReadOnlyList<ThreadMatch>> FindThreadsAsync(
        string addressId, IReadOnlyCollection<string> messageIds, CancellationToken cancellationToken)
    {
        var threads = await _store.FindThreadsAsync(addressId, messageIds, cancellationToken);
        return _since is { } since ? threads.Where(t => t.FirstAt < since).ToList() : threads;
    }

    public Task<IReadOnlyList<SyncCursor>> GetCursorsAsync(string addressId, CancellationToken cancellationToken) =>
        _store.GetCursorsAsync(addressId, cancellationToken);

    public Task<IReadOnlyList<AddressHealth>> GetHealthAsync(CancellationToken cancellationToken) =>
        _store.GetHealthAsync(cancellationToken);

    public Task<ConversationPage> ListAsync(EmailListQuery query, CancellationToken cancellationToken) =>
        _store.ListAsync(query, cancellationToken);

    public Task<MailCounts> CountAsync(MailReader reader, CancellationToken cancellationToken) =>
        _store.CountAsync(reader, cancellationToken);

    public Task<int> CountUnreadAsync(MailReader reader, IReadOnlyCollection<string> addressIds, CancellationToken cancellationToken) =>
        _store.CountUnreadAsync(reader, addressIds, cancellationToken);

    public Task<ConversationView?> GetConversationAsync(
        MailReader reader, string conversationId, CancellationToken cancellationToken) =>
        _store.GetConversationAsync(reader, conversationId, cancellationToken);

    public Task<IReadOnlyList<EmailView>> GetEmailsAsync(
        MailReader reader, IReadOnlyCollection<string> emailIds, CancellationToken cancellationToken) =>
        _store.GetEmailsAsync(reader, emailIds, cancellationToken);

    public Task<IReadOnlyList<string>> GetEmailIdsAsync(
        MailReader reader, IReadOnlyCollection<string> conversationIds, CancellationToken cancellationToken) =>
        _store.GetEmailIdsAsync(reader, conversationIds, cancellationToken);

    public Task<IReadOnlyList<string>> GetTagsAsync(MailReader reader, CancellationToken cancellationToken) =>
        _store.GetTagsAsync(reader, cancellationToken);

    public Task<IReadOnlyList<ProviderMessage>> ListMessagesAsync(LedgerQuery query, CancellationToken cancellationToken) =>
        _store.ListMessagesAsync(query, cancellationToken);

    public Task<IReadOnlyDictionary<DateOnly, long>> CountMessagesByDayAsync(
        string addressId, DateOnly from, DateOnly until, CancellationToken cancellationToken) =>
        _store.CountMessagesByDayAsync(addressId, from, until, cancellationToken);

    public Task<IReadOnlyList<LedgerDay>> GetLedgerDaysAsync(string addressId, CancellationToken cancellationToken) =>
        _store.GetLedgerDaysAsync(addressId, cancellationToken);

    public Task<IReadOnlyList<WorkItem>> GetDueWorkAsync(DateTimeOffset now, int take, CancellationToken cancellationToken) =>
        _store.GetDueWorkAsync(now, take, cancellationToken);

    public Task<IReadOnlyList<MailEvent>> GetEventsAsync(int take, CancellationToken cancellationToken) =>
        _store.GetEventsAsync(take, cancellationToken);

    public Task<IReadOnlyList<string>> GetDeletedEmailIdsAsync(DateTimeOffset before, int take, CancellationToken cancellationToken) =>
        _store.GetDeletedEmailIdsAsync(before, take, cancellationToken);

    public Task<IReadOnlyList<string>> GetBlobNamesAsync(IReadOnlyCollection<string> emailIds, CancellationToken cancellationToken) =>
        _store.GetBlobNamesAsync(emailIds, cancellationToken);

    public Task<IReadOnlyList<MailRecord>> FindRecordsAsync(
        string kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        _store.FindRecordsAsync(kind, ids, cancellationToken);

    public Task<IReadOnlyList<MailRecord>> GetRecordsAsync(RecordQuery query, CancellationToken cancellationToken) =>
        _store.GetRecordsAsync(query, cancellationToken);

    public Task<int> CountRecordsAsync(RecordQuery query, int cap, CancellationToken cancellationToken) =>
        _store.CountRecordsAsync(query, cap, cancellationToken);

    public Task<IReadOnlyDictionary<string, int>> CountAssignedAsync(
        IReadOnlyCollection<string> memberIds, CancellationToken cancellationToken) =>
        _store.CountAssignedAsync(memberIds, cancellationToken);

    public Task<long> CountEmailsAsync(
        IReadOnlyCollection<string> addressIds, IReadOnlyCollection<string> exceptAddressIds, CancellationToken cancellationToken) =>
        _store.CountEmailsAsync(addressIds, exceptAddressIds, cancellationToken);

    public Task<IReadOnlyList<string>> FindUnusedBlobsAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        _store.FindUnusedBlobsAsync(names, cancellationToken);
}
