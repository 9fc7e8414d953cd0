using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Push;

/// <summary>What happened to a subscription itself (learn.microsoft.com/graph/change-notifications-lifecycle-events).</summary>
public enum PushLifecycle
{
    /// <summary>No lifecycle event: something changed in the mailbox.</summary>
    None,

    /// <summary>It has to be renewed now.</summary>
    ReauthorizationRequired,

    /// <summary>It is gone.</summary>
    SubscriptionRemoved,

    /// <summary>Notifications were lost.</summary>
    Missed,
}

/// <summary>One notification: a claim until its secret is compared.</summary>
public sealed record PushNotice(string SubscriptionId, string? Secret, PushLifecycle Lifecycle);

/// <summary>
/// Takes notifications. They carry no data: one that is proved only marks its address due, and the sync finds out what
/// happened (SY8).
/// </summary>
public sealed class PushHints
{
    private const int MaxNotices = 500;

    private readonly IMailStore _store;
    private readonly IMailSetupStore _setup;
    private readonly ISyncControl _sync;
    private readonly TimeProvider _time;

    public PushHints(IMailStore store, IMailSetupStore setup, ISyncControl sync, TimeProvider time)
    {
        _store = store;
        _setup = setup;
        _sync = sync;
        _time = time;
    }

    /// <summary>Notifications of Microsoft Graph, proved by the secret that each subscription was made with.</summary>
    /// <returns>How many were proved.</returns>
    public async Task<int> TakeAsync(IReadOnlyCollection<PushNotice> notices, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notices);
        var proved = 0;
        foreach (var group in notices.Take(MaxNotices).GroupBy(n => n.SubscriptionId, StringComparer.Ordinal))
        {
            if (await FindAsync(ProviderKind.Microsoft365, group.Key, cancellationToken) is not { } subscription)
            {
                continue;
            }

            var own = group.Where(n => subscription.HasSecret(n.Secret)).ToList();
            proved += own.Count;
            if (own.Exists(n => n.Lifecycle is PushLifecycle.None or PushLifecycle.Missed or PushLifecycle.SubscriptionRemoved))
            {
                await HintAsync(subscription, cancellationToken);
            }

            if (own.Exists(n => n.Lifecycle is PushLifecycle.SubscriptionRemoved or PushLifecycle.ReauthorizationRequired))
            {
                var isGone = own.Exists(n => n.Lifecycle == PushLifecycle.SubscriptionRemoved);
                await RenewSoonAsync(subscription, isGone, cancellationToken);
            }
        }

        return proved;
    }

    /// <summary>A notification of Gmail; who sent it was proved by its token.</summary>
    /// <param name="email">The mailbox that it names.</param>
    /// <returns>False when nobody here wants to know.</returns>
    public async Task<bool> TakeAsync(string email, CancellationToken cancellationToken)
    {
        if (EmailAddresses.Normalize(email) is not { } address
            || await FindAsync(ProviderKind.Gmail, address, cancellationToken) is not { } subscription)
        {
            return false;
        }

        await HintAsync(subscription, cancellationToken);
        return true;
    }

    private async Task<PushSubscription?> FindAsync(ProviderKind provider, string grantId, CancellationToken cancellationToken)
    {
        if (grantId.Length is 0 or > 400)
        {
            return null;
        }

        var found = await _store.GetRecordsAsync(
            new RecordQuery { Kind = RecordKinds.PushSubscription, Key = PushRecords.KeyOf(provider, grantId), Take = 1 }, cancellationToken);
        return found is [var record] ? PushRecords.ToSubscription(record) : null;
    }

    private async Task HintAsync(PushSubscription subscription, CancellationToken cancellationToken)
    {
        var setup = await _setup.GetAsync(cancellationToken);
        if (setup.FindAddress(subscription.AddressId) is { } address && setup.IsFetched(address))
        {
            _sync.Hint(address.Id);
        }
    }

    /// <summary>The keeper does it; a conflict means that it is at work on it already.</summary>
    private Task RenewSoonAsync(PushSubscription subscription, bool isGone, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var changed = isGone
            ? subscription with { GrantId = null, Until = null, SecretHash = "", DueAt = now }
            : subscription with { DueAt = now };
        return _store.ApplyAsync(new MailChanges { Records = [PushRecords.ToRecord(changed, now)] }, cancellationToken);
    }
}
