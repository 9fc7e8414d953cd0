using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Embedded.Storage;

/// <summary>Writes cursors, health, ledger days, work and events, within one transaction.</summary>
internal sealed class RecordWriter
{
    private readonly SqliteSession _session;
    private readonly NameTable _names;

    public RecordWriter(SqliteSession session, NameTable names)
    {
        _session = session;
        _names = names;
    }

    /// <summary>Moves the cursor on, or ends the transaction when it is not where the change expects it.</summary>
    public void Write(SyncCursor cursor)
    {
        var sql = cursor.Version == 0
            ? "INSERT INTO cursors (address, folder, kind, token, complete, until, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7 + 1)"
            : """
                UPDATE cursors SET token = ?4, complete = ?5, until = ?6, version = ?7 + 1
                WHERE address = ?1 AND folder = ?2 AND kind = ?3 AND version = ?7
                """;
        var written = _session.Run(
            sql, _names[cursor.AddressId], cursor.Folder, cursor.Kind, cursor.Token, cursor.IsComplete, cursor.Until,
            cursor.Version);
        if (written == 0)
        {
            throw ApplyAbortedException.Conflict("cursor");
        }
    }

    public void Write(MailChanges changes)
    {
        foreach (var health in changes.Health)
        {
            _session.Run(
                "INSERT OR REPLACE INTO health VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                _names[health.AddressId], health.LastSuccess, health.LastAttempt, health.Problem, health.NotBefore,
                health.Failures);
        }

        foreach (var day in changes.LedgerDays)
        {
            _session.Run(
                "INSERT OR REPLACE INTO ledger_days VALUES (?1, ?2, ?3, ?4, ?5)",
                _names[day.AddressId], day.Day, day.ProviderCount, day.LedgerCount, day.CheckedAt);
        }

        // Finished first: an item that is put off is finished and added again under its own id.
        foreach (var id in changes.FinishedWork)
        {
            _session.Run("DELETE FROM work WHERE id = ?1", id);
        }

        foreach (var item in changes.Work)
        {
            _session.Run(
                "INSERT OR REPLACE INTO work VALUES (?1, ?2, ?3, ?4, ?5)",
                item.Id, item.Kind, item.DueAt, item.Payload, item.Attempts);
        }

        foreach (var id in changes.FinishedEvents)
        {
            if (_session.Run("DELETE FROM events WHERE id = ?1", id) == 0)
            {
                throw ApplyAbortedException.Conflict("event");
            }
        }

        foreach (var item in changes.Events)
        {
            _session.Run(
                "INSERT INTO events (id, kind, at, payload, address) VALUES (?1, ?2, ?3, ?4, ?5)",
                item.Id, item.Kind, item.At, item.Payload, item.AddressId);
        }
    }
}
