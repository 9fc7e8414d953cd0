using System.Data.Common;
using Microsoft.Data.Sqlite;
using YesSql;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>
/// The tenant's database as the mail store uses it: sessions of its own, never the one of a request or a workflow, so that
/// what is applied here commits or rolls back by itself. On SQLite, which has one writer, writes queue here instead of
/// failing in the database.
/// </summary>
internal sealed class MailDatabase : IDisposable
{
    private const int MaxSchemaAttempts = 5;

    private static readonly TimeSpan SchemaPause = TimeSpan.FromMilliseconds(50);

    private readonly IStore _store;
    private readonly SemaphoreSlim? _writing;

    public MailDatabase(IStore store)
    {
        _store = store;
        Sql = new SqlText(store.Configuration);
        _writing = Sql.Kind == DatabaseKind.Sqlite ? new SemaphoreSlim(1, 1) : null;
    }

    public SqlText Sql { get; }

    /// <summary>Runs work in one transaction, committed at its end; an exception takes everything back.</summary>
    /// <exception cref="IOException">The disk is full or fails, or another process kept the database locked.</exception>
    public Task<T> WriteAsync<T>(Func<MailSession, Task<T>> work, CancellationToken cancellationToken) =>
        WriteAsync(work, isTrial: false, cancellationToken);

    /// <summary>Runs work as <see cref="WriteAsync{T}(Func{MailSession, Task{T}}, CancellationToken)"/> does and takes everything back.</summary>
    public Task<T> TryAsync<T>(Func<MailSession, Task<T>> work, CancellationToken cancellationToken) =>
        WriteAsync(work, isTrial: true, cancellationToken);

    /// <summary>Runs queries on a connection of their own; they may run a second time.</summary>
    public async Task<T> ReadAsync<T>(Func<MailSession, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = _store.Configuration.ConnectionFactory.CreateConnection();
                await connection.OpenAsync(cancellationToken);
                await using var documents = _store.CreateSession(withTracking: false);
                return await work(new MailSession(Sql, connection, null, documents));
            }
            catch (SqliteException exception) when (IsOldSchema(exception) && attempt < MaxSchemaAttempts)
            {
                await Task.Delay(SchemaPause, cancellationToken);
            }
            catch (SqliteException exception)
            {
                throw Translate(exception);
            }
        }
    }

    public void Dispose() => _writing?.Dispose();

    private async Task<T> WriteAsync<T>(Func<MailSession, Task<T>> work, bool isTrial, CancellationToken cancellationToken)
    {
        if (_writing is not null)
        {
            await _writing.WaitAsync(cancellationToken);
        }

        try
        {
            return await RunAsync(work, isTrial, cancellationToken);
        }
        catch (SqliteException exception)
        {
            throw Translate(exception);
        }
        finally
        {
            _writing?.Release();
        }
    }

    private async Task<T> RunAsync<T>(Func<MailSession, Task<T>> work, bool isTrial, CancellationToken cancellationToken)
    {
        // Disposed without SaveChangesAsync, a session rolls back.
        await using var session = _store.CreateSession();
        var transaction = await session.BeginTransactionAsync(cancellationToken);
        var result = await work(new MailSession(Sql, transaction.Connection!, transaction, session));
        if (isTrial)
        {
            await session.FlushAsync(cancellationToken);
            await session.CancelAsync();
        }
        else
        {
            await session.SaveChangesAsync(cancellationToken);
        }

        return result;
    }

    // A pooled connection that has not seen the migration yet cannot look at the new schema while another one commits
    // (sqlite3_prepare checks the schema cookie, which needs a read lock): it knows no table then, and all of them a moment later.
    private static bool IsOldSchema(SqliteException exception) =>
        exception.SqliteErrorCode == 1 && exception.Message.Contains("no such table", StringComparison.Ordinal);

    // https://www.sqlite.org/rescode.html: BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN.
    private static Exception Translate(SqliteException exception)
    {
        if (exception.SqliteErrorCode is not (5 or 6 or 8 or 10 or 13 or 14))
        {
            return exception;
        }

        var failure = new IOException(exception.Message, exception);
        if (exception.SqliteErrorCode == 13)
        {
            failure.Data["disk-full"] = true;
        }

        return failure;
    }
}
