using System.Data.Common;
using MailIntegration.Engine.Storage;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>
/// Leases as rows that stay, so that tokens only rise. Orchard's distributed lock cannot take their place: it has no
/// fencing token, and without Redis it does not reach other nodes.
/// </summary>
internal sealed class YesSqlLeases : ILeases
{
    private readonly MailDatabase _database;
    private readonly TimeProvider _time;

    public YesSqlLeases(MailDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    public async Task<Lease?> TryAcquireAsync(string name, TimeSpan duration, CancellationToken cancellationToken)
    {
        try
        {
            return await _database.WriteAsync(session => AcquireAsync(session, name, duration, cancellationToken), cancellationToken);
        }
        catch (DbException)
        {
            // Two were the first at the same moment and the other one won; any other refusal is not about a lease.
            var isTaken = await _database.ReadAsync(
                session => session.NumberAsync(
                    "SELECT [Token] FROM [#Lease] WHERE [Name] = @p0 AND [Expires] > @p1", cancellationToken, name, _time.GetUtcNow()),
                cancellationToken);
            if (isTaken is null)
            {
                throw;
            }

            return null;
        }
    }

    // One that ran out and that nobody took is still ours: its token is the newest.
    public Task<bool> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken) =>
        SetAsync(lease, _time.GetUtcNow() + duration, cancellationToken);

    public Task ReleaseAsync(Lease lease, CancellationToken cancellationToken) =>
        SetAsync(lease, DateTimeOffset.UnixEpoch, cancellationToken);

    private async Task<Lease?> AcquireAsync(
        MailSession session, string name, TimeSpan duration, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var taken = await session.RunAsync(
            "UPDATE [#Lease] SET [Token] = [Token] + 1, [Expires] = @p1 WHERE [Name] = @p0 AND [Expires] <= @p2",
            cancellationToken, name, now + duration, now);
        var token = await session.NumberAsync("SELECT [Token] FROM [#Lease] WHERE [Name] = @p0", cancellationToken, name);
        if (taken > 0)
        {
            return new Lease(name, token!.Value);
        }

        if (token is not null)
        {
            return null;
        }

        await session.RunAsync(
            "INSERT INTO [#Lease] ([Name],[Token],[Expires]) VALUES (@p0, 1, @p1)", cancellationToken, name, now + duration);
        return new Lease(name, 1);
    }

    private Task<bool> SetAsync(Lease lease, DateTimeOffset expires, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            async session => await session.RunAsync(
                "UPDATE [#Lease] SET [Expires] = @p2 WHERE [Name] = @p0 AND [Token] = @p1 AND [Expires] > 0",
                cancellationToken, lease.Name, lease.Token, expires) > 0,
            cancellationToken);
}
