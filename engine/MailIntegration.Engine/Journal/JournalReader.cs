using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Journal;

/// <summary>Which rows of the journal to list, newest first; every condition that is set has to hold.</summary>
public sealed record JournalQuery
{
    /// <summary>An address' id, or <see cref="SenderDirectory.SiteId"/>.</summary>
    public string? AddressId { get; init; }

    /// <summary>Part of the name or address of anybody on the other side, or of the subject.</summary>
    public string? Text { get; init; }

    /// <summary>Only mail that was opened, as far as that is known; means nothing for incoming mail.</summary>
    public bool OnlyOpened { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? Until { get; init; }

    public (DateTimeOffset At, string Id)? After { get; init; }

    /// <summary>1 to 200.</summary>
    public int Take { get; init; } = 50;
}

/// <param name="Next">Where the next page starts; null on the last. A page that had to look at many rows may end early.</param>
public sealed record JournalPage<T>(IReadOnlyList<T> Rows, (DateTimeOffset At, string Id)? Next);

/// <summary>Reads the journal: for managers, and of owner-only channels for nobody but their owner (PR2, CH6).</summary>
public sealed class JournalReader
{
    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly IPeople _people;
    private readonly TimeProvider _time;

    public JournalReader(IMailStore store, IMailSetupStore setup, IPeople people, TimeProvider time)
    {
        _store = store;
        _setup = setup;
        _people = people;
        _time = time;
    }

    public Task<JournalPage<OutgoingRow>> ListOutgoingAsync(
        MemberRights rights, JournalQuery query, OutboxState? state, CancellationToken cancellationToken) => ListAsync(
        rights,
        query,
        RecordKinds.JournalOut,
        state is { } s ? RecordJson.Name(s) : null,
        JournalRecords.ReadOutgoing,
        r => r.To.Prepend(r.From),
        r => r.Subject,
        query is { OnlyOpened: true } ? r => r.Opened is not null : null,
        cancellationToken);

    public Task<JournalPage<IncomingRow>> ListIncomingAsync(
        MemberRights rights, JournalQuery query, MessageOutcome? outcome, CancellationToken cancellationToken) => ListAsync(
        rights,
        query,
        RecordKinds.JournalIn,
        outcome is { } o ? RecordJson.Name(o) : null,
        JournalRecords.ReadIncoming,
        r => r.From is null ? [] : [r.From],
        r => r.Subject,
        null,
        cancellationToken);

    /// <summary>Null when there is no such row or the reader may not see it.</summary>
    public async Task<OutgoingRow?> FindOutgoingAsync(MemberRights rights, string id, CancellationToken cancellationToken) =>
        await FindAsync(rights, RecordKinds.JournalOut, id, cancellationToken) is { } record
            ? JournalRecords.ReadOutgoing(record)
            : null;

    /// <inheritdoc cref="FindOutgoingAsync"/>
    public async Task<IncomingRow?> FindIncomingAsync(MemberRights rights, string id, CancellationToken cancellationToken) =>
        await FindAsync(rights, RecordKinds.JournalIn, id, cancellationToken) is { } record
            ? JournalRecords.ReadIncoming(record)
            : null;

    /// <summary>When each template was last sent, by its id, as far as the newest thousand rows tell.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> LastSentAsync(
        MemberRights rights, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        var isVisible = await VisibleAsync(rights, await _setup.GetAsync(cancellationToken), cancellationToken);
        var rows = await _store.GetRecordsAsync(new RecordQuery { Kind = RecordKinds.JournalOut, Take = 1000 }, cancellationToken);
        return rows.Where(isVisible).Select(JournalRecords.ReadOutgoing)
            .Where(r => r.Template is not null)
            .GroupBy(r => r.Template!, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Max(r => r.SentAt ?? r.At), StringComparer.Ordinal);
    }

    private async Task<MailRecord?> FindAsync(MemberRights rights, string kind, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        var setup = await _setup.GetAsync(cancellationToken);
        return await _store.FindRecordsAsync(kind, [id], cancellationToken) is [var record]
            && record.At >= JournalPurge.Oldest(setup.Settings, _time.GetUtcNow())
            && (await VisibleAsync(rights, setup, cancellationToken))(record)
            ? record
            : null;
    }

    private async Task<JournalPage<T>> ListAsync<T>(
        MemberRights rights,
        JournalQuery query,
        string kind,
        string? state,
        Func<MailRecord, T> read,
        Func<T, IEnumerable<MailboxAddress>> people,
        Func<T, string> subject,
        Func<T, bool>? keep,
        CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(rights);
        ArgumentNullException.ThrowIfNull(query);
        var setup = await _setup.GetAsync(cancellationToken);
        var oldest = JournalPurge.Oldest(setup.Settings, _time.GetUtcNow());
        var isVisible = await VisibleAsync(rights, setup, cancellationToken);
        var text = query.Text?.Trim();
        var page = await RecordScan.RunAsync(
            _store,
            new RecordQuery
            {
                Kind = kind,
                Owners = query.AddressId is { } address ? [address] : null,
                States = state is null ? null : [state],
                From = query.From > oldest ? query.From : oldest,
                Until = query.Until,
                After = query.After,
                Take = Math.Clamp(query.Take, 1, 200),
            },
            (_, _) => Task.FromResult<Func<MailRecord, bool>>(r =>
                isVisible(r)
                && (string.IsNullOrEmpty(text) || Has(read(r), text, people, subject))
                && (keep is null || keep(read(r)))),
            cancellationToken);
        return new JournalPage<T>(page.Rows.Select(read).ToList(), page.Next);
    }

    private static bool Has<T>(T row, string text, Func<T, IEnumerable<MailboxAddress>> people, Func<T, string> subject) =>
        subject(row).Contains(text, StringComparison.CurrentCultureIgnoreCase)
        || people(row).Any(p => p.Address.Contains(text, StringComparison.OrdinalIgnoreCase)
            || (p.Name ?? "").Contains(text, StringComparison.CurrentCultureIgnoreCase));

    /// <summary>Rows of the site and of addresses that are gone belong to those who see all mail.</summary>
    private async Task<Func<MailRecord, bool>> VisibleAsync(
        MemberRights rights, MailSetup setup, CancellationToken cancellationToken)
    {
        var readable = rights.OnlyFollowed ? [] : AddressVisibility.Visible(
                rights, setup, await _people.GetMembersAsync(cancellationToken), await _people.GetTeamsAsync(cancellationToken))
            .Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
        var known = setup.Addresses.Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
        return record => record.Owner is { } address && known.Contains(address) ? readable.Contains(address) : rights.SeesAll;
    }
}
