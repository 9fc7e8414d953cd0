using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>Writes ledger rows, cursors, health, ledger days, work and events, within one transaction.</summary>
internal sealed class RecordWriter
{
    private readonly MailSession _session;
    private readonly NameTable _names;
    private readonly FactTable _facts;

    public RecordWriter(MailSession session, NameTable names, FactTable facts)
    {
        _session = session;
        _names = names;
        _facts = facts;
    }

    /// <summary>Moves the cursor on, or ends the transaction when it is not where the change expects it.</summary>
    public async Task WriteAsync(SyncCursor cursor, CancellationToken cancellationToken)
    {
        object?[] values =
        [
            _names[cursor.AddressId], cursor.Folder, cursor.Kind, cursor.Token, cursor.IsComplete, cursor.Until,
            cursor.Version + 1, cursor.Version,
        ];
        var written = await _session.RunAsync(
            """
            UPDATE [#Cursor] SET [Token] = @p3, [IsComplete] = @p4, [UntilAt] = @p5, [Version] = @p6
            WHERE [Address] = @p0 AND [Folder] = @p1 AND [Kind] = @p2 AND [Version] = @p7
            """,
            cancellationToken, values);
        if (written > 0)
        {
            return;
        }

        var known = await _session.NumberAsync(
            "SELECT [Version] FROM [#Cursor] WHERE [Address] = @p0 AND [Folder] = @p1 AND [Kind] = @p2", cancellationToken,
            values[..3]);
        if (known is not null || cursor.Version != 0)
        {
            throw ApplyAbortedException.Conflict("cursor");
        }

        var rows = new RowInserts("Cursor", "Address", "Folder", "Kind", "Token", "IsComplete", "UntilAt", "Version");
        rows.Add(values.AsSpan(0, 7));
        await rows.WriteAsync(_session, cancellationToken);
    }

    public async Task WriteAsync(IReadOnlyList<ProviderMessage> messages, CancellationToken cancellationToken)
    {
        var numbers = await NumbersAsync(messages, cancellationToken);
        var rows = new RowInserts(
            "Message", "MessageKey", "Address", "ProviderId", "Folder", "Received", "Outcome", "Reason", "Email", "RawBlob",
            "Size", "Attempts", "RetryAt", "GoneAt", "Version", "RawBlobHash");
        foreach (var m in messages)
        {
            long? email = m.EmailId is null ? null : numbers[m.EmailId];
            object?[] values =
            [
                m.Key, _names[m.AddressId], m.ProviderId, m.Folder, m.ReceivedAt, m.Outcome, m.Reason, email, m.RawBlob,
                m.Size, m.Attempts, m.RetryAt, m.GoneAt, m.Version + 1, RowKey.Blob(m.RawBlob),
            ];
            if (m.Version == 0)
            {
                rows.Add(values);
            }
            else
            {
                await UpdateMessageAsync([.. values, m.Version], cancellationToken);
            }
        }

        await rows.WriteAsync(_session, cancellationToken);
    }

    public async Task WriteAsync(MailChanges changes, CancellationToken cancellationToken)
    {
        await WriteHealthAsync(changes, cancellationToken);
        await WriteWorkAsync(changes, cancellationToken);
        await FinishEventsAsync(changes.FinishedEvents, cancellationToken);
        var events = new RowInserts("Event", "EventId", "Kind", "At", "Payload", "AddressId");
        foreach (var item in changes.Events)
        {
            events.Add(item.Id, item.Kind, item.At, item.Payload, item.AddressId);
        }

        await events.WriteAsync(_session, cancellationToken);
    }

    private async Task UpdateMessageAsync(object?[] values, CancellationToken cancellationToken)
    {
        var written = await _session.RunAsync(
            """
            UPDATE [#Message] SET [Address] = @p1, [ProviderId] = @p2, [Folder] = @p3, [Received] = @p4, [Outcome] = @p5,
                [Reason] = @p6, [Email] = @p7, [RawBlob] = @p8, [Size] = @p9, [Attempts] = @p10, [RetryAt] = @p11,
                [GoneAt] = @p12, [Version] = @p13, [RawBlobHash] = @p14
            WHERE [MessageKey] = @p0 AND [Version] = @p15
            """,
            cancellationToken, values);
        if (written == 0)
        {
            throw ApplyAbortedException.Conflict("message");
        }
    }

    private async Task<Dictionary<string, long>> NumbersAsync(
        IReadOnlyList<ProviderMessage> messages, CancellationToken cancellationToken)
    {
        var ids = messages.Select(m => m.EmailId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var numbers = ids.Select(_facts.Find).OfType<MailFacts>().ToDictionary(f => f.EmailId, f => f.Number);
        var rows = await _session.ManyAsync(
            list => $"SELECT [EmailId],[Number] FROM [#EmailState] WHERE [EmailId] IN {list}", ids.Except(numbers.Keys),
            row => (row.GetString(0), row.Long(1)), cancellationToken);
        rows.ForEach(r => numbers[r.Item1] = r.Item2);
        return numbers.Count == ids.Count ? numbers : throw ApplyAbortedException.Conflict("email");
    }

    private async Task WriteHealthAsync(MailChanges changes, CancellationToken cancellationToken)
    {
        var health = new RowInserts("Health", "Address", "LastSuccess", "LastAttempt", "Problem", "NotBefore", "Failures");
        foreach (var h in changes.Health.GroupBy(h => h.AddressId).Select(g => g.Last()))
        {
            await _session.RunAsync("DELETE FROM [#Health] WHERE [Address] = @p0", cancellationToken, _names[h.AddressId]);
            health.Add(_names[h.AddressId], h.LastSuccess, h.LastAttempt, h.Problem, h.NotBefore, h.Failures);
        }

        var days = new RowInserts("LedgerDay", "Address", "Day", "ProviderCount", "LedgerCount", "CheckedAt");
        foreach (var day in changes.LedgerDays.GroupBy(d => (d.AddressId, d.Day)).Select(g => g.Last()))
        {
            await _session.RunAsync(
                "DELETE FROM [#LedgerDay] WHERE [Address] = @p0 AND [Day] = @p1", cancellationToken,
                _names[day.AddressId], day.Day);
            days.Add(_names[day.AddressId], day.Day, day.ProviderCount, day.LedgerCount, day.CheckedAt);
        }

        await health.WriteAsync(_session, cancellationToken);
        await days.WriteAsync(_session, cancellationToken);
    }

    private async Task FinishEventsAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return;
        }

        var numbers = await _session.ManyAsync(
            list => $"SELECT [Number] FROM [#Event] WHERE [EventId] IN {list}", ids, row => row.Long(0), cancellationToken);
        if (numbers.Count < ids.Distinct(StringComparer.Ordinal).Count()
            || await _session.RunAsync(
                $"DELETE FROM [#Event] WHERE [Number] IN {SqlText.List(numbers)}", cancellationToken) < numbers.Count)
        {
            throw ApplyAbortedException.Conflict("event");
        }
    }

    private async Task WriteWorkAsync(MailChanges changes, CancellationToken cancellationToken)
    {
        // Finished first: an item that is tried again later is finished and written anew under its id.
        foreach (var id in changes.FinishedWork.Concat(changes.Work.Select(w => w.Id)))
        {
            await _session.RunAsync("DELETE FROM [#Work] WHERE [WorkId] = @p0", cancellationToken, id);
        }

        var rows = new RowInserts("Work", "WorkId", "Kind", "DueAt", "Payload", "Attempts");
        foreach (var item in changes.Work.GroupBy(w => w.Id).Select(g => g.Last()))
        {
            rows.Add(item.Id, item.Kind, item.DueAt, item.Payload, item.Attempts);
        }

        await rows.WriteAsync(_session, cancellationToken);
    }
}
