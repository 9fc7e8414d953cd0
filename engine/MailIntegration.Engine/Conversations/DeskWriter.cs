using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Conversations;

/// <summary>Writes what members do beside the mail: plans, applies, plans again when somebody was faster, then tells
/// open pages.</summary>
public sealed class DeskWriter
{
    private const int MaxConflicts = 8;

    private readonly IMailStore _store;
    private readonly IReadOnlyList<IInstantListener> _listeners;

    public DeskWriter(IMailStore store, IEnumerable<IInstantListener> listeners)
    {
        _store = store;
        _listeners = listeners.ToList();
    }

    /// <param name="plan">Reads what is there now and returns what to write; null to write nothing.</param>
    /// <returns>Whether something was written.</returns>
    /// <exception cref="InvalidOperationException">The store refused the changes.</exception>
    public async Task<bool> CommitAsync(
        Func<CancellationToken, Task<MailChanges?>> plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        for (var conflicts = 1; ; conflicts++)
        {
            if (await plan(cancellationToken) is not { } changes)
            {
                return false;
            }

            var result = await _store.ApplyAsync(changes, cancellationToken);
            if (result.Outcome == ApplyOutcome.Applied)
            {
                await TellAsync(changes.Events, cancellationToken);
                return true;
            }

            if (result.Outcome != ApplyOutcome.Conflict || conflicts == MaxConflicts)
            {
                throw new InvalidOperationException($"Changes could not be written: {result.Outcome} {result.Reason}.");
            }
        }
    }

    private async Task TellAsync(IReadOnlyList<MailEvent> events, CancellationToken cancellationToken)
    {
        foreach (var mailEvent in events)
        {
            foreach (var listener in _listeners)
            {
                await listener.HandleAsync(mailEvent, cancellationToken);
            }
        }
    }
}
