using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Diagnostics;

/// <summary>Reads how much mail waits, for the meter.</summary>
public sealed class OutboxGauge
{
    private const int MostCounted = 1_000;

    private static readonly OutboxState[] Waiting = [OutboxState.Held, OutboxState.Queued, OutboxState.Sending, OutboxState.Unclear, OutboxState.Failed];

    private readonly IMailStore _store;

    public OutboxGauge(IMailStore store)
    {
        _store = store;
    }

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        foreach (var state in Waiting)
        {
            var query = new RecordQuery { Kind = RecordKinds.Outbox, States = [OutboxRecords.NameOf(state)] };
            MailDiagnostics.Queued(state, await _store.CountRecordsAsync(query, MostCounted, cancellationToken));
        }
    }
}
