using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Conversations;

/// <summary>
/// Who follows which conversation (CV5). Following shows what somebody cares about; it never lets him see more than the
/// mail that he may see anyway.
/// </summary>
public sealed class Followers
{
    private const int Most = 1000;

    private readonly IMailStore _store;
    private readonly ConversationAccess _access;
    private readonly DeskWriter _writer;
    private readonly TimeProvider _time;

    public Followers(IMailStore store, ConversationAccess access, DeskWriter writer, TimeProvider time)
    {
        _store = store;
        _access = access;
        _writer = writer;
        _time = time;
    }

    /// <summary>Members in the order in which they began. The caller has seen the conversation itself.</summary>
    public async Task<IReadOnlyList<string>> GetAsync(string conversationId, CancellationToken cancellationToken)
    {
        var records = await _store.GetRecordsAsync(Query(conversationId), cancellationToken);
        return records.Select(r => r.Owner!).Distinct(StringComparer.Ordinal).ToList();
    }

    /// <returns>False when the reader may not see the conversation.</returns>
    public async Task<bool> SetAsync(
        MailReader reader, string conversationId, bool isFollowing, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (await _access.FindAsync(reader, conversationId, cancellationToken) is not { } view)
        {
            return false;
        }

        var place = await _access.PlaceAsync(view, cancellationToken);
        await _writer.CommitAsync(
            async token =>
            {
                var own = await _store.GetRecordsAsync(Query(view.Id) with { Owners = [reader.MemberId] }, token);
                if (own.Count > 0 == isFollowing)
                {
                    return null;
                }

                var now = _time.GetUtcNow();
                return new MailChanges
                {
                    Records = isFollowing ? [Record(view.Id, reader.MemberId, now)] : [],
                    DeletedRecords = own.Select(r => new RecordDeletion(r.Kind, r.Id, r.Version)).ToList(),
                    Work = isFollowing ? [FollowerNews.Of(view.Id, reader.MemberId, now)] : [],
                    Events = [DeskEvents.Changed(DeskKind.Follow, place, now)],
                };
            },
            cancellationToken);
        return true;
    }

    /// <summary>Records for those of the members who do not follow yet.</summary>
    internal async Task<IReadOnlyList<MailRecord>> PlanAsync(
        string conversationId, IReadOnlyList<string> memberIds, DateTimeOffset now, CancellationToken cancellationToken) =>
        memberIds.Count == 0
            ? []
            : memberIds.Except(await GetAsync(conversationId, cancellationToken), StringComparer.Ordinal)
                .Select(m => Record(conversationId, m, now))
                .ToList();

    private static RecordQuery Query(string conversationId) => new()
    {
        Kind = RecordKinds.Follow,
        ConversationIds = [conversationId],
        Order = RecordOrder.Oldest,
        Take = Most,
    };

    private static MailRecord Record(string conversationId, string memberId, DateTimeOffset now) => new()
    {
        Kind = RecordKinds.Follow,
        Id = $"{conversationId}/{memberId}",
        Json = "{}",
        ConversationId = conversationId,
        Owner = memberId,
        At = now,
    };
}
