using MailIntegration.Engine.Push;
using MailIntegration.Engine.Storage;
using MailIntegration.Web.Contracts;

namespace MailIntegration.Web.Services;

/// <summary>What is shown of notifications, read once per request.</summary>
internal sealed class PushViews
{
    private readonly IMailStore _store;
    private readonly TimeProvider _time;
    private IReadOnlyList<PushSubscription>? _all;

    public PushViews(IMailStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    public async Task<IReadOnlyList<PushSubscription>> GetAsync(CancellationToken cancellationToken) =>
        _all ??= await PushSubscriptions.AllAsync(_store, cancellationToken);

    public async Task<PushModel> OfAsync(string addressId, CancellationToken cancellationToken)
    {
        var subscription = (await GetAsync(cancellationToken)).FirstOrDefault(s => s.AddressId == addressId);
        return subscription is null
            ? new PushModel(PushState.Off, null, null)
            : subscription.Problem is { } problem && !(subscription.Until > _time.GetUtcNow())
                ? new PushModel(PushState.Failing, null, problem)
                : new PushModel(subscription.Until > _time.GetUtcNow() ? PushState.On : PushState.Off, subscription.Until, subscription.Problem);
    }
}
