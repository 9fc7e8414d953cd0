using MailIntegration.Engine.Storage;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>
/// Looks whether keys that changes bring exist already. Asking first spares the exception in all but races, and after an
/// exception it tells, on every database alike, whether a key was the reason.
/// </summary>
internal static class ConflictCheck
{
    /// <exception cref="ApplyAbortedException">A key exists.</exception>
    public static async Task RunAsync(MailSession session, MailChanges changes, CancellationToken cancellationToken)
    {
        await ThrowIfAnyAsync(
            session, "message", list => $"SELECT [MessageKey] FROM [#Message] WHERE [MessageKey] IN {list}",
            changes.Messages.Where(m => m.Version == 0).Select(m => m.Key), cancellationToken);
        await ThrowIfAnyAsync(
            session, "email", list => $"SELECT [EmailId] FROM [#EmailIndex] WHERE [LogicalKey] IN {list}",
            changes.Emails.Select(e => e.LogicalKey), cancellationToken);
    }

    /// <summary>Also asks for keys that are new by the way they are made.</summary>
    /// <exception cref="ApplyAbortedException">A key exists.</exception>
    public static async Task RunThoroughlyAsync(MailSession session, MailChanges changes, CancellationToken cancellationToken)
    {
        await RunAsync(session, changes, cancellationToken);
        await ThrowIfAnyAsync(
            session, "email", list => $"SELECT [EmailId] FROM [#EmailState] WHERE [EmailId] IN {list}",
            changes.Emails.Select(e => e.Id), cancellationToken);
        await ThrowIfAnyAsync(
            session, "event", list => $"SELECT [EventId] FROM [#Event] WHERE [EventId] IN {list}",
            changes.Events.Select(e => e.Id), cancellationToken);
        if (changes.Messages.GroupBy(m => m.Key).Any(g => g.Count() > 1)
            || changes.Emails.GroupBy(e => e.LogicalKey).Any(g => g.Count() > 1))
        {
            throw ApplyAbortedException.Conflict("key");
        }
    }

    private static async Task ThrowIfAnyAsync(
        MailSession session, string what, Func<string, string> sql, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        if ((await session.ManyAsync(sql, keys, row => row.GetString(0), cancellationToken)).Count > 0)
        {
            throw ApplyAbortedException.Conflict(what);
        }
    }
}
