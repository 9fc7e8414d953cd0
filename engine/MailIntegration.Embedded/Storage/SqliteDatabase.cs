using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace MailIntegration.Embedded.Storage;

/// <summary>
/// One SQLite file in WAL mode: one writer at a time, any number of readers that never wait for it. The writer commits with
/// synchronous=FULL: with NORMAL a power loss takes the last commits back, and a cursor at the provider's side does not
/// come back with them.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    private const int IdleReaders = 8;
    private const string WriterPragmas = """
        PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32000;
        PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY;
        CREATE TEMP TABLE dirty (n INTEGER PRIMARY KEY);
        CREATE TEMP TABLE marks (member INTEGER, email INTEGER, PRIMARY KEY (member, email)) WITHOUT ROWID;
        """;

    private const string ReaderPragmas = """
        PRAGMA busy_timeout = 5000; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY;
        CREATE TEMP TABLE hits (email INTEGER PRIMARY KEY);
        """;

    private readonly string _connectionString;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private SqliteSession? _writer;

    /// <summary>Opens or makes the file and brings its tables up to date.</summary>
    /// <exception cref="InvalidOperationException">The file was written by a newer version of this program.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public SqliteDatabase(string path, IReadOnlyList<string>? steps = null)
    {
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
            DefaultTimeout = 5,
        }.ToString();
        try
        {
            Migrate(_writer = OpenWriter(), steps ?? Schema.Steps);
        }
        catch (SqliteException exception)
        {
            _writer?.Dispose();
            throw Translate(exception);
        }
    }

    /// <summary>Runs work in one transaction; an exception takes everything back.</summary>
    /// <exception cref="IOException">The disk is full or fails, or another process kept the file locked.</exception>
    public async Task<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Write(work), cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Runs work on one unchanging state of the database.</summary>
    public Task<T> ReadAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken) =>
        Task.Run(() => Read(work), cancellationToken);

    public T Read<T>(Func<SqliteSession, T> work)
    {
        var session = _readers.TryTake(out var idle) ? idle : new SqliteSession(_connectionString, ReaderPragmas);
        try
        {
            session.Run("BEGIN");
            var result = work(session);
            session.Run("COMMIT");
            return result;
        }
        catch (SqliteException exception)
        {
            throw Translate(exception);
        }
        finally
        {
            Return(session);
        }
    }

    public void Dispose()
    {
        _writer?.Dispose();
        while (_readers.TryTake(out var reader))
        {
            reader.Dispose();
        }

        _writing.Dispose();
    }

    private SqliteSession OpenWriter() => new(_connectionString, WriterPragmas);

    private T Write<T>(Func<SqliteSession, T> work)
    {
        try
        {
            var session = _writer ??= OpenWriter();
            session.Run("BEGIN IMMEDIATE");
            var result = work(session);
            session.Run("COMMIT");
            return result;
        }
        catch (SqliteException exception)
        {
            throw Translate(exception);
        }
        finally
        {
            Rollback();
        }
    }

    private void Rollback()
    {
        try
        {
            // SQLite has rolled back by itself after some errors, for example a full disk.
            if (_writer is { InTransaction: true })
            {
                _writer.Run("ROLLBACK");
            }
        }
        catch (SqliteException)
        {
            // The first error is on its way to the caller; closing the connection rolls back as well.
            _writer?.Dispose();
            _writer = null;
        }
    }

    private void Return(SqliteSession session)
    {
        if (session.InTransaction || _readers.Count >= IdleReaders)
        {
            session.Dispose();
        }
        else
        {
            _readers.Add(session);
        }
    }

    private static void Migrate(SqliteSession session, IReadOnlyList<string> steps)
    {
        session.Run("BEGIN IMMEDIATE");
        var version = (int)(session.Number("PRAGMA user_version") ?? 0);
        if (version > steps.Count)
        {
            throw new InvalidOperationException(
                $"The database has version {version}; this program knows versions up to {steps.Count}.");
        }

        foreach (var step in steps.Skip(version))
        {
            session.Script(step);
        }

        session.Script($"PRAGMA user_version = {steps.Count}");
        session.Run("COMMIT");
    }

    // https://www.sqlite.org/rescode.html
    private static Exception Translate(SqliteException exception) => exception.SqliteErrorCode switch
    {
        5 or 6 or 8 or 10 or 13 or 14 => new IOException(exception.Message, exception),
        _ => exception,
    };
}
