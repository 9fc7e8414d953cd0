using MailIntegration.Engine;
using Microsoft.Data.Sqlite;

namespace MailIntegration.Embedded.Storage;

/// <summary>One connection with its prepared commands. Not for two threads at once.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    public SqliteSession(string connectionString, string pragmas)
    {
        _connection = new SqliteConnection(connectionString);
        try
        {
            _connection.Open();
            Script(pragmas);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    public bool InTransaction => SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    /// <summary>The statements that ran so far and are kept prepared.</summary>
    public IReadOnlyCollection<string> Statements => _commands.Keys;

    /// <summary>Runs statements that are not worth keeping prepared.</summary>
    public void Script(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a statement whose parameters are named ?1, ?2, ... and returns the number of changed rows.</summary>
    public int Run(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteNonQuery();

    public long? Number(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteScalar() as long?;

    public List<T> Many<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<object?> values)
    {
        var rows = new List<T>();
        Each(Bind(sql, values), row => Add(rows, map(row), int.MaxValue));
        return rows;
    }

    /// <param name="values">Values by name; those that the statement does not name are left out.</param>
    public List<T> Many<T>(
        string sql, Func<SqliteDataReader, T> map, IReadOnlyDictionary<string, object?> values, int take = int.MaxValue)
    {
        var rows = new List<T>();
        Each(sql, row => Add(rows, map(row), take), values);
        return rows;
    }

    /// <summary>Visits rows until the visitor has enough.</summary>
    public void Each(string sql, Func<SqliteDataReader, bool> visit, IReadOnlyDictionary<string, object?> values)
    {
        var command = Prepare(sql, () => values.Keys.Where(name => sql.Contains(name, StringComparison.Ordinal)));
        foreach (SqliteParameter parameter in command.Parameters)
        {
            parameter.Value = Stored(values[parameter.ParameterName]);
        }

        Each(command, visit);
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private static bool Add<T>(List<T> rows, T row, int take)
    {
        rows.Add(row);
        return rows.Count < take;
    }

    private static void Each(SqliteCommand command, Func<SqliteDataReader, bool> visit)
    {
        using var reader = command.ExecuteReader();
        while (reader.Read() && visit(reader))
        {
        }
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<object?> values)
    {
        var count = values.Length;
        var command = Prepare(sql, () => Enumerable.Range(1, count).Select(i => $"?{i}"));
        for (var i = 0; i < count; i++)
        {
            command.Parameters[i].Value = Stored(values[i]);
        }

        return command;
    }

    private SqliteCommand Prepare(string sql, Func<IEnumerable<string>> names)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            foreach (var name in names())
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
            }

            _commands.Add(sql, command);
        }

        return command;
    }

    private static object Stored(object? value) => value switch
    {
        null => DBNull.Value,
        bool flag => flag ? 1L : 0L,
        DateTimeOffset time => time.ToUnixTimeMilliseconds(),
        DateOnly day => (long)day.DayNumber,
        Enum choice => Convert.ToInt64(choice, System.Globalization.CultureInfo.InvariantCulture),
        Reason reason => StoredJson.Write(reason),
        _ => value,
    };
}
