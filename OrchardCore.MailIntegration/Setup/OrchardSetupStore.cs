using MailIntegration.Engine.Channels;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.Data.Documents;
using OrchardCore.Documents;
using OrchardCore.Entities;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Services;
using OrchardCore.MailIntegration.Storage;
using OrchardCore.Settings;
using YesSql;

namespace OrchardCore.MailIntegration.Setup;

/// <summary>
/// The configuration as content items, site settings and one state document. Every read and write has a scope of its own:
/// what a request has changed and not committed never gets into the snapshot that all others share.
/// </summary>
public sealed class OrchardSetupStore : IMailSetupStore
{
    private readonly TenantScopes _scopes;
    private readonly MailDatabase _database;
    private volatile SetupSnapshot? _cached;

    internal OrchardSetupStore(TenantScopes scopes, MailDatabase database)
    {
        _scopes = scopes;
        _database = database;
    }

    public async ValueTask<MailSetup> GetAsync(CancellationToken cancellationToken) =>
        (await GetSnapshotAsync(cancellationToken)).Setup;

    /// <summary>The content item of a channel or address; null when there is none.</summary>
    public async Task<string?> FindContentItemIdAsync(string id, CancellationToken cancellationToken) =>
        (await GetSnapshotAsync(cancellationToken)).ContentItemIds.GetValueOrDefault(id);

    public Task<bool> SaveAsync(MailSettings settings, CancellationToken cancellationToken) => WriteAsync(async services =>
    {
        var states = services.GetRequiredService<IDocumentManager<MailSetupState>>();
        var state = await ScopeDocuments.LoadAsync(states, services.GetRequiredService<ISession>());
        var entry = state.For(MailSetupState.SettingsKey);
        if (entry.Version != settings.Version)
        {
            return false;
        }

        var sites = services.GetRequiredService<ISiteService>();
        var site = await sites.LoadSiteSettingsAsync();
        var stored = site.GetOrCreate<MailIntegrationSettings>();
        SetupMapping.Write(settings, stored, entry);
        entry.Version++;
        site.Put(stored);
        await sites.UpdateSiteSettingsAsync(site);
        await states.UpdateAsync(state);
        return true;
    });

    public Task<bool> SaveAsync(Channel channel, CancellationToken cancellationToken) => WriteAsync(async services =>
    {
        var session = services.GetRequiredService<ISession>();
        var states = services.GetRequiredService<IDocumentManager<MailSetupState>>();
        var item = await SetupItems.FindChannelAsync(session, channel.Id, cancellationToken);
        var state = await ScopeDocuments.LoadAsync(states, session);
        if (IsStale(item, state, channel.Id, channel.Version))
        {
            return false;
        }

        var contents = services.GetRequiredService<IContentManager>();
        var target = await EditAsync(contents, item, MailConstants.ContentTypes.Channel);
        SetupMapping.Write(channel, target, new MailSetupItemState());
        return await StoreAsync(contents, target, isNew: item is null)
            && await SaveStateAsync(states, session, channel.Id, channel.Version, entry => SetupMapping.Write(channel, target, entry));
    });

    public Task<bool> SaveAsync(ChannelAddress address, CancellationToken cancellationToken) => WriteAsync(async services =>
    {
        var session = services.GetRequiredService<ISession>();
        var states = services.GetRequiredService<IDocumentManager<MailSetupState>>();
        var item = await SetupItems.FindAddressAsync(session, address.Id, cancellationToken);
        var state = await ScopeDocuments.LoadAsync(states, session);
        if (IsStale(item, state, address.Id, address.Version))
        {
            return false;
        }

        var contents = services.GetRequiredService<IContentManager>();
        var target = await EditAsync(contents, item, MailConstants.ContentTypes.Address);
        SetupMapping.Write(address, target);
        return await StoreAsync(contents, target, isNew: item is null)
            && await SaveStateAsync(states, session, address.Id, address.Version, _ => { });
    });

    public Task DeleteChannelAsync(string channelId, CancellationToken cancellationToken) => WriteAsync(async services =>
    {
        var session = services.GetRequiredService<ISession>();
        var items = await SetupItems.ListAsync(
            session, cancellationToken, MailConstants.ContentTypes.Address, MailConstants.ContentTypes.Channel);
        var contents = services.GetRequiredService<IContentManager>();
        foreach (var item in items.Where(i => BelongsTo(i, channelId)))
        {
            await contents.RemoveAsync(item);
        }

        return true;
    });

    public Task DeleteAddressAsync(string addressId, CancellationToken cancellationToken) => WriteAsync(async services =>
    {
        var session = services.GetRequiredService<ISession>();
        if (await SetupItems.FindAddressAsync(session, addressId, cancellationToken) is { } item)
        {
            await services.GetRequiredService<IContentManager>().RemoveAsync(item);
        }

        return true;
    });

    private static bool BelongsTo(ContentItem item, string channelId) =>
        (item.TryGet<MailChannelPart>(out var channel) && channel.ChannelId == channelId)
        || (item.TryGet<MailAddressPart>(out var address) && address.ChannelId == channelId);

    /// <summary>A new item carries version 0 and must not exist; any other must be there with the version that was read.</summary>
    private static bool IsStale(ContentItem? item, MailSetupState state, string id, long version) =>
        item is null
            ? version != 0
            : version == 0 || !state.Items.TryGetValue(id, out var entry) || entry.Version != version;

    /// <summary>As an editor does: an item that counts as published already would be published without telling anybody.</summary>
    private static async Task<ContentItem> EditAsync(IContentManager contents, ContentItem? item, string type) =>
        item is null
            ? await contents.NewAsync(type)
            : await contents.GetAsync(item.ContentItemId, VersionOptions.DraftRequired) ?? item;

    /// <summary>
    /// Secrets, state and version, last of all: a workflow of the site may commit at any of the item's events, and what was
    /// changed before in a document that is saved later would be lost with that. Somebody else may save after such a
    /// commit, so the version is looked at again.
    /// </summary>
    private static async Task<bool> SaveStateAsync(
        IDocumentManager<MailSetupState> states, ISession session, string id, long version, Action<MailSetupItemState> write)
    {
        var state = await ScopeDocuments.LoadAsync(states, session);
        var entry = state.For(id);
        if (entry.Version != version)
        {
            await session.CancelAsync();
            return false;
        }

        write(entry);
        entry.Version = version + 1;
        await states.UpdateAsync(state);
        return true;
    }

    private static async Task<bool> StoreAsync(IContentManager contents, ContentItem item, bool isNew)
    {
        if (isNew)
        {
            return await contents.CreateAsync(item, VersionOptions.Published);
        }

        await contents.UpdateAsync(item);
        return await contents.PublishAsync(item);
    }

    private async Task<bool> WriteAsync(Func<IServiceProvider, Task<bool>> action)
    {
        await AmbientSession.CommitAsync(_database.Sql.Kind, CancellationToken.None);
        try
        {
            return await _scopes.UsingAsync(async services =>
            {
                SetupWriting.Begin();
                return await action(services);
            });
        }
        catch (ConcurrencyException)
        {
            return false;
        }
        catch (DocumentStoreCommitException)
        {
            return false;
        }
    }

    private async Task<SetupSnapshot> GetSnapshotAsync(CancellationToken cancellationToken) =>
        await _scopes.UsingAsync(async services =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var state = await services.GetRequiredService<IDocumentManager<MailSetupState>>().GetOrCreateImmutableAsync();

            // The settings may also come by a recipe, which knows nothing of our document.
            var site = await services.GetRequiredService<ISiteService>().GetSiteSettingsAsync();
            var stamp = $"{state.Identifier}\n{(site as IDocument)?.Identifier}";
            if (_cached is { } cached && cached.Stamp == stamp)
            {
                return cached;
            }

            // The state is read first: what is read after it is at least as new, and a newer stamp reads again.
            var snapshot = await LoadAsync(services, stamp, state, site, cancellationToken);
            _cached = snapshot;
            return snapshot;
        });

    private static async Task<SetupSnapshot> LoadAsync(
        IServiceProvider services, string stamp, MailSetupState state, ISite site, CancellationToken cancellationToken)
    {
        var empty = new MailSetupItemState();
        var items = await SetupItems.ListAsync(
            services.GetRequiredService<ISession>(),
            cancellationToken,
            MailConstants.ContentTypes.Channel,
            MailConstants.ContentTypes.Address);
        var channels = new List<Channel>();
        var addresses = new List<ChannelAddress>();
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item.TryGet<MailChannelPart>(out var channel) && ids.TryAdd(channel.ChannelId, item.ContentItemId))
            {
                channels.Add(SetupMapping.ToChannel(item, channel, state.Items.GetValueOrDefault(channel.ChannelId, empty)));
            }
            else if (item.TryGet<MailAddressPart>(out var address) && ids.TryAdd(address.AddressId, item.ContentItemId))
            {
                addresses.Add(SetupMapping.ToAddress(item, address, state.Items.GetValueOrDefault(address.AddressId, empty)));
            }
        }

        var settings = SetupMapping.ToSettings(
            site.GetOrCreate<MailIntegrationSettings>(),
            state.Items.GetValueOrDefault(MailSetupState.SettingsKey, empty));
        return new SetupSnapshot(
            stamp, new MailSetup { Settings = settings, Channels = channels, Addresses = addresses }, ids);
    }
}
