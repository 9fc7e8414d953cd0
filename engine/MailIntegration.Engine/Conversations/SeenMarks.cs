using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Conversations;

/// <summary>That a member saw an e-mail or an internal message, and when for the first time (CV4).</summary>
public sealed record SeenMark(string MemberId, DateTimeOffset At);

/// <summary>Who saw what (CV4). Nothing is marked for one's own internal messages.</summary>
public sealed class SeenMarks
{
    /// <summary>Most ids in one call.</summary>
    public const int MaxIds = 500;

    /// <summary>Most marks of a conversation that are shown.</summary>
    public const int MaxShown = 20_000;

    private readonly IMailStore _store;
    private readonly ConversationAccess _access;
    private readonly DeskWriter _writer;
    private readonly TimeProvider _time;

    public SeenMarks(IMailStore store, ConversationAccess access, DeskWriter writer, TimeProvider time)
    {
        _store = store;
        _access = access;
        _writer = writer;
        _time = time;
    }

    /// <summary>Marks by e-mail or message, earliest first. The caller has seen the conversation itself.</summary>
    public async Task<ILookup<string, SeenMark>> GetAsync(string conversationId, CancellationToken cancellationToken)
    {
        var query = new RecordQuery
        {
            Kind = RecordKinds.Seen, ConversationIds = [conversationId], Order = RecordOrder.Oldest,
        };
        var records = await RecordScan.AllAsync(_store, query, MaxShown, cancellationToken);
        return records.ToLookup(r => RecordJson.Read<Item>(r).Id, r => new SeenMark(r.Owner!, r.At), StringComparer.Ordinal);
    }

    /// <summary>Marks what the reader sees of the conversation; other ids are left alone.</summary>
    /// <returns>False when he may not see the conversation.</returns>
    public async Task<bool> MarkAsync(
        MailReader reader,
        string conversationId,
        IReadOnlyCollection<string> messageIds,
        IReadOnlyCollection<string> emailIds,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (await _access.FindAsync(reader, conversationId, cancellationToken) is not { } view)
        {
            return false;
        }

        var messages = await _store.FindRecordsAsync(RecordKinds.Message, messageIds, cancellationToken);
        var items = view.Emails.Select(e => e.Email.Id).Intersect(emailIds, StringComparer.Ordinal)
            .Concat(messages.Where(m => m.ConversationId == view.Id && m.Owner != reader.MemberId).Select(m => m.Id))
            .ToDictionary(i => $"{i}/{reader.MemberId}", StringComparer.Ordinal);
        if (items.Count == 0)
        {
            return true;
        }

        var place = await _access.PlaceAsync(view, cancellationToken);
        await _writer.CommitAsync(
            async token =>
            {
                var known = await _store.FindRecordsAsync(RecordKinds.Seen, items.Keys, token);
                var fresh = items.Keys.Except(known.Select(r => r.Id), StringComparer.Ordinal).ToList();
                var now = _time.GetUtcNow();
                return fresh.Count == 0 ? null : new MailChanges
                {
                    Records = fresh.Select(id => Record(id, items[id], view.Id, reader.MemberId, now)).ToList(),
                    Events = [DeskEvents.Changed(DeskKind.Seen, place, now)],
                };
            },
            cancellationToken);
        return true;
    }

    private static MailRecord Record(string id, string item, string conversationId, string memberId, DateTimeOffset now) => new()
    {
        Kind = RecordKinds.Seen,
        Id = id,
        Json = RecordJson.Write(new Item(item)),
        ConversationId = conversationId,
        Owner = memberId,
        At = now,
    };

    private sealed record Item(string Id);
}
