using MailIntegration.Engine.Push;
using Microsoft.Graph.Models;

namespace MailIntegration.Engine.Providers.Microsoft365;

/// <summary>Change notifications of one mailbox (learn.microsoft.com/graph/change-notifications-delivery-webhooks).</summary>
internal sealed class Microsoft365Push : IPushClient
{
    /// <summary>Microsoft allows less than seven days; the shorter, the sooner a forgotten one is gone.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromDays(3);

    private readonly GraphClients _clients;
    private readonly Func<ProviderContext, string, MailboxGate> _gateOf;
    private readonly TimeProvider _time;

    public Microsoft365Push(GraphClients clients, Func<ProviderContext, string, MailboxGate> gateOf, TimeProvider time)
    {
        _clients = clients;
        _gateOf = gateOf;
        _time = time;
    }

    public async Task<PushGrant> StartAsync(
        ProviderContext context, string mailboxId, PushTarget target, string secret, CancellationToken cancellationToken)
    {
        // Made for each attempt: once written, the library leaves out of a model what did not change since.
        Subscription Wish() => new()
        {
            ChangeType = "created",
            Resource = context.Channel.Account is null ? $"users/{mailboxId}/messages" : "me/messages",
            NotificationUrl = target.Endpoint.AbsoluteUri,
            LifecycleNotificationUrl = target.Endpoint.AbsoluteUri,
            ClientState = secret,
            ExpirationDateTime = _time.GetUtcNow() + Life,
        };
        try
        {
            return await RunAsync(
                context,
                mailboxId,
                async () => ToGrant(await _clients.Get(context).Subscriptions.PostAsync(Wish(), cancellationToken: cancellationToken)),
                cancellationToken);
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.Refused)
        {
            // Microsoft calls the address before it answers, and wants an answer within ten seconds.
            throw new ProviderException(
                ProviderError.Refused, new Reason("push-unreachable", "address", target.Endpoint.AbsoluteUri), exception);
        }
    }

    public Task<PushGrant> RenewAsync(
        ProviderContext context, string mailboxId, string id, PushTarget target, CancellationToken cancellationToken) => RunAsync(
            context,
            mailboxId,
            async () => ToGrant(await _clients.Get(context).Subscriptions[id].PatchAsync(
                new Subscription { ExpirationDateTime = _time.GetUtcNow() + Life }, cancellationToken: cancellationToken)),
            cancellationToken);

    public async Task StopAsync(ProviderContext context, string mailboxId, string id, CancellationToken cancellationToken)
    {
        try
        {
            await _gateOf(context, mailboxId).RunOnceAsync(
                () => _clients.Get(context).Subscriptions[id].DeleteAsync(cancellationToken: cancellationToken),
                Permissions.ReadMail,
                cancellationToken);
        }
        catch (ProviderException exception) when (exception.Error is ProviderError.MessageNotFound or ProviderError.MailboxNotFound)
        {
            // It ended before.
        }
    }

    private async Task<PushGrant> RunAsync(
        ProviderContext context, string mailboxId, Func<Task<PushGrant>> call, CancellationToken cancellationToken)
    {
        PushGrant? grant = null;
        await _gateOf(context, mailboxId).RunOnceAsync(
            async () => grant = await call(), Permissions.ReadMail, cancellationToken);
        return grant!;
    }

    private static PushGrant ToGrant(Subscription? subscription) =>
        subscription is { Id: { } id, ExpirationDateTime: { } until }
            ? new PushGrant(id, until)
            : throw new ProviderException(ProviderError.Unexpected, new Reason("answer-unreadable"));
}
