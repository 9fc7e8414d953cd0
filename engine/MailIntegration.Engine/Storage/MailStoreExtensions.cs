namespace MailIntegration.Engine.Storage;

/// <summary>Shorthand over the write port.</summary>
public static class MailStoreExtensions
{
    private const int MaxConflicts = 5;

    /// <summary>Before mail, and long after it; days at the very ends of the calendar have no neighbours.</summary>
    private static readonly DateOnly FirstDay = new(1970, 1, 1);
    private static readonly DateOnly LastDay = new(9990, 12, 31);

    /// <summary>Ledger rows of an address that are not gone.</summary>
    public static async Task<long> CountMessagesAsync(
        this IMailStore store, string addressId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var days = await store.CountMessagesByDayAsync(addressId, FirstDay, LastDay, cancellationToken);
        return days.Values.Sum();
    }

    /// <summary>Applies changes that do not depend on what was read before: a conflict is simply tried again.</summary>
    /// <exception cref="InvalidOperationException">The store refused the changes.</exception>
    public static async Task ApplySurelyAsync(
        this IMailStore store, MailChanges changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        for (var conflicts = 1; ; conflicts++)
        {
            var result = await store.ApplyAsync(changes, cancellationToken);
            if (result.Outcome == ApplyOutcome.Applied)
            {
                return;
            }

            if (result.Outcome != ApplyOutcome.Conflict || conflicts == MaxConflicts)
            {
                throw new InvalidOperationException($"Changes could not be written: {result.Outcome} {result.Reason}.");
            }
        }
    }
}
