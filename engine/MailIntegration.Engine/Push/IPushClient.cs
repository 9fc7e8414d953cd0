using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Providers;

namespace MailIntegration.Engine.Push;

/// <summary>Where a provider is to send its notifications.</summary>
/// <param name="Endpoint">Public address of this site that takes them.</param>
/// <param name="Topic">Pub/Sub topic; null where the provider calls the endpoint itself.</param>
public sealed record PushTarget(Uri Endpoint, string? Topic)
{
    /// <summary>Subscriptions that were made for another target are made anew.</summary>
    public override string ToString() => Topic is null ? Endpoint.AbsoluteUri : Topic;
}

/// <summary>What a provider granted.</summary>
/// <param name="Id">How its notifications name it: a subscription's id, or the mailbox' address.</param>
/// <param name="Until">When it ends unless it is renewed.</param>
public sealed record PushGrant(string Id, DateTimeOffset Until);

/// <summary>
/// Asks a provider to tell when something changes in a mailbox (SY8). Every call is made once; failures are
/// <see cref="ProviderException"/>.
/// </summary>
public interface IPushClient
{
    /// <param name="secret">Comes back with every notification, where the provider knows such a thing.</param>
    Task<PushGrant> StartAsync(
        ProviderContext context, string mailboxId, PushTarget target, string secret, CancellationToken cancellationToken);

    /// <exception cref="ProviderException"><see cref="ProviderError.MessageNotFound"/>: it is gone; start a new one.</exception>
    Task<PushGrant> RenewAsync(
        ProviderContext context, string mailboxId, string id, PushTarget target, CancellationToken cancellationToken);

    /// <summary>One that is gone already is well.</summary>
    Task StopAsync(ProviderContext context, string mailboxId, string id, CancellationToken cancellationToken);
}

/// <summary>Port: where this site takes notifications.</summary>
public interface IPushTargets
{
    /// <summary>Null when push is off for the provider: it is then only polled.</summary>
    PushTarget? Of(ProviderKind provider, MailSettings settings);
}

/// <summary>A home without an HTTP endpoint.</summary>
internal sealed class NoPushTargets : IPushTargets
{
    public PushTarget? Of(ProviderKind provider, MailSettings settings) => null;
}
