using MailIntegration.Embedded.Storage;

namespace MailIntegration.Tests.Storage;

/// <summary>A folder of its own with a database; removed at the end.</summary>
internal sealed class SqliteFolder : IDisposable
{
    public SqliteFolder() => Path = Directory.CreateTempSubdirectory("mail-store-").FullName;

    public string Path { get; }

    public SqliteDatabase Open() => new(System.IO.Path.Combine(Path, "mail.db"));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
