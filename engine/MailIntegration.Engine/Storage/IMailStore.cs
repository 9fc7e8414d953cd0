using MailIntegration.Engine.Journal;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Storage;

/// <summary>
/// Port: stores mail. One write, <see cref="ApplyAsync"/>; queries return values that never change afterwards. Whatever
/// takes a <see cref="MailReader"/> returns only what he may see (PR2).
/// </summary>
public interface IMailStore
{
    /// <summary>Writes all of it, durably, or nothing.</summary>
    Task<ApplyResult> ApplyAsync(MailChanges changes, CancellationToken cancellationToken);

    // What the pipeline reads.

    /// <summary>Ledger rows by key; keys that are unknown are missing from the answer.</summary>
    Task<IReadOnlyDictionary<string, ProviderMessage>> FindMessagesAsync(
        IReadOnlyCollection<string> keys, CancellationToken cancellationToken);

    /// <summary>E-mails by <see cref="Conversations.Email.LogicalKey"/>.</summary>
    Task<IReadOnlyDictionary<string, StoredEmail>> FindEmailsAsync(
        IReadOnlyCollection<string> logicalKeys, CancellationToken cancellationToken);

    /// <summary>Conversations of one address that know these message ids.</summary>
    Task<IReadOnlyList<ThreadMatch>> FindThreadsAsync(
        string addressId, IReadOnlyCollection<string> messageIds, CancellationToken cancellationToken);

    Task<IReadOnlyList<SyncCursor>> GetCursorsAsync(string addressId, CancellationToken cancellationToken);

    Task<IReadOnlyList<AddressHealth>> GetHealthAsync(CancellationToken cancellationToken);

    // What people read.

    Task<ConversationPage> ListAsync(EmailListQuery query, CancellationToken cancellationToken);

    Task<MailCounts> CountAsync(MailReader reader, CancellationToken cancellationToken);

    /// <summary>
    /// E-mails in the inbox that the reader has not read, at any of these addresses; what several of them have counts once.
    /// No further than <see cref="MailCounts.Cap"/>.
    /// </summary>
    Task<int> CountUnreadAsync(
        MailReader reader, IReadOnlyCollection<string> addressIds, CancellationToken cancellationToken);

    /// <summary>Only <see cref="MailCounts.UnreadInbox"/> of <see cref="CountAsync"/>, for a badge that every page of a site
    /// shows; a store answers it without counting the rest.</summary>
    async Task<int> CountUnreadInboxAsync(MailReader reader, CancellationToken cancellationToken) =>
        (await CountAsync(reader, cancellationToken)).UnreadInbox;

    /// <summary>Null when there is no such conversation or the reader may see none of it.</summary>
    Task<ConversationView?> GetConversationAsync(MailReader reader, string conversationId, CancellationToken cancellationToken);

    /// <summary>E-mails that the reader may see; others are missing from the answer.</summary>
    Task<IReadOnlyList<EmailView>> GetEmailsAsync(
        MailReader reader, IReadOnlyCollection<string> emailIds, CancellationToken cancellationToken);

    /// <summary>Ids of the e-mails of conversations that the reader may see, for actions on many at once.</summary>
    Task<IReadOnlyList<string>> GetEmailIdsAsync(
        MailReader reader, IReadOnlyCollection<string> conversationIds, CancellationToken cancellationToken);

    /// <summary>Tags of conversations that the reader may see, sorted; at most 1,000.</summary>
    Task<IReadOnlyList<string>> GetTagsAsync(MailReader reader, CancellationToken cancellationToken);

    /// <summary>Open conversations that these members are assigned, for sharing out new ones (AD9); members without any are missing
    /// from the answer.</summary>
    Task<IReadOnlyDictionary<string, int>> CountAssignedAsync(
        IReadOnlyCollection<string> memberIds, CancellationToken cancellationToken);

    // Ledger and work.

    Task<IReadOnlyList<ProviderMessage>> ListMessagesAsync(LedgerQuery query, CancellationToken cancellationToken);

    /// <summary>Ledger rows that are not gone, per UTC day, for one address; days without rows are missing.</summary>
    Task<IReadOnlyDictionary<DateOnly, long>> CountMessagesByDayAsync(
        string addressId, DateOnly from, DateOnly until, CancellationToken cancellationToken);

    /// <summary>The checked days of an address, newest first.</summary>
    Task<IReadOnlyList<LedgerDay>> GetLedgerDaysAsync(string addressId, CancellationToken cancellationToken);

    /// <summary>Work items due at <paramref name="now"/>, oldest first.</summary>
    Task<IReadOnlyList<WorkItem>> GetDueWorkAsync(DateTimeOffset now, int take, CancellationToken cancellationToken);

    /// <summary>Events in the order in which they were written.</summary>
    Task<IReadOnlyList<MailEvent>> GetEventsAsync(int take, CancellationToken cancellationToken);

    /// <summary>Removes events that every listener has handled.</summary>
    Task DeleteEventsAsync(IReadOnlyCollection<string> eventIds, CancellationToken cancellationToken);

    /// <summary>E-mails put into Deleted before <paramref name="before"/>, for the final erasure (TH8).</summary>
    Task<IReadOnlyList<string>> GetDeletedEmailIdsAsync(DateTimeOffset before, int take, CancellationToken cancellationToken);

    /// <summary>Names of the raw messages of these e-mails, before they are erased.</summary>
    Task<IReadOnlyList<string>> GetBlobNamesAsync(IReadOnlyCollection<string> emailIds, CancellationToken cancellationToken);

    // Documents of capabilities.

    /// <summary>Records of one kind by id; ids that are unknown are missing from the answer.</summary>
    Task<IReadOnlyList<MailRecord>> FindRecordsAsync(
        string kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

    Task<IReadOnlyList<MailRecord>> GetRecordsAsync(RecordQuery query, CancellationToken cancellationToken);

    /// <summary>How many records the query finds, whatever its page; counting stops at <paramref name="cap"/>.</summary>
    Task<int> CountRecordsAsync(RecordQuery query, int cap, CancellationToken cancellationToken);

    /// <summary>Of these blobs, the ones that neither a ledger row nor a record names any more.</summary>
    Task<IReadOnlyList<string>> FindUnusedBlobsAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken);
}
