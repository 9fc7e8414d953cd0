using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Providers.Accounts;
using MailIntegration.Engine.Push;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Channels;

/// <summary>What a deletion would take along.</summary>
/// <param name="Emails">Messages that the ledger counts for the addresses.</param>
public sealed record DeletionPreview(int Addresses, long Emails);

/// <summary>
/// Deletes channels and addresses, with their mail or without it (CH9). Switched off first, so that no sync writes
/// again; then runs are stopped, then mail is erased; the configuration goes last. A crash at any point leaves a channel
/// or address that is still listed, switched off, and can be deleted again.
/// </summary>
public sealed class SetupDeletion
{
    private const int Page = 500;

    private readonly IMailSetupStore _setup;
    private readonly IMailStore _store;
    private readonly IBlobStore _blobs;
    private readonly ISyncControl _sync;
    private readonly ProviderDirectory _providers;
    private readonly AccountTokenBook _tokens;
    private readonly PushKeeper _push;
    private readonly AccountRevocation _revocation;

    public SetupDeletion(
        IMailSetupStore setup,
        IMailStore store,
        IBlobStore blobs,
        ISyncControl sync,
        ProviderDirectory providers,
        AccountTokenBook tokens,
        PushKeeper push,
        AccountRevocation revocation)
    {
        _revocation = revocation;
        _push = push;
        _tokens = tokens;
        _setup = setup;
        _store = store;
        _blobs = blobs;
        _sync = sync;
        _providers = providers;
    }

    /// <summary>Null when there is no such channel.</summary>
    public async Task<DeletionPreview?> PreviewChannelAsync(string channelId, CancellationToken cancellationToken)
    {
        var setup = await _setup.GetAsync(cancellationToken);
        return setup.FindChannel(channelId) is null
            ? null
            : await PreviewAsync(setup.Addresses.Where(a => a.ChannelId == channelId).ToList(), cancellationToken);
    }

    /// <summary>Null when there is no such address.</summary>
    public async Task<DeletionPreview?> PreviewAddressAsync(string addressId, CancellationToken cancellationToken)
    {
        var setup = await _setup.GetAsync(cancellationToken);
        return setup.FindAddress(addressId) is { } address ? await PreviewAsync([address], cancellationToken) : null;
    }

    /// <returns>False when there is no such channel.</returns>
    public async Task<bool> DeleteChannelAsync(string channelId, bool withMail, CancellationToken cancellationToken)
    {
        if (!await SaveAsync(
            setup => setup.FindChannel(channelId),
            channel => channel.IsActive,
            channel => _setup.SaveAsync(channel with { IsActive = false }, cancellationToken),
            cancellationToken))
        {
            return false;
        }

        var setup = await _setup.GetAsync(cancellationToken);
        var addressIds = setup.Addresses.Where(a => a.ChannelId == channelId).Select(a => a.Id).ToList();
        await EraseAsync(addressIds, withMail, cancellationToken);
        var channel = setup.FindChannel(channelId);
        if (channel is not null)
        {
            await _revocation.RevokeAsync(channel, cancellationToken);
        }

        await _setup.DeleteChannelAsync(channelId, cancellationToken);
        await _tokens.RemoveAsync(channelId, cancellationToken);
        if (channel is not null)
        {
            _providers.Get(channel.Provider).Forget(channelId);
        }

        return true;
    }

    /// <returns>False when there is no such address.</returns>
    public async Task<bool> DeleteAddressAsync(string addressId, bool withMail, CancellationToken cancellationToken)
    {
        if (!await SaveAsync(
            setup => setup.FindAddress(addressId),
            address => !address.IsPaused,
            address => _setup.SaveAsync(address with { IsPaused = true }, cancellationToken),
            cancellationToken))
        {
            return false;
        }

        await EraseAsync([addressId], withMail, cancellationToken);
        await _setup.DeleteAddressAsync(addressId, cancellationToken);
        return true;
    }

    private async Task EraseAsync(List<string> addressIds, bool withMail, CancellationToken cancellationToken)
    {
        foreach (var id in addressIds)
        {
            await _sync.StopAsync(id, cancellationToken);
        }

        await _push.StopAsync(addressIds, cancellationToken);

        if (!withMail || addressIds.Count == 0)
        {
            return;
        }

        var blobs = await CollectBlobsAsync(addressIds, cancellationToken);
        await _store.ApplySurelyAsync(new MailChanges { ErasedAddressIds = addressIds }, cancellationToken);
        foreach (var names in blobs.Chunk(Page))
        {
            foreach (var name in await _store.FindUnusedBlobsAsync(names, cancellationToken))
            {
                await _blobs.DeleteAsync(name, cancellationToken);
            }
        }
    }

    /// <summary>Raw messages of the addresses, while the ledger still names them.</summary>
    private async Task<HashSet<string>> CollectBlobsAsync(List<string> addressIds, CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in addressIds)
        {
            var query = new LedgerQuery { AddressId = id, Take = Page };
            IReadOnlyList<Journal.ProviderMessage> rows;
            do
            {
                rows = await _store.ListMessagesAsync(query, cancellationToken);
                names.UnionWith(rows.Select(r => r.RawBlob).OfType<string>());
                query = query with { After = rows.Count > 0 ? (rows[^1].ReceivedAt, rows[^1].Key) : null };
            }
            while (rows.Count == Page);
        }

        return names;
    }

    private async Task<DeletionPreview> PreviewAsync(
        List<ChannelAddress> addresses, CancellationToken cancellationToken)
    {
        var emails = 0L;
        foreach (var address in addresses)
        {
            emails += await _store.CountMessagesAsync(address.Id, cancellationToken);
        }

        return new DeletionPreview(addresses.Count, emails);
    }

    private async Task<bool> SaveAsync<T>(
        Func<MailSetup, T?> find, Func<T, bool> isOn, Func<T, Task<bool>> switchOff, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            if (find(await _setup.GetAsync(cancellationToken)) is not { } item)
            {
                return false;
            }

            if (!isOn(item) || await switchOff(item))
            {
                return true;
            }
        }
    }
}
