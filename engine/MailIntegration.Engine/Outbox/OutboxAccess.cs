using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Outbox;

/// <summary>A page of entries.</summary>
public sealed record OutboxPage(IReadOnlyList<OutboxEntry> Entries, (DateTimeOffset At, string Id)? Next);

/// <summary>Which entries a member sees: his own, and with the right to all mail those of addresses that he reads.</summary>
public sealed class OutboxAccess
{
    /// <summary>Pages that are looked through for one page of a member's own.</summary>
    private const int MaxPages = 20;

    private const int MaxDeliveries = 2_000;

    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly IPeople _people;

    public OutboxAccess(IMailStore store, IMailSetupStore setup, IPeople people)
    {
        _store = store;
        _setup = setup;
        _people = people;
    }

    public async Task<OutboxEntry?> FindAsync(MemberRights rights, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        if (await _store.FindRecordsAsync(RecordKinds.Outbox, [id], cancellationToken) is not [var record])
        {
            return null;
        }

        var entry = OutboxRecords.Read(record);
        return entry.AuthorId == rights.Member.Id || (await OwnersAsync(rights, cancellationToken)).Contains(record.Owner ?? "")
            ? entry
            : null;
    }

    /// <summary>Entries that the member sees, newest first.</summary>
    /// <param name="state">Null: all that have not left.</param>
    public async Task<OutboxPage> ListAsync(
        MemberRights rights, OutboxState? state, (DateTimeOffset At, string Id)? after, int take,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        var owners = await OwnersAsync(rights, cancellationToken);
        var query = new RecordQuery
        {
            Kind = RecordKinds.Outbox,
            States = state is { } one ? [OutboxRecords.NameOf(one)] : OutboxRecords.Open,
            Take = 100,
            After = after,
        };
        var found = new List<OutboxEntry>();
        for (var page = 0; page < MaxPages; page++)
        {
            var records = await _store.GetRecordsAsync(query, cancellationToken);
            foreach (var record in records)
            {
                query = query with { After = (record.At, record.Id) };
                var entry = OutboxRecords.Read(record);
                if (entry.AuthorId != rights.Member.Id && !owners.Contains(record.Owner ?? ""))
                {
                    continue;
                }

                found.Add(entry);
                if (found.Count == take)
                {
                    return new OutboxPage(found, query.After);
                }
            }

            if (records.Count < query.Take)
            {
                return new OutboxPage(found, null);
            }
        }

        return new OutboxPage(found, query.After);
    }

    /// <summary>Entries of a conversation that have not left, or left within a day: the marks under its messages.</summary>
    public async Task<IReadOnlyList<OutboxEntry>> OfConversationAsync(
        MemberRights rights, string conversationId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        var owners = await OwnersAsync(rights, cancellationToken);
        var readable = await _store.GetConversationAsync(rights.Reader, conversationId, cancellationToken) is not null;
        var records = await _store.GetRecordsAsync(
            new RecordQuery { Kind = RecordKinds.Outbox, ConversationIds = [conversationId], Order = RecordOrder.Oldest, Take = 500 },
            cancellationToken);
        return records
            .Select(r => (Record: r, Entry: OutboxRecords.Read(r)))
            .Where(p => readable || p.Entry.AuthorId == rights.Member.Id || owners.Contains(p.Record.Owner ?? ""))
            .Select(p => p.Entry)
            .Where(e => e.State != OutboxState.Sent || e.SentAt > now.AddDays(-1) || e.SenderId == SenderDirectory.SiteId)
            .ToList();
    }

    /// <summary>What became of the e-mails of a conversation that were sent from here, by e-mail (CV4). The caller has seen the
    /// conversation itself.</summary>
    public async Task<IReadOnlyDictionary<string, OutboxEntry>> DeliveriesAsync(
        string conversationId, CancellationToken cancellationToken)
    {
        var query = new RecordQuery
        {
            Kind = RecordKinds.Outbox, ConversationIds = [conversationId], Order = RecordOrder.Oldest,
        };
        var records = await RecordScan.AllAsync(_store, query, MaxDeliveries, cancellationToken);
        var entries = new Dictionary<string, OutboxEntry>(StringComparer.Ordinal);
        foreach (var entry in records.Select(OutboxRecords.Read).Where(e => e.EmailId is not null))
        {
            entries[entry.EmailId!] = entry;
        }

        return entries;
    }

    /// <summary>The member's own mail that has not left, and how much of it needs him.</summary>
    public async Task<(int Open, int Problems)> CountAsync(MemberRights rights, int cap, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        var records = await _store.GetRecordsAsync(
            new RecordQuery { Kind = RecordKinds.Outbox, States = OutboxRecords.Open, Take = cap }, cancellationToken);
        var own = records.Select(OutboxRecords.Read).Where(e => e.AuthorId == rights.Member.Id).ToList();
        return (own.Count, own.Count(e => OutboxRecords.Problems.Contains(OutboxRecords.NameOf(e.State)) && e.DueAt is null));
    }

    /// <summary>E-mails of a conversation that a member sent from here.</summary>
    internal async Task<HashSet<string>> SentByAsync(string memberId, string conversationId, CancellationToken cancellationToken) =>
        (await _store.GetRecordsAsync(
            new RecordQuery
            {
                Kind = RecordKinds.Outbox,
                ConversationIds = [conversationId],
                States = [OutboxRecords.NameOf(OutboxState.Sent)],
                Take = 1000,
            },
            cancellationToken))
        .Select(OutboxRecords.Read)
        .Where(e => e.AuthorId == memberId && e.EmailId is not null)
        .Select(e => e.EmailId!)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Owners of the entries that a manager sees: the addresses that he reads, and the site's own mail.</summary>
    private async Task<HashSet<string>> OwnersAsync(MemberRights rights, CancellationToken cancellationToken)
    {
        if (!rights.SeesAll)
        {
            return [];
        }

        var visible = AddressVisibility.Visible(
            rights,
            await _setup.GetAsync(cancellationToken),
            await _people.GetMembersAsync(cancellationToken),
            await _people.GetTeamsAsync(cancellationToken));
        return visible.Select(a => a.Id).Append("").ToHashSet(StringComparer.Ordinal);
    }
}
