using System.Buffers.Text;
using System.Security.Cryptography;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Push;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Channels.Checking;

/// <summary>Asks for a subscription as the worker does, which makes the provider call this site, and takes it back.</summary>
public sealed class PushCheck
{
    private readonly IMailStore _store;
    private readonly ProviderDirectory _providers;
    private readonly IPushTargets _targets;

    public PushCheck(IMailStore store, ProviderDirectory providers, IPushTargets targets)
    {
        _store = store;
        _providers = providers;
        _targets = targets;
    }

    internal async Task<Reason?> RunAsync(ProviderContext context, ChannelAddress? address, CancellationToken cancellationToken)
    {
        var kind = context.Channel.Provider;
        if (_providers.Get(kind).Push is not { } client || _targets.Of(kind, context.Settings) is not { } target)
        {
            return new Reason("push-off");
        }

        if (address is null)
        {
            return new Reason("check-no-address");
        }

        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var grant = await client.StartAsync(context, address.MailboxId, target, secret, cancellationToken);

        // Where a mailbox has one watch only, taking it back would take the worker's.
        var stored = await _store.FindRecordsAsync(RecordKinds.PushSubscription, [address.Id], cancellationToken);
        var isOurs = stored is [var record] && PushRecords.ToSubscription(record).GrantId == grant.Id;
        if (!isOurs)
        {
            await client.StopAsync(context, address.MailboxId, grant.Id, cancellationToken);
        }

        return null;
    }
}
