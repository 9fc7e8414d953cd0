namespace MailIntegration.Engine.Storage;

/// <summary>A page of records with where the next one starts; null on the last page.</summary>
internal sealed record RecordPage(IReadOnlyList<MailRecord> Rows, (DateTimeOffset At, string Id)? Next);

/// <summary>Pages of records narrowed by what no index knows.</summary>
internal static class RecordScan
{
    /// <summary>How much is looked at for one page: a page that finds little may end early and still have a next one.</summary>
    private const int MaxLooked = 2_000;

    private const int PurgeBatch = 500;

    /// <param name="query">Its <see cref="RecordQuery.Take"/> is the length of the page.</param>
    /// <param name="keep">Says which of these records belong to the answer.</param>
    public static async Task<RecordPage> RunAsync(
        IMailStore store,
        RecordQuery query,
        Func<IReadOnlyList<MailRecord>, CancellationToken, Task<Func<MailRecord, bool>>> keep,
        CancellationToken cancellationToken)
    {
        var rows = new List<MailRecord>();
        var after = query.After;
        var size = Math.Clamp(query.Take * 2, 50, 200);
        for (var looked = 0; looked < MaxLooked; looked += size)
        {
            var records = await store.GetRecordsAsync(query with { After = after, Take = size }, cancellationToken);
            var isKept = await keep(records, cancellationToken);
            for (var at = 0; at < records.Count; at++)
            {
                var record = records[at];
                after = (query.Order == RecordOrder.Due ? record.DueAt!.Value : record.At, record.Id);
                if (isKept(record))
                {
                    rows.Add(record);
                }

                if (rows.Count == query.Take)
                {
                    return new RecordPage(rows, at == records.Count - 1 && records.Count < size ? null : after);
                }
            }

            if (records.Count < size)
            {
                return new RecordPage(rows, null);
            }
        }

        return new RecordPage(rows, after);
    }

    /// <summary>Erases all records of a kind whose moment is before another one.</summary>
    public static Task PurgeAsync(IMailStore store, string kind, DateTimeOffset until, CancellationToken cancellationToken) =>
        PurgeAsync(store, new RecordQuery { Kind = kind, Until = until }, cancellationToken);

    /// <summary>Erases all records that a query finds, whatever its order and page.</summary>
    public static async Task PurgeAsync(IMailStore store, RecordQuery query, CancellationToken cancellationToken)
    {
        var page = query with { Order = RecordOrder.Oldest, After = null, Take = PurgeBatch };
        while (await store.GetRecordsAsync(page, cancellationToken) is { Count: > 0 } old)
        {
            await store.ApplySurelyAsync(
                new MailChanges { DeletedRecords = old.Select(r => new RecordDeletion(r.Kind, r.Id)).ToList() }, cancellationToken);
        }
    }

    /// <summary>All records that a query finds, for what is bounded by one conversation.</summary>
    public static async Task<IReadOnlyList<MailRecord>> AllAsync(
        IMailStore store, RecordQuery query, int most, CancellationToken cancellationToken)
    {
        var all = new List<MailRecord>();
        var next = query with { Take = 1000 };
        while (all.Count < most)
        {
            var page = await store.GetRecordsAsync(next, cancellationToken);
            all.AddRange(page);
            if (page.Count < 1000)
            {
                break;
            }

            next = next with { After = (page[^1].At, page[^1].Id) };
        }

        return all;
    }
}
