using System.Collections.Immutable;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Providers.Google;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.MailIntegration.Google;
using OrchardCore.MailIntegration.Mime;
using OrchardCore.MailIntegration.Storage;
using OrchardCore.MailIntegration.Tests.Storage;

namespace MailIntegration.Tests.Sync;

/// <summary>The engine's suites over the Orchard module's adapters: YesSql, MimeKit, Google's own client library.</summary>
internal sealed class SyncHome : IAsyncDisposable
{
    private readonly YesSqlFolder _store;

    private SyncHome(YesSqlFolder store)
    {
        _store = store;
    }

    public static async Task<SyncHome> CreateAsync(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return new SyncHome(await YesSqlFolder.CreateAsync());
    }

    public void Add(IServiceCollection services)
    {
        services.AddSingleton<IMailSetupStore, MemorySetupStore>();
        services.AddSingleton<IMailStore>(new YesSqlMailStore(_store.Database));
        services.AddSingleton<ILeases>(new YesSqlLeases(_store.Database, TimeProvider.System));
        services.AddSingleton<IBlobStore>(_ => new FileBlobStore(_store.BlobPath));
        services.AddSingleton<IMimeCodec>(new MimeKitCodec());
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IGmailApi, OfficialGmailApi>();
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    /// <summary>The tenant's own one needs a tenant; it has suites of its own.</summary>
    internal sealed class MemorySetupStore : IMailSetupStore
    {
        private readonly Lock _gate = new();
        private MailSetup _setup = new() { Settings = new MailSettings() };

        public ValueTask<MailSetup> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_setup);

        public Task<bool> SaveAsync(MailSettings settings, CancellationToken cancellationToken) => SaveAsync(
            setup => setup.Settings.Version == settings.Version,
            setup => setup with { Settings = settings with { Version = settings.Version + 1 } });

        public Task<bool> SaveAsync(Channel channel, CancellationToken cancellationToken) => SaveAsync(
            setup => (setup.FindChannel(channel.Id)?.Version ?? 0) == channel.Version,
            setup => setup with
            {
                Channels = [.. setup.Channels.Where(c => c.Id != channel.Id), channel with { Version = channel.Version + 1 }],
            });

        public Task<bool> SaveAsync(ChannelAddress address, CancellationToken cancellationToken) => SaveAsync(
            setup => (setup.FindAddress(address.Id)?.Version ?? 0) == address.Version,
            setup => setup with
            {
                Addresses = [.. setup.Addresses.Where(a => a.Id != address.Id), address with { Version = address.Version + 1 }],
            });

        public Task DeleteChannelAsync(string channelId, CancellationToken cancellationToken) => SaveAsync(
            _ => true,
            setup => setup with
            {
                Channels = setup.Channels.Where(c => c.Id != channelId).ToImmutableList(),
                Addresses = setup.Addresses.Where(a => a.ChannelId != channelId).ToImmutableList(),
            });

        public Task DeleteAddressAsync(string addressId, CancellationToken cancellationToken) => SaveAsync(
            _ => true, setup => setup with { Addresses = setup.Addresses.Where(a => a.Id != addressId).ToImmutableList() });

        private Task<bool> SaveAsync(Func<MailSetup, bool> isCurrent, Func<MailSetup, MailSetup> change)
        {
            lock (_gate)
            {
                if (!isCurrent(_setup))
                {
                    return Task.FromResult(false);
                }

                _setup = change(_setup);
                return Task.FromResult(true);
            }
        }
    }
}
