using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Providers;

namespace MailIntegration.Engine.Sync;

/// <summary>What a batch belongs to: one state of the configuration, from start to end of a run.</summary>
public sealed record SyncContext(Channel Channel, ChannelAddress Address, MailSetup Setup, AddressAudience Audience)
{
    /// <summary>Everybody who works here, disabled members too.</summary>
    public IReadOnlyList<Member> Members { get; init; } = [];
}

/// <summary>Brings together what work on an address needs.</summary>
public sealed class SyncContexts
{
    private readonly IMailSetupStore _setup;
    private readonly IPeople _people;
    private readonly Dictionary<ProviderKind, IMailProvider> _providers;

    public SyncContexts(IMailSetupStore setup, IPeople people, IEnumerable<IMailProvider> providers)
    {
        _setup = setup;
        _people = people;
        _providers = providers.ToDictionary(p => p.Kind);
    }

    /// <summary>Null when the address or its channel is not configured any more.</summary>
    public async Task<SyncContext?> LoadAsync(string addressId, CancellationToken cancellationToken)
    {
        var setup = await _setup.GetAsync(cancellationToken);
        if (setup.FindAddress(addressId) is not { } address || setup.FindChannel(address.ChannelId) is not { } channel)
        {
            return null;
        }

        var members = await _people.GetMembersAsync(cancellationToken);
        var teams = await _people.GetTeamsAsync(cancellationToken);
        return new SyncContext(channel, address, setup, LinkResolver.Resolve(channel, address, members, teams)) { Members = members };
    }

    public IMailSender OpenSender(SyncContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _providers[context.Channel.Provider].OpenSender(
            new ProviderContext(context.Channel, context.Setup.Settings), context.Address.MailboxId);
    }

    public IMailboxClient OpenMailbox(SyncContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _providers[context.Channel.Provider].OpenMailbox(
            new ProviderContext(context.Channel, context.Setup.Settings), context.Address.MailboxId);
    }
}
