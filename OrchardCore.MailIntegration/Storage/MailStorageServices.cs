using MailIntegration.Engine.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrchardCore.Data;
using OrchardCore.Data.Migration;
using OrchardCore.Environment.Shell;
using OrchardCore.MailIntegration.Indexes;
using OrchardCore.MailIntegration.Migrations;
using YesSql.Indexes;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>Registers the storage of a tenant.</summary>
public static class MailStorageServices
{
    /// <summary>Folder of raw messages below the tenant's own folder.</summary>
    private const string BlobFolder = "MailIntegration";

    /// <summary>
    /// Mail and leases in the tenant's database, raw messages in the tenant's folder. All are singletons of the tenant and
    /// need no shell scope.
    /// </summary>
    public static IServiceCollection AddMailStorage(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.Configure<StoreCollectionOptions>(options => options.Collections.Add(MailConstants.Collection));
        services.AddDataMigration<MailStoreMigrations>();
        services.AddSingleton<IIndexProvider, EmailIndexProvider>();
        services.AddSingleton<MailDatabase>();
        services.AddSingleton<IMailStore, YesSqlMailStore>();
        services.AddSingleton<ILeases, YesSqlLeases>();
        services.AddSingleton<IBlobStore>(s =>
        {
            var shells = s.GetRequiredService<IOptions<ShellOptions>>().Value;
            return new FileBlobStore(Path.Combine(
                shells.ShellsApplicationDataPath, shells.ShellsContainerName, s.GetRequiredService<ShellSettings>().Name, BlobFolder));
        });
        return services;
    }
}
