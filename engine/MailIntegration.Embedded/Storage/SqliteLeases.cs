using MailIntegration.Engine.Storage;

namespace MailIntegration.Embedded.Storage;

/// <summary>Leases as rows that stay, so that tokens only rise.</summary>
internal sealed class SqliteLeases : ILeases
{
    private readonly SqliteDatabase _database;
    private readonly TimeProvider _time;

    public SqliteLeases(SqliteDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    public Task<Lease?> TryAcquireAsync(string name, TimeSpan duration, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        return _database.WriteAsync(
            session => session.Number(
                """
                INSERT INTO leases (name, token, expires) VALUES (?1, 1, ?2)
                ON CONFLICT DO UPDATE SET token = token + 1, expires = excluded.expires WHERE expires <= ?3 RETURNING token
                """,
                name, now + duration, now) is { } token ? new Lease(name, token) : null,
            cancellationToken);
    }

    // One that ran out and that nobody took is still ours: its token is the newest.
    public Task<bool> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken) => SetAsync(
        lease, _time.GetUtcNow() + duration, cancellationToken);

    public Task ReleaseAsync(Lease lease, CancellationToken cancellationToken) => SetAsync(
        lease, DateTimeOffset.UnixEpoch, cancellationToken);

    private Task<bool> SetAsync(Lease lease, DateTimeOffset expires, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            session => session.Run(
                "UPDATE leases SET expires = ?3 WHERE name = ?1 AND token = ?2 AND expires > 0",
                lease.Name, lease.Token, expires) > 0,
            cancellationToken);
}
