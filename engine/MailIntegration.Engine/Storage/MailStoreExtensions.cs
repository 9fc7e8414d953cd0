namespace MailIntegration.Engine.Storage;

/// <summary>Shorthand over the write port.</summary>
public static class MailStoreExtensions
{
    private const int MaxConflicts = 5;

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
