using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.Openings;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Conversations;

/// <summary>That an e-mail or internal message also went to somebody as e-mail, and what became of that (CV4).</summary>
/// <param name="MemberId">Null for contacts.</param>
/// <param name="Name">What to call the receiver: his name, or his address.</param>
/// <param name="State">Of the mail that told him.</param>
/// <param name="At">When it came into this state.</param>
public sealed record MailedMark(string? MemberId, string Name, string Address, OutboxState State, DateTimeOffset At, Reason? Reason)
{
    /// <summary>That the mail was opened, where that is known.</summary>
    public Opened? Opened { get; init; }
}

/// <summary>Who was told of what by e-mail, with the state of that mail (CV3, CV4).</summary>
public sealed class MailedMarks
{
    private const int Page = 500;

    private readonly IMailStore _store;
    private readonly MailedMessages _mailed;
    private readonly OpeningBook _openings;

    public MailedMarks(IMailStore store, MailedMessages mailed, OpeningBook openings)
    {
        _store = store;
        _mailed = mailed;
        _openings = openings;
    }

    /// <summary>Marks by e-mail or message, earliest first. The caller has seen the conversation itself. A mail that somebody
    /// deleted from the outbox leaves no mark.</summary>
    public async Task<ILookup<string, MailedMark>> GetAsync(string conversationId, CancellationToken cancellationToken)
    {
        var told = (await _mailed.GetAsync(conversationId, cancellationToken))
            .SelectMany(item => item, (item, telling) => (item.Key, Telling: telling))
            .OrderBy(t => t.Telling.At)
            .ToList();
        var entries = new Dictionary<string, OutboxEntry>(StringComparer.Ordinal);
        foreach (var ids in told.Select(t => t.Telling.EntryId).Distinct(StringComparer.Ordinal).Chunk(Page))
        {
            foreach (var record in await _store.FindRecordsAsync(RecordKinds.Outbox, ids, cancellationToken))
            {
                entries[record.Id] = OutboxRecords.Read(record);
            }
        }

        var opened = await _openings.OfAsync(entries.Values, cancellationToken);
        return told
            .Where(t => entries.ContainsKey(t.Telling.EntryId))
            .ToLookup(t => t.Key, t => Of(t.Telling, entries[t.Telling.EntryId]) with { Opened = opened.GetValueOrDefault(t.Telling.EntryId) }, StringComparer.Ordinal);
    }

    private static MailedMark Of(MailedTelling telling, OutboxEntry entry)
    {
        var to = entry.To.Count > 0 ? entry.To[0] : entry.From;
        DateTimeOffset? at = entry.State == OutboxState.Sent ? entry.SentAt : entry.History.Count > 0 ? entry.History[^1].At : null;
        return new MailedMark(
            telling.IsContact ? null : telling.RecipientId,
            to.ToLabel(),
            to.Address,
            entry.State,
            at ?? telling.At,
            entry.Reason);
    }
}
