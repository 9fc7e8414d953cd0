using System.Data.Common;
using System.Text.RegularExpressions;
using MailIntegration.Engine;
using YesSql;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>One connection with its transaction, and the YesSql session of the same transaction for documents.</summary>
internal sealed class MailSession
{
    // Far below the least that the four databases allow.
    private const int MaxParameters = 200;

    private readonly DbConnection _connection;
    private readonly DbTransaction? _transaction;

    public MailSession(SqlText sql, DbConnection connection, DbTransaction? transaction, ISession documents)
    {
        Sql = sql;
        _connection = connection;
        _transaction = transaction;
        Documents = documents;
    }

    public SqlText Sql { get; }

    public ISession Documents { get; }

    /// <summary>Runs a statement and returns the number of rows that it found.</summary>
    public async Task<int> RunAsync(string sql, CancellationToken cancellationToken, params object?[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<long?> NumberAsync(string sql, CancellationToken cancellationToken, params object?[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteScalarAsync(cancellationToken) is { } value and not DBNull
            ? Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)
            : null;
    }

    public async Task<List<T>> ManyAsync<T>(
        string sql, Func<DbDataReader, T> map, CancellationToken cancellationToken, params object?[] values)
    {
        var rows = new List<T>();
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(map(reader));
        }

        return rows;
    }

    /// <summary>Rows for any number of texts.</summary>
    /// <param name="sql">Makes the query for a list of parameters such as <c>(@p0,@p1)</c>.</param>
    public async Task<List<T>> ManyAsync<T>(
        Func<string, string> sql, IEnumerable<string> texts, Func<DbDataReader, T> map, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        foreach (var chunk in texts.Distinct(StringComparer.Ordinal).Chunk(MaxParameters))
        {
            // Few different lengths make few different statements.
            var size = Math.Min(MaxParameters, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)chunk.Length));
            var values = new object?[size];
            for (var i = 0; i < size; i++)
            {
                values[i] = chunk[Math.Min(i, chunk.Length - 1)];
            }

            var list = string.Join(',', Enumerable.Range(0, size).Select(i => $"@p{i}"));
            rows.AddRange(await ManyAsync(sql($"({list})"), map, cancellationToken, values));
        }

        return rows;
    }

    private DbCommand Command(string sql, object?[] values)
    {
        var command = _connection.CreateCommand();
        command.Transaction = _transaction;
        command.CommandText = Sql.Translate(sql);
        for (var i = 0; i < values.Length; i++)
        {
            if (StoredValue.Of(values[i]) is { } value)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = $"@p{i}";
                parameter.Value = value;
                command.Parameters.Add(parameter);
            }
            else
            {
                // Null has no type of its own, and a parameter of one type does not fit a column of another everywhere.
                command.CommandText = Regex.Replace(command.CommandText, $@"@p{i}\b", "NULL", RegexOptions.CultureInvariant);
            }
        }

        return command;
    }
}

/// <summary>How values of the engine stand in the database.</summary>
internal static class StoredValue
{
    public static object? Of(object? value) => value switch
    {
        null => null,
        string text => text,
        long number => number,
        int number => (long)number,
        bool flag => flag ? 1L : 0L,
        DateTimeOffset time => time.ToUnixTimeMilliseconds(),
        DateOnly day => (long)day.DayNumber,
        Enum choice => Convert.ToInt64(choice, System.Globalization.CultureInfo.InvariantCulture),
        Reason reason => StoredJson.Write(reason),
        _ => throw new ArgumentException($"Values of {value.GetType()} are not stored.", nameof(value)),
    };
}
