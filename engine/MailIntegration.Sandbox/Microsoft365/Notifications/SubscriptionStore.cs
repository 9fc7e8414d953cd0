using System.Collections.Concurrent;

namespace MailIntegration.Sandbox.Microsoft365.Notifications;

/// <summary>The subscriptions that are alive.</summary>
public sealed class SubscriptionStore
{
    private readonly ConcurrentDictionary<string, Subscription> _subscriptions = new(StringComparer.OrdinalIgnoreCase);
    private readonly SandboxState _state;

    internal SubscriptionStore(SandboxState state)
    {
        _state = state;
    }

    public IReadOnlyList<Subscription> All =>
        [.. _subscriptions.Values.Where(subscription => subscription.Expires > _state.Clock.GetUtcNow())];

    internal Subscription? Find(string id) => All.FirstOrDefault(subscription => subscription.Id == id);

    internal void Put(Subscription subscription) => _subscriptions[subscription.Id] = subscription;

    internal void Remove(string id) => _subscriptions.TryRemove(id, out _);
}
