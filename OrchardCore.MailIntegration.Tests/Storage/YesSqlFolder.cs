using OrchardCore.MailIntegration.Indexes;
using OrchardCore.MailIntegration.Migrations;
using OrchardCore.MailIntegration.Storage;
using YesSql;
using YesSql.Provider.Sqlite;
using YesSql.Sql;

namespace OrchardCore.MailIntegration.Tests.Storage;

/// <summary>A real YesSql store in a folder of its own, made by the real migration; removed at the end.</summary>
internal sealed class YesSqlFolder : IAsyncDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("mail-yessql-").FullName;

    private YesSqlFolder()
    {
    }

    public IStore Store { get; private set; } = null!;

    public MailDatabase Database { get; private set; } = null!;

    public string BlobPath => Path.Combine(_path, "blobs");

    public static async Task<YesSqlFolder> CreateAsync()
    {
        var folder = new YesSqlFolder();
        folder.Store = await StoreFactory.CreateAndInitializeAsync(
            new Configuration().UseSqLite($"Data Source={Path.Combine(folder._path, "site.db")};Pooling=True"));
        await folder.Store.InitializeCollectionAsync(MailConstants.Collection);
        folder.Store.RegisterIndexes([new EmailIndexProvider()]);
        await using var session = folder.Store.CreateSession();
        var migration = new MailStoreMigrations
        {
            SchemaBuilder = new SchemaBuilder(folder.Store.Configuration, await session.BeginTransactionAsync()),
        };
        await migration.CreateAsync();
        await migration.UpdateFrom1Async();
        await session.SaveChangesAsync();
        folder.Database = new MailDatabase(folder.Store);
        return folder;
    }

    public ValueTask DisposeAsync()
    {
        Database.Dispose();
        Store.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_path, recursive: true);
        return ValueTask.CompletedTask;
    }
}
