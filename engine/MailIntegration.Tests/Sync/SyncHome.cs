using MailIntegration.Embedded.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Sync;

/// <summary>The home over whose adapters the suites run: here the embedded one. The tests of the Orchard module have their own.</summary>
internal sealed class SyncHome : IAsyncDisposable
{
    private readonly string _folder;

    private SyncHome(string folder)
    {
        _folder = folder;
    }

    public static Task<SyncHome> CreateAsync(string folder) => Task.FromResult(new SyncHome(folder));

    public void Add(IServiceCollection services) => services.AddSqliteStorage(_folder);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
