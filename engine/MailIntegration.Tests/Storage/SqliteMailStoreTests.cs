using MailIntegration.Embedded.Storage;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Tests.Storage;

public sealed class SqliteMailStoreTests : MailStoreConformance, IDisposable
{
    private readonly SqliteFolder _folder = new();
    private readonly SqliteDatabase _database;

    public SqliteMailStoreTests() => _database = _folder.Open();

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    protected override Task<IMailStore> CreateAsync() => Task.FromResult<IMailStore>(new SqliteMailStore(_database));
}
