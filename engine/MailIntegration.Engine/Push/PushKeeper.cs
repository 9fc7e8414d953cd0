using System.Buffers.Text;
using System.Security.Cryptography;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Push;

/// <summary>
/// Keeps one subscription per fetched address: makes it, renews it before it ends, takes it back when the address is
/// paused, deleted or fetched no more (SY8). What fails is tried again later; the poll goes on meanwhile.
/// </summary>
public sealed class PushKeeper
{
    private const int SecretBytes = 32;
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);

    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly ProviderDirectory _providers;
    private readonly IPushTargets _targets;
    private readonly ILeases _leases;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public PushKeeper(
        IMailStore store,
        IMailSetupStore setup,
        ProviderDirectory providers,
        IPushTargets targets,
        ILeases leases,
        TimeProvider time,
        ILogger<PushKeeper> logger)
    {
        _store = store;
        _setup = setup;
        _providers = providers;
        _targets = targets;
        _leases = leases;
        _time = time;
        _logger = logger;
    }

    /// <summary>Does what is due; one node at a time.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        var setup = await _setup.GetAsync(cancellationToken);
        var stored = await PushRecords.AllAsync(_store, cancellationToken);
        if (Due(setup, stored) is not { Count: > 0 })
        {
            return;
        }

        if (await _leases.TryAcquireAsync("push", LeaseDuration, cancellationToken) is not { } lease)
        {
            return;
        }

        await using var heartbeat = new LeaseHeartbeat(_leases, lease, LeaseDuration, _time, cancellationToken);
        stored = await PushRecords.AllAsync(_store, heartbeat.Held);
        foreach (var work in Due(setup, stored))
        {
            await DoAsync(work, setup, heartbeat.Held);
        }
    }

    /// <summary>Takes back subscriptions while their channel can still sign in, before addresses are deleted.</summary>
    public async Task StopAsync(IReadOnlyCollection<string> addressIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(addressIds);
        var setup = await _setup.GetAsync(cancellationToken);
        foreach (var ids in addressIds.Chunk(500))
        {
            foreach (var record in await _store.FindRecordsAsync(RecordKinds.PushSubscription, ids, cancellationToken))
            {
                await StopAsync(PushRecords.ToSubscription(record), setup, cancellationToken);
            }
        }
    }

    private List<Work> Due(MailSetup setup, IReadOnlyList<PushSubscription> stored)
    {
        var now = _time.GetUtcNow();
        var byAddress = stored.ToDictionary(s => s.AddressId, StringComparer.Ordinal);
        var wanted = setup.Addresses.Where(setup.IsFetched)
            .Select(a => (Address: a, Target: TargetOf(a, setup)))
            .Where(w => w.Target is not null)
            .ToDictionary(w => w.Address.Id, StringComparer.Ordinal);

        // A channel that needs attention cannot sign in: its subscriptions wait with it.
        var work = stored
            .Where(s => !wanted.ContainsKey(s.AddressId) && setup.FindChannel(s.ChannelId) is not { IsActive: true, Attention: not null })
            .Select(s => new Work(null, null, s)).ToList();
        foreach (var (address, target) in wanted.Values)
        {
            var old = byAddress.GetValueOrDefault(address.Id);
            if (old is null || old.DueAt <= now || old.Target != target!.ToString() || old.ChannelId != address.ChannelId || old.MailboxId != address.MailboxId)
            {
                work.Add(new Work(address, target, old));
            }
        }

        return work;
    }

    private PushTarget? TargetOf(ChannelAddress address, MailSetup setup) =>
        setup.FindChannel(address.ChannelId) is { } channel && _providers.Has(channel.Provider) && _providers.Get(channel.Provider).Push is not null
            ? _targets.Of(channel.Provider, setup.Settings)
            : null;

    private async Task DoAsync(Work work, MailSetup setup, CancellationToken cancellationToken)
    {
        if (work.Address is not { } address)
        {
            await StopAsync(work.Old!, setup, cancellationToken);
            return;
        }

        var channel = setup.FindChannel(address.ChannelId)!;
        var old = work.Old;
        if (old is not null && (old.Target != work.Target!.ToString() || old.ChannelId != address.ChannelId || old.MailboxId != address.MailboxId))
        {
            await StopAsync(old, setup, cancellationToken);
            old = null;
        }

        var next = await AskAsync(address, channel, setup.Settings, work.Target!, old, cancellationToken);
        var result = await _store.ApplyAsync(
            new MailChanges { Records = [PushRecords.ToRecord(next, _time.GetUtcNow())] }, cancellationToken);
        if (result.Outcome != ApplyOutcome.Applied)
        {
            _logger.LogInformation("The subscription of address {AddressId} was changed by somebody else.", address.Id);
        }
    }

    private async Task<PushSubscription> AskAsync(
        ChannelAddress address, Channel channel, MailSettings settings, PushTarget target, PushSubscription? old, CancellationToken cancellationToken)
    {
        var client = _providers.Get(channel.Provider).Push!;
        var context = new ProviderContext(channel, settings);
        var next = (old ?? new PushSubscription
        {
            AddressId = address.Id,
            ChannelId = channel.Id,
            Provider = channel.Provider,
            MailboxId = address.MailboxId,
            Target = target.ToString(),
            DueAt = _time.GetUtcNow(),
        }) with { Problem = null, Failures = 0 };
        try
        {
            if (next.GrantId is { } id && next.Until > _time.GetUtcNow())
            {
                try
                {
                    return Granted(next, await client.RenewAsync(context, address.MailboxId, id, target, cancellationToken));
                }
                catch (ProviderException exception) when (exception.Error is ProviderError.MessageNotFound or ProviderError.MailboxNotFound)
                {
                    // It is gone at the provider: a new one takes its place.
                    _logger.LogInformation("The subscription of address {AddressId} was gone and is made anew.", address.Id);
                }
            }

            var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
            var grant = await client.StartAsync(context, address.MailboxId, target, secret, cancellationToken);
            return Granted(next with { SecretHash = PushSubscription.HashOf(secret) }, grant);
        }
        catch (ProviderException exception)
        {
            _logger.LogInformation("No notifications for address {AddressId} at the moment: {Reason}", address.Id, exception.Reason.Code);
            var failures = (old?.Failures ?? 0) + 1;
            var pause = TimeSpan.FromTicks((long)Math.Min(FirstPause.Ticks * Math.Pow(2, failures - 1), LongestPause.Ticks));
            return next with { Problem = exception.Reason, Failures = failures, DueAt = _time.GetUtcNow() + (exception.RetryAfter ?? pause) };
        }
    }

    /// <summary>Renewed after half of its life, and once a day at least, as Google asks.</summary>
    private PushSubscription Granted(PushSubscription subscription, PushGrant grant)
    {
        var now = _time.GetUtcNow();
        var half = (grant.Until - now) / 2;
        return subscription with
        {
            GrantId = grant.Id,
            Until = grant.Until,
            DueAt = now + (half < TimeSpan.FromDays(1) ? half : TimeSpan.FromDays(1)),
        };
    }

    private async Task StopAsync(PushSubscription subscription, MailSetup setup, CancellationToken cancellationToken)
    {
        if (subscription.GrantId is { } id && setup.FindChannel(subscription.ChannelId) is { } channel
            && _providers.Has(channel.Provider) && _providers.Get(channel.Provider).Push is { } client)
        {
            try
            {
                await client.StopAsync(new ProviderContext(channel, setup.Settings), subscription.MailboxId, id, cancellationToken);
            }
            catch (ProviderException exception)
            {
                // It ends by itself within days; what it still sends is not ours any more and is refused.
                _logger.LogInformation("Subscription of address {AddressId} ends by itself: {Reason}", subscription.AddressId, exception.Reason.Code);
            }
        }

        await _store.ApplyAsync(
            new MailChanges { DeletedRecords = [new RecordDeletion(RecordKinds.PushSubscription, subscription.AddressId)] }, cancellationToken);
    }

    /// <param name="Address">Null: the subscription is not wanted any more.</param>
    private sealed record Work(ChannelAddress? Address, PushTarget? Target, PushSubscription? Old);
}
