using MailIntegration.Embedded.Storage;

namespace MailIntegration.Tests.Storage;

/// <summary>A folder of its own with a database; closed and removed at the end.</summary>
internal sealed class SqliteFolder : IDisposable
{
    private readonly List<SqliteDatabase> _opened = [];

    public string Path { get; } = Directory.CreateTempSubdirectory("mail-store-").FullName;

    public string Database => System.IO.Path.Combine(Path, "mail.db");

    public SqliteDatabase Open(IReadOnlyList<string>? steps = null)
    {
        _opened.Add(new SqliteDatabase(Database, steps));
        return _opened[^1];
    }

    public void Dispose()
    {
        _opened.ForEach(database => database.Dispose());
        Directory.Delete(Path, recursive: true);
    }
}
