using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Sync;
using MailIntegration.Engine.Tickets;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Providers.Hosted;

/// <summary>What the wizard finishes with (HF1).</summary>
/// <param name="LocalPart">What stands before the at sign of the forwarding address; immutable afterwards.</param>
/// <param name="Email">The address that people write to and answers come from; empty takes the forwarding address (AD7).</param>
public sealed record HostedInput(
    string LocalPart, string Email, string DisplayName, IReadOnlyList<AddressLink> Links, HostedAddress Rules)
{
    /// <summary>Name of the channel that is made with the first forwarding address; empty takes the inbound domain.</summary>
    public string ChannelName { get; init; } = "";

    public FromNameRule FromNameRule { get; init; }

    public string SignatureHtml { get; init; } = "";

    public TicketRules Tickets { get; init; } = new();

    public AddressRouting Routing { get; init; } = new();
}

/// <summary>A connected forwarding address with its secret, which is shown this once.</summary>
public sealed record HostedConnected(ChannelAddress Address, string Secret)
{
    // Records print their values.
    public override string ToString() => nameof(HostedConnected);
}

/// <summary>Connects mail that is hosted anywhere: the inbound domain (HF0) and forwarding addresses below it (HF1).</summary>
public sealed class HostedService
{
    private readonly IMailSetupStore _setup;
    private readonly IPeople _people;
    private readonly HostedChecks _checks;
    private readonly InboundKeys _keys;
    private readonly ProviderDirectory _providers;
    private readonly ISyncControl _sync;
    private readonly AddressRelinker _relinker;
    private readonly TimeProvider _time;

    public HostedService(
        IMailSetupStore setup,
        IPeople people,
        HostedChecks checks,
        InboundKeys keys,
        ProviderDirectory providers,
        ISyncControl sync,
        AddressRelinker relinker,
        TimeProvider time)
    {
        _setup = setup;
        _people = people;
        _checks = checks;
        _keys = keys;
        _providers = providers;
        _sync = sync;
        _relinker = relinker;
        _time = time;
    }

    /// <summary>Sets the inbound domain (HF0). While there are addresses below the old one it stays: what forwards to them
    /// would be lost.</summary>
    public async Task<SetupResult<MailSettings>> SetDomainAsync(string domain, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domain);
        var setup = await _setup.GetAsync(cancellationToken);
        var wanted = domain.Trim().TrimStart('@');
        var normalized = wanted.Length == 0 ? "" : HostedAddress.Rule(wanted);
        if (normalized is null || normalized.Contains('@', StringComparison.Ordinal))
        {
            return SetupResult.Invalid<MailSettings>("domain", new Reason("domain-malformed"));
        }

        if (normalized == setup.Settings.InboundDomain)
        {
            return SetupResult.Saved(setup.Settings);
        }

        if (setup.Addresses.Any(a => a.Hosted is not null))
        {
            return SetupResult.Invalid<MailSettings>("domain", new Reason("inbound-domain-in-use"));
        }

        return await _setup.SaveAsync(setup.Settings with { InboundDomain = normalized }, cancellationToken)
            ? SetupResult.Saved((await _setup.GetAsync(cancellationToken)).Settings)
            : SetupResult.Stale<MailSettings>();
    }

    /// <summary>Connect and finish: the address works from now on and waits for its first mail.</summary>
    public async Task<SetupResult<HostedConnected>> ConnectAsync(HostedInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!_providers.Has(ProviderKind.Hosted))
        {
            return SetupResult.Invalid<HostedConnected>("", new Reason("hosted-not-enabled"));
        }

        var setup = await _setup.GetAsync(cancellationToken);
        var errors = new SetupErrors();
        if (setup.Settings.InboundDomain.Length == 0)
        {
            return SetupResult.Invalid<HostedConnected>("", new Reason("inbound-domain-missing"));
        }

        var mailboxId = EmailAddresses.Normalize($"{input.LocalPart.Trim()}@{setup.Settings.InboundDomain}");
        if (mailboxId is null || mailboxId.Contains('+', StringComparison.Ordinal) || mailboxId.IndexOf('@', StringComparison.Ordinal) > 64)
        {
            return SetupResult.Invalid<HostedConnected>("localPart", new Reason("local-part-malformed"));
        }

        var channel = setup.Channels.FirstOrDefault(c => c.Provider == ProviderKind.Hosted);
        if (channel is null)
        {
            SetupValidator.CheckLimit(errors, setup);
        }

        channel ??= NewChannel(setup, input.ChannelName);
        var address = await NewAddressAsync(input, channel, mailboxId, setup, errors, cancellationToken);
        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<HostedConnected>(errors);
        }

        return await SaveAsync(channel, address, cancellationToken);
    }

    /// <summary>Changes the checks at the door (HF6).</summary>
    /// <param name="version">The version of the address that was shown.</param>
    public async Task<SetupResult<ChannelAddress>> SetRulesAsync(
        string addressId, HostedAddress rules, long version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var setup = await _setup.GetAsync(cancellationToken);
        if (setup.FindAddress(addressId) is not { Hosted: not null } address)
        {
            return SetupResult.NotFound<ChannelAddress>();
        }

        var changed = address with { Hosted = rules, Version = version };
        var errors = new SetupErrors();
        HostedChecks.Check(errors, changed, setup);
        if (rules.SendVia != address.Hosted.SendVia)
        {
            await _checks.CheckWayAsync(errors, changed, setup, cancellationToken);
        }

        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<ChannelAddress>(errors);
        }

        return await _setup.SaveAsync(changed, cancellationToken)
            && (await _setup.GetAsync(cancellationToken)).FindAddress(addressId) is { } saved
                ? SetupResult.Saved(saved)
                : SetupResult.Stale<ChannelAddress>();
    }

    private async Task<ChannelAddress> NewAddressAsync(
        HostedInput input, Channel channel, string mailboxId, MailSetup setup, SetupErrors errors, CancellationToken cancellationToken)
    {
        var typed = input.Email.Trim();
        var email = typed.Length == 0 ? mailboxId : EmailAddresses.Normalize(typed);
        if (email is null)
        {
            errors.Add("email", "address-malformed");
        }

        var address = new ChannelAddress
        {
            Id = AddressService.IdOf(ProviderKind.Hosted, mailboxId, 0),
            ChannelId = channel.Id,
            Email = email ?? mailboxId,
            DisplayName = input.DisplayName.Trim(),
            MailboxId = mailboxId,
            Aliases = email == mailboxId ? [] : [mailboxId],
            Links = input.Links.Distinct().ToList(),
            Folders = [MailFolder.Inbox],
            SyncFrom = _time.GetUtcNow(),
            FromNameRule = input.FromNameRule,
            SignatureHtml = input.SignatureHtml.Trim(),
            Tickets = input.Tickets,
            Routing = input.Routing,
            Hosted = input.Rules,
        };
        if (setup.Addresses.Any(a => a.MailboxId == mailboxId))
        {
            errors.Add("localPart", new Reason("address-already-active", "email", mailboxId));
        }
        else if (setup.Addresses.FirstOrDefault(a => a.Email == address.Email || a.Aliases.Contains(address.Email)) is { } taken)
        {
            errors.Add("email", new Reason("address-already-active", "email", taken.Email));
        }

        HostedChecks.Check(errors, address, setup with { Channels = [.. setup.Channels.Where(c => c.Id != channel.Id), channel] });
        await _checks.CheckDomainAsync(errors, address, cancellationToken);
        await _checks.CheckWayAsync(errors, address, setup, cancellationToken);
        errors.Include(SetupValidator.Validate(
            address,
            null,
            await _people.GetMembersAsync(cancellationToken),
            await _people.GetTeamsAsync(cancellationToken)));
        return address;
    }

    private async Task<SetupResult<HostedConnected>> SaveAsync(
        Channel channel, ChannelAddress address, CancellationToken cancellationToken)
    {
        // The secret first: an address without one would refuse all mail.
        var secret = await _keys.RenewAsync(address.Id, cancellationToken);
        if (channel.Version == 0 && !await _setup.SaveAsync(channel, cancellationToken))
        {
            return SetupResult.Stale<HostedConnected>();
        }

        if (!await _setup.SaveAsync(address, cancellationToken))
        {
            return SetupResult.Invalid<HostedConnected>("localPart", new Reason("address-already-active", "email", address.MailboxId));
        }

        await _relinker.RunAsync(await _relinker.AnnounceAsync([address.Id], cancellationToken), cancellationToken);
        var setup = await _setup.GetAsync(cancellationToken);
        if (setup.FindAddress(address.Id) is not { } saved)
        {
            return SetupResult.NotFound<HostedConnected>();
        }

        _sync.Request([saved.Id]);
        return SetupResult.Saved(new HostedConnected(saved, secret));
    }

    /// <summary>The name is the administrator's word; without one the domain has to do, which is none of any language.</summary>
    private Channel NewChannel(MailSetup setup, string wanted)
    {
        var first = wanted.Trim() is { Length: > 0 and <= SetupValidator.MaxName } given ? given : setup.Settings.InboundDomain;
        var name = first;
        for (var number = 2; setup.Channels.Any(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)); number++)
        {
            name = $"{first} {number}";
        }

        return new Channel { Id = Ids.New(_time.GetUtcNow()), Provider = ProviderKind.Hosted, Name = name };
    }
}
