using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Openings;

/// <summary>Notes that mails were opened, and tells of it (MC4). It holds when first, when last and how often, nothing else.</summary>
public sealed class OpeningBook
{
    /// <summary>Most openings of one mail that are counted; further ones write nothing.</summary>
    public const int MaxCount = 100;

    /// <summary>What comes sooner than this after the last counted opening writes nothing.</summary>
    public static readonly TimeSpan Gap = TimeSpan.FromMinutes(1);

    /// <summary>How soon after the mail left scanners look at it; a person's first look comes later.</summary>
    public static readonly TimeSpan ScanWindow = TimeSpan.FromSeconds(10);

    private const int MaxConflicts = 3;
    private const int Page = 500;

    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly OpeningPictures _pictures;
    private readonly ConversationAccess _access;
    private readonly TimeProvider _time;

    public OpeningBook(
        IMailStore store, IMailSetupStore setup, OpeningPictures pictures, ConversationAccess access, TimeProvider time)
    {
        _store = store;
        _setup = setup;
        _pictures = pictures;
        _access = access;
        _time = time;
    }

    /// <summary>Somebody fetched a picture. A token that is made up, of mail that the journal forgot, or that came back too soon
    /// writes nothing.</summary>
    public async Task NoteAsync(string token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (await _pictures.ReadAsync(token, cancellationToken) is not { } id)
        {
            return;
        }

        for (var conflicts = 0; conflicts < MaxConflicts; conflicts++)
        {
            if (await PlanAsync(id, cancellationToken) is not { } changes
                || (await _store.ApplyAsync(changes, cancellationToken)).Outcome == ApplyOutcome.Applied)
            {
                return;
            }
        }
    }

    /// <summary>What is known of these entries, by their id; entries that nobody opened are left out.</summary>
    public async Task<IReadOnlyDictionary<string, Opened>> OfAsync(
        IEnumerable<OutboxEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var pictures = entries.Select(e => e.OpeningId).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var found = new Dictionary<string, Opened>(StringComparer.Ordinal);
        foreach (var ids in pictures.Chunk(Page))
        {
            foreach (var record in await _store.FindRecordsAsync(RecordKinds.Opening, ids, cancellationToken))
            {
                if (OpeningRecords.Read(record) is { } opened)
                {
                    found[record.Owner!] = opened;
                }
            }
        }

        return found;
    }

    private async Task<MailChanges?> PlanAsync(string id, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var settings = (await _setup.GetAsync(cancellationToken)).Settings;
        if (!settings.NoteOpenings
            || await _store.FindRecordsAsync(RecordKinds.Opening, [id], cancellationToken) is not [var record]
            || record.At < JournalPurge.Oldest(settings, now)
            || await _store.FindRecordsAsync(RecordKinds.Outbox, [record.Owner!], cancellationToken) is not [var stored]
            || OutboxRecords.Read(stored) is var entry && !HasLeft(entry)
            || Count(OpeningRecords.Read(record), entry, now) is not { } opened)
        {
            return null;
        }

        // The journal's row follows from the first event, open pages of the conversation from the second.
        var events = new List<MailEvent> { OutboxRecords.Changed(entry, now) };
        if ((entry.AboutConversationId ?? entry.ConversationId) is { } conversation)
        {
            events.Add(DeskEvents.Changed(
                DeskKind.Seen, await _access.PlaceAsync(conversation, cancellationToken), [entry.AuthorId], now));
        }

        return new MailChanges { Records = [record.With(opened)], Events = events };
    }

    /// <summary>Null when it tells nothing new.</summary>
    private static Opened? Count(Opened? before, OutboxEntry entry, DateTimeOffset now)
    {
        var isScan = entry.SentAt is not { } sent || now < sent + ScanWindow;
        if (before is null || (before.IsUnsure && !isScan))
        {
            return new Opened(now, now, 1, isScan);
        }

        return now - before.LastAt < Gap || before.Count >= MaxCount
            ? null
            : before with { LastAt = now, Count = before.Count + 1 };
    }

    private static bool HasLeft(OutboxEntry entry) =>
        entry.State is OutboxState.Sent or OutboxState.Sending or OutboxState.Unclear or OutboxState.Bounced or OutboxState.Delayed;
}
