using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Conversations;

/// <summary>
/// Who has which conversation open, on all nodes (CV6), so that two do not answer at once. A record per member and
/// conversation tells it, written when something changes and at most every <see cref="PresenceBoard.TellInterval"/>
/// otherwise. Open pages of this node are told at once, those of other nodes with their next beat, within ten seconds.
/// </summary>
public sealed class PresenceRooms : IPeriodicChore
{
    /// <summary>Who was not heard of for so long is gone: a page beats every ten seconds, of which one in two is written.</summary>
    public static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(45);

    /// <summary>Most members of a conversation that are told of.</summary>
    private const int MaxShown = 100;

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly IMailStore _store;
    private readonly PresenceBoard _board;
    private readonly TimeProvider _time;

    public PresenceRooms(IMailStore store, PresenceBoard board, TimeProvider time)
    {
        _store = store;
        _board = board;
        _time = time;
    }

    public string Name => "forget who was there";

    public TimeSpan Every => TimeSpan.FromMinutes(15);

    /// <summary>Notes that a member is here. The caller has seen that he may see the conversation.</summary>
    /// <returns>Whether others see something new.</returns>
    public async Task<bool> BeatAsync(
        string conversationId, string memberId, bool isComposing, CancellationToken cancellationToken)
    {
        var isNews = _board.Beat(conversationId, memberId, isComposing);
        if (!_board.TakeTelling(conversationId, memberId))
        {
            return isNews;
        }

        var now = _time.GetUtcNow();
        var id = IdOf(conversationId, memberId);
        var known = await _store.FindRecordsAsync(RecordKinds.Presence, [id], cancellationToken) is [var record] ? record : null;
        var before = known is null || known.At < now - Forgotten ? null : RecordJson.Read<Sign>(known);
        var since = before?.IsComposing == isComposing ? before.Since : now;

        // A conflict is the same member in a window on another node, who says the same; the next beat settles the rest.
        await _store.ApplyAsync(
            new MailChanges
            {
                Records =
                [
                    new MailRecord
                    {
                        Kind = RecordKinds.Presence,
                        Id = id,
                        Version = known?.Version ?? 0,
                        Json = RecordJson.Write(new Sign(isComposing, since)),
                        ConversationId = conversationId,
                        Owner = memberId,
                        At = now,
                    },
                ],
            },
            cancellationToken);
        return isNews;
    }

    /// <summary>Notes that a member closed the conversation.</summary>
    /// <returns>Whether others see something new.</returns>
    public async Task<bool> LeaveAsync(string conversationId, string memberId, CancellationToken cancellationToken)
    {
        var wasHere = _board.Leave(conversationId, memberId);
        var id = IdOf(conversationId, memberId);
        if ((await _store.FindRecordsAsync(RecordKinds.Presence, [id], cancellationToken)).Count == 0)
        {
            return wasHere;
        }

        await _store.ApplySurelyAsync(
            new MailChanges { DeletedRecords = [new RecordDeletion(RecordKinds.Presence, id)] }, cancellationToken);
        return true;
    }

    /// <summary>Who is here, longest first.</summary>
    public async Task<IReadOnlyList<Presence>> GetAsync(string conversationId, CancellationToken cancellationToken)
    {
        var query = new RecordQuery
        {
            Kind = RecordKinds.Presence,
            ConversationIds = [conversationId],
            From = _time.GetUtcNow() - Forgotten,
            Take = MaxShown,
        };
        return (await _store.GetRecordsAsync(query, cancellationToken))
            .Select(r => (MemberId: r.Owner!, Sign: RecordJson.Read<Sign>(r)))
            .Select(p => new Presence(p.MemberId, p.Sign.IsComposing, p.Sign.Since))
            .DistinctBy(p => p.MemberId)
            .OrderBy(p => p.Since)
            .ToList();
    }

    public Task RunAsync(CancellationToken cancellationToken) =>
        RecordScan.PurgeAsync(_store, RecordKinds.Presence, _time.GetUtcNow() - Kept, cancellationToken);

    private static string IdOf(string conversationId, string memberId) => $"{conversationId}/{memberId}";

    private sealed record Sign(bool IsComposing, DateTimeOffset Since);
}
