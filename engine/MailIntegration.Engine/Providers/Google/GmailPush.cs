using MailIntegration.Engine.Push;

namespace MailIntegration.Engine.Providers.Google;

/// <summary>Notifications of one mailbox through a Pub/Sub topic (developers.google.com/workspace/gmail/api/guides/push).</summary>
internal sealed class GmailPush : IPushClient
{
    private readonly Func<ProviderContext, string, GmailSession> _open;
    private readonly IGmailApi _api;

    public GmailPush(Func<ProviderContext, string, GmailSession> open, IGmailApi api)
    {
        _open = open;
        _api = api;
    }

    public async Task<PushGrant> StartAsync(
        ProviderContext context, string mailboxId, PushTarget target, string secret, CancellationToken cancellationToken)
    {
        var topic = target.Topic ?? throw new ProviderException(ProviderError.Refused, new Reason("push-topic-missing", "topic", ""));
        try
        {
            // There is one watch per mailbox; asking again prolongs it, so that repeating is safe.
            return await _open(context, mailboxId).RunAsync(
                context, GmailPrices.Watch, isRepeatable: true, user => WatchAsync(context, user, topic, cancellationToken), cancellationToken);
        }
        catch (ProviderException exception) when (exception.Error is ProviderError.MessageNotFound or ProviderError.Refused)
        {
            throw new ProviderException(ProviderError.Refused, new Reason("push-topic-missing", "topic", topic), exception);
        }
        catch (ProviderException exception) when (exception is { Error: ProviderError.PermissionMissing, Reason.Code: "permission-missing" })
        {
            throw new ProviderException(ProviderError.Refused, new Reason("push-topic-forbidden", "topic", topic), exception);
        }
    }

    public Task<PushGrant> RenewAsync(
        ProviderContext context, string mailboxId, string id, PushTarget target, CancellationToken cancellationToken) =>
        StartAsync(context, mailboxId, target, "", cancellationToken);

    public Task StopAsync(ProviderContext context, string mailboxId, string id, CancellationToken cancellationToken) =>
        _open(context, mailboxId).RunAsync(
            context,
            GmailPrices.Stop,
            isRepeatable: true,
            async user =>
            {
                await _api.StopWatchAsync(user, cancellationToken);
                return true;
            },
            cancellationToken);

    /// <summary>Notifications name the mailbox; of a linked account the session knows no other name than "me".</summary>
    private async Task<PushGrant> WatchAsync(
        ProviderContext context, GmailUser user, string topic, CancellationToken cancellationToken) => new(
            context.Channel.Account?.Email ?? user.Email, await _api.WatchAsync(user, topic, cancellationToken));
}
