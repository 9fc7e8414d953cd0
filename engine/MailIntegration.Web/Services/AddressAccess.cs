using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;

namespace MailIntegration.Web.Services;

/// <summary>Which addresses a member reads or sees listed, by the configuration as it is now.</summary>
internal sealed class AddressAccess
{
    private readonly IMailSetupStore _setup;
    private readonly IPeople _people;

    public AddressAccess(IMailSetupStore setup, IPeople people)
    {
        _setup = setup;
        _people = people;
    }

    /// <summary>Addresses whose mail the member may read (PR2, CH6).</summary>
    public async Task<AddressSet> ReadableAsync(MemberRights rights, CancellationToken cancellationToken)
    {
        var setup = await _setup.GetAsync(cancellationToken);
        var members = await _people.GetMembersAsync(cancellationToken);
        var teams = await _people.GetTeamsAsync(cancellationToken);
        return new AddressSet(setup, AddressVisibility.Visible(rights, setup, members, teams));
    }

    /// <summary>The same without those of which he reads no more than he follows (CV5): for what lies in no conversation.</summary>
    public async Task<AddressSet> WholeAsync(MemberRights rights, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        return rights.OnlyFollowed
            ? new AddressSet(await _setup.GetAsync(cancellationToken), [])
            : await ReadableAsync(rights, cancellationToken);
    }

    /// <summary>Addresses whose ledger the member may see: those he reads as a whole; all for who manages channels.</summary>
    public Task<AddressSet> AccountedAsync(MemberRights rights, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        return rights.ManagesChannels ? ListedAsync(rights, cancellationToken) : WholeAsync(rights, cancellationToken);
    }

    /// <summary>Addresses whose name and health the member may see: those he reads; all for who manages channels.</summary>
    public async Task<AddressSet> ListedAsync(MemberRights rights, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rights);
        if (!rights.ManagesChannels)
        {
            return await ReadableAsync(rights, cancellationToken);
        }

        var setup = await _setup.GetAsync(cancellationToken);
        return new AddressSet(setup, setup.Addresses);
    }
}

/// <summary>Addresses out of one state of the configuration.</summary>
internal sealed record AddressSet(MailSetup Setup, IReadOnlyList<ChannelAddress> Addresses)
{
    private readonly HashSet<string> _ids = Addresses.Select(a => a.Id).ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether nothing is hidden.</summary>
    public bool IsAll => _ids.Count == Setup.Addresses.Count;

    public bool Contains(string? addressId) => addressId is not null && _ids.Contains(addressId);

    public ChannelAddress? Find(string addressId) => Contains(addressId) ? Setup.FindAddress(addressId) : null;
}
