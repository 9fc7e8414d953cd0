using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Tasks;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Conversations;

/// <summary>Plans what goes along when people put an e-mail into another conversation.</summary>
internal sealed class MailCompanions
{
    private const int MaxRecords = 20_000;

    private static readonly string[] Kinds =
    [
        RecordKinds.Seen, RecordKinds.ContactSeen, RecordKinds.Telling, RecordKinds.MailTask, RecordKinds.Draft, RecordKinds.Outbox,
    ];

    private readonly IMailStore _store;

    public MailCompanions(IMailStore store)
    {
        _store = store;
    }

    /// <summary>Records that speak of an e-mail and so go where it goes.</summary>
    public async Task<IEnumerable<MailRecord>> MovableAsync(
        string conversationId, HashSet<string> moved, string target, CancellationToken cancellationToken)
    {
        var found = new List<MailRecord>();
        foreach (var kind in Kinds)
        {
            var records = await RecordScan.AllAsync(
                _store,
                new RecordQuery { Kind = kind, ConversationIds = [conversationId], Order = RecordOrder.Oldest },
                MaxRecords, cancellationToken);
            found.AddRange(records.Where(r => moved.Contains(EmailOf(r) ?? "")));
        }

        return found.Select(r => r with { ConversationId = target });
    }

    private static string? EmailOf(MailRecord record) => record.Kind switch
    {
        RecordKinds.Telling => record.Id,
        RecordKinds.Seen or RecordKinds.ContactSeen => record.Id.Split('/', 2)[0],
        RecordKinds.MailTask => TaskRecords.ToTask(record).EmailId,
        RecordKinds.Draft => DraftRecords.Read(record).Draft.EmailId,
        RecordKinds.Outbox => OutboxRecords.Read(record) is var entry ? entry.EmailId ?? entry.Draft?.EmailId : null,
        _ => null,
    };

    public async Task<IEnumerable<MailRecord>> FollowersAsync(
        string conversationId, string target, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var records = await _store.GetRecordsAsync(FollowRecords.OfConversation(conversationId), cancellationToken);
        return records.Where(r => r.State is null).Select(r => r.Owner).OfType<string>().Distinct(StringComparer.Ordinal)
            .Select(member => FollowRecords.ToRecord(new FollowTarget(FollowKind.Conversation, target), member, target, now));
    }

    /// <summary>From now on nothing merges these by itself.</summary>
    public async Task<IEnumerable<MailRecord>> DecisionsAsync(
        IReadOnlyList<string> conversationIds, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = await _store.FindRecordsAsync(RecordKinds.ThreadDecision, conversationIds, cancellationToken);
        return conversationIds.Except(known.Select(r => r.Id), StringComparer.Ordinal)
            .Select(id => new MailRecord { Kind = RecordKinds.ThreadDecision, Id = id, Json = "{}", ConversationId = id, At = now });
    }

    /// <summary>A line in the explanation of each e-mail (PR9).</summary>
    public async Task<IReadOnlyList<MailRecord>> NotesAsync(
        IReadOnlyList<Email> emails, MailReader reader, string target, Reason reason, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var known = (await _store.FindRecordsAsync(
            RecordKinds.EmailHistory, emails.Select(e => e.Id).ToList(), cancellationToken)).ToDictionary(r => r.Id, StringComparer.Ordinal);
        return emails.Select(email =>
        {
            var before = known.GetValueOrDefault(email.Id);
            var history = EmailHistoryRecords.Read(before, email.Id).With(new LaterDecision(now, reason, reader.MemberId));
            return EmailHistoryRecords.ToRecord(history, target, before, now);
        }).ToList();
    }
}
