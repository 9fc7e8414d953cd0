using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Embedded.Storage;

/// <summary>Registers the embedded storage.</summary>
public static class StorageServices
{
    /// <summary>Mail, configuration and leases in the file mail.db, raw messages in the folder blobs.</summary>
    /// <param name="folder">Made when it does not exist. Only one machine may use it at a time.</param>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services, string folder) => services
        .AddSingleton(_ =>
        {
            Directory.CreateDirectory(folder);
            return new SqliteDatabase(Path.Combine(folder, "mail.db"));
        })
        .AddSingleton<IMailStore, SqliteMailStore>()
        .AddSingleton<IMailSetupStore, SqliteSetupStore>()
        .AddSingleton<ILeases, SqliteLeases>()
        .AddSingleton<IBlobStore>(_ => new FileBlobStore(Path.Combine(folder, "blobs")));
}
