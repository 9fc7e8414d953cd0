using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Sync;

/// <summary>
/// The conservation ledger's sweep (SY9): compares, per UTC day, what the provider counts with what the ledger holds. A
/// day that differs is listed message by message: what is missing is fetched, what the provider no longer has is marked
/// gone; only what still differs then is red.
/// </summary>
public sealed class LedgerCheck
{
    private readonly IMailStore _store;
    private readonly MailFetcher _fetcher;
    private readonly BatchWriter _writer;
    private readonly SyncOptions _options;
    private readonly TimeProvider _time;

    public LedgerCheck(IMailStore store, MailFetcher fetcher, BatchWriter writer, SyncOptions options, TimeProvider time)
    {
        _store = store;
        _fetcher = fetcher;
        _writer = writer;
        _options = options;
        _time = time;
    }

    public async Task RunAsync(SyncContext context, IMailboxClient mailbox, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(mailbox);
        var today = DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);
        var first = DateOnly.FromDateTime(context.Address.SyncFrom.UtcDateTime).AddDays(1);
        var from = today.AddDays(-_options.LedgerDays);
        from = from < first ? first : from;

        // One count over the whole time tells whether there is anything to look at; days are counted only when it differs.
        var ours = await _store.CountMessagesByDayAsync(context.Address.Id, from, today.AddDays(1), cancellationToken);
        var whole = await CountAsync(context, mailbox, Start(from), DateTimeOffset.MaxValue, cancellationToken);
        var previous = (await _store.GetLedgerDaysAsync(context.Address.Id, cancellationToken)).ToDictionary(d => d.Day);
        var isEven = whole == ours.Values.Sum();
        var days = new List<LedgerDay>();
        for (var day = from; day <= today; day = day.AddDays(1))
        {
            var count = ours.GetValueOrDefault(day);
            if (isEven && previous.GetValueOrDefault(day) is { IsGreen: true } green && green.LedgerCount == count)
            {
                days.Add(green with { CheckedAt = _time.GetUtcNow() });
                continue;
            }

            days.Add(await CheckAsync(context, mailbox, day, count, cancellationToken));
        }

        await _store.ApplyAsync(new MailChanges { LedgerDays = days }, cancellationToken);
    }

    private async Task<LedgerDay> CheckAsync(
        SyncContext context, IMailboxClient mailbox, DateOnly day, long ours, CancellationToken cancellationToken)
    {
        var from = Start(day);
        var until = Start(day.AddDays(1));
        var theirs = await CountAsync(context, mailbox, from, until, cancellationToken);
        if (theirs != ours)
        {
            var listed = new HashSet<string>(StringComparer.Ordinal);
            foreach (var folder in context.Address.Folders)
            {
                await FetchMissingAsync(context, mailbox, folder, from, until, listed, cancellationToken);
            }

            await MarkGoneAsync(context, day, listed, cancellationToken);
            theirs = listed.Count;
            ours = (await _store.CountMessagesByDayAsync(context.Address.Id, day, day.AddDays(1), cancellationToken))
                .GetValueOrDefault(day);
        }

        return new LedgerDay(context.Address.Id, day, theirs, ours, _time.GetUtcNow());
    }

    private async Task FetchMissingAsync(
        SyncContext context,
        IMailboxClient mailbox,
        MailFolder folder,
        DateTimeOffset from,
        DateTimeOffset until,
        HashSet<string> listed,
        CancellationToken cancellationToken)
    {
        string? token = null;
        do
        {
            var page = await mailbox.ListAsync(folder, from, until, token, cancellationToken);
            var keys = page.Changes.ToDictionary(
                c => EmailIdentity.MessageKey(context.Address.Id, c.ProviderId), StringComparer.Ordinal);
            listed.UnionWith(keys.Keys);
            var known = await _store.FindMessagesAsync(keys.Keys, cancellationToken);
            var missing = keys.Where(k => !known.ContainsKey(k.Key)).Select(k => k.Value).OrderBy(c => c.ReceivedAt);
            foreach (var batch in missing.Chunk(_options.BatchSize))
            {
                var mails = await _fetcher.FetchAsync(mailbox, context.Address.Id, folder, batch, cancellationToken);
                await _writer.WriteAsync(
                    context, mails, _ => Task.FromResult(new MailChanges()), isImport: true, cancellationToken);
            }

            await ReviveAsync(known.Values.Where(r => r.GoneAt is not null || r.Folder != folder), folder, cancellationToken);
            token = page.IsLast ? null : page.NextToken;
        }
        while (token is not null);
    }

    /// <summary>Rows thought gone, or elsewhere, that the provider lists here.</summary>
    private async Task ReviveAsync(IEnumerable<ProviderMessage> rows, MailFolder folder, CancellationToken cancellationToken)
    {
        var revived = rows.Select(r => r with { GoneAt = null, Folder = folder }).ToList();
        if (revived.Count > 0)
        {
            await _store.ApplyAsync(new MailChanges { Messages = revived }, cancellationToken);
        }
    }

    private async Task MarkGoneAsync(
        SyncContext context, DateOnly day, HashSet<string> listed, CancellationToken cancellationToken)
    {
        (DateTimeOffset, string)? after = null;
        IReadOnlyList<ProviderMessage> rows;
        do
        {
            rows = await _store.ListMessagesAsync(
                new LedgerQuery { AddressId = context.Address.Id, Day = day, After = after, Take = 200 }, cancellationToken);
            var gone = rows.Where(r => r.GoneAt is null && !listed.Contains(r.Key))
                .Select(r => r with { GoneAt = _time.GetUtcNow() })
                .ToList();
            if (gone.Count > 0)
            {
                await _store.ApplyAsync(new MailChanges { Messages = gone }, cancellationToken);
            }

            after = rows.Count > 0 ? (rows[^1].ReceivedAt, rows[^1].Key) : null;
        }
        while (rows.Count == 200);
    }

    private static async Task<long> CountAsync(
        SyncContext context, IMailboxClient mailbox, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var sum = 0L;
        foreach (var folder in context.Address.Folders)
        {
            sum += await mailbox.CountAsync(folder, from, until, cancellationToken);
        }

        return sum;
    }

    private static DateTimeOffset Start(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
