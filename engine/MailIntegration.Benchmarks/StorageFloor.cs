using System.Diagnostics;
using System.Globalization;
using MailIntegration.Engine.Storage;
using Microsoft.Data.Sqlite;

namespace MailIntegration.Benchmarks;

/// <summary>The rows of a finished database, and the least work that puts them on disk again.</summary>
internal sealed class StorageFloor
{
    private readonly List<Table> _tables;
    private readonly List<string> _schema;
    private readonly int _pages;

    private StorageFloor(List<Table> tables, List<string> schema, int pages)
    {
        _tables = tables;
        _schema = schema;
        _pages = pages;
    }

    public static StorageFloor Read(string path, IReadOnlyList<MailChanges> pages)
    {
        using var connection = Open(path);

        // Tables that full-text search makes come with it; unread_counts is filled by a trigger.
        var names = Rows(connection, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'unread_counts'")
            .ConvertAll(row => (string)row[0]);
        var schema = Rows(connection, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'search_%' AND name NOT LIKE 'sqlite_%' ORDER BY rowid")
            .ConvertAll(row => (string)row[0]);
        var tables = names.ConvertAll(name => new Table($"INSERT INTO {name} VALUES", Rows(connection, $"SELECT * FROM {name}")));
        var texts = pages.SelectMany(p => p.Emails).OrderBy(e => e.At).Select(e => string.Join(
            '\n', e.Subject, $"{e.From!.Name} {e.From.Address}", $"{e.To[0].Name} {e.To[0].Address}", e.SearchText));
        var numbers = Rows(connection, "SELECT n FROM emails ORDER BY n");
        tables.Add(new Table("INSERT INTO search (rowid, text) VALUES", numbers.Zip(texts, (n, text) => new[] { n[0], text }).ToList()));
        return new StorageFloor(tables.Where(t => t.Rows.Count > 0).ToList(), schema, pages.Count);
    }

    /// <returns>Seconds for the rows and for the files.</returns>
    public (double Rows, double Files) Write(string folder, List<List<byte[]>> raws)
    {
        Directory.CreateDirectory(folder);
        using var connection = Open(Path.Combine(folder, "floor.db"));
        Run(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32000;");
        _schema.ForEach(sql => Run(connection, sql));
        var statements = _tables.ConvertAll(table => Prepare(connection, table));
        var (rows, files) = (new Stopwatch(), new Stopwatch());
        for (var page = 0; page < _pages; page++)
        {
            files.Start();
            for (var i = 0; i < raws[page].Count; i++)
            {
                var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{page}-{i}.eml"));
                using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
                file.Write(raws[page][i]);
                file.Flush(flushToDisk: true);
            }

            files.Stop();
            rows.Start();
            WriteRows(connection, statements, page);
            rows.Stop();
        }

        statements.ForEach(s => s.Dispose());
        return (rows.Elapsed.TotalSeconds, files.Elapsed.TotalSeconds);
    }

    private void WriteRows(SqliteConnection connection, List<SqliteCommand> statements, int page)
    {
        using var transaction = connection.BeginTransaction();
        foreach (var (table, statement) in _tables.Zip(statements))
        {
            var (from, until) = (table.Rows.Count * page / _pages, table.Rows.Count * (page + 1) / _pages);
            for (var row = from; row < until; row++)
            {
                for (var column = 0; column < table.Rows[row].Length; column++)
                {
                    statement.Parameters[column].Value = table.Rows[row][column];
                }

                statement.Transaction = transaction;
                statement.ExecuteNonQuery();
            }
        }

        transaction.Commit();
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Prepare(SqliteConnection connection, Table table)
    {
        var names = Enumerable.Range(1, table.Rows[0].Length).Select(i => $"?{i}").ToList();
        var command = connection.CreateCommand();
        command.CommandText = $"{table.Insert} ({string.Join(", ", names)})";
        names.ForEach(name => command.Parameters.Add(new SqliteParameter { ParameterName = name }));
        return command;
    }

    private static List<object[]> Rows(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    private sealed record Table(string Insert, List<object[]> Rows);
}
