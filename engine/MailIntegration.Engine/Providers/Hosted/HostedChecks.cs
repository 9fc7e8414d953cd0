using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Engine.Providers.Hosted;

/// <summary>What a forwarding address may be.</summary>
public sealed class HostedChecks
{
    private readonly SenderDomains _domains;
    private readonly ProviderDirectory _providers;

    public HostedChecks(SenderDomains domains, ProviderDirectory providers)
    {
        _domains = domains;
        _providers = providers;
    }

    /// <summary>Checks what a hosted address is to be; asked by editors too.</summary>
    public static void Check(SetupErrors errors, ChannelAddress address, MailSetup setup)
    {
        ArgumentNullException.ThrowIfNull(errors);
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(setup);
        if (address.Hosted is not { } rules)
        {
            return;
        }

        CheckRules(errors, "allowedSenders", rules.AllowedSenders);
        CheckRules(errors, "deniedSenders", rules.DeniedSenders);
        if (rules.TrustedServer.Length > 255 || rules.TrustedServer.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c == ';'))
        {
            errors.Add("trustedServer", "text-malformed");
        }

        if (rules.SpamThreshold is < -100 or > 1000 or double.NaN)
        {
            errors.Add("spamThreshold", Bounds.OutOfRange(-100, 1000));
        }

        if (rules.SendVia.Length > 0 && !IsWay(setup, rules.SendVia))
        {
            errors.Add("sendVia", "send-via-missing");
        }

        if (ForwardingGraph.FindLoop(address, setup.Addresses) is { } loop)
        {
            errors.Add("email", new Reason("would-loop", "way", string.Join(" > ", loop)));
        }

        if (TakenName(address, setup) is { } name)
        {
            errors.Add("displayName", new Reason("from-name-taken", "name", name));
        }
    }

    private static void CheckRules(SetupErrors errors, string field, IReadOnlyList<string> rules)
    {
        if (rules.Count > HostedAddress.MaxRules)
        {
            errors.Add(field, Bounds.TooMany(HostedAddress.MaxRules));
        }
        else if (rules.FirstOrDefault(r => HostedAddress.Rule(r) != r) is { } wrong)
        {
            errors.Add(field, new Reason("sender-rule-malformed", "rule", wrong));
        }
    }

    /// <summary>The name that receivers would read, when another hosted address has it already (AD6).</summary>
    private static string? TakenName(ChannelAddress address, MailSetup setup)
    {
        var name = ShownName(address, setup);
        return name.Length > 0 && setup.Addresses.Any(a => a.Hosted is not null && a.Id != address.Id
            && string.Equals(ShownName(a, setup), name, StringComparison.OrdinalIgnoreCase))
            ? name
            : null;
    }

    private static string ShownName(ChannelAddress address, MailSetup setup) =>
        setup.FindChannel(address.ChannelId) is { } channel
            ? SenderIdentity.From(address, channel, setup.Settings, null).Name ?? ""
            : address.DisplayName;

    /// <summary>Answers come from domains that are ours (AD7).</summary>
    public async Task CheckDomainAsync(SetupErrors errors, ChannelAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(errors);
        ArgumentNullException.ThrowIfNull(address);
        if (address.Email != address.MailboxId && await _domains.ProblemAsync(address.Email, cancellationToken) is { } problem)
        {
            errors.Add("email", problem);
        }
    }

    /// <summary>Asks the provider of the mailbox by which answers are to leave, where it can be asked.</summary>
    public async Task CheckWayAsync(
        SetupErrors errors, ChannelAddress address, MailSetup setup, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(errors);
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(setup);
        if (address.Hosted?.SendVia is not { Length: > 0 } id || !IsWay(setup, id)
            || setup.FindAddress(id) is not { } via || setup.FindChannel(via.ChannelId) is not { } channel)
        {
            return;
        }

        try
        {
            var sender = _providers.Get(channel.Provider).OpenSender(new ProviderContext(channel, setup.Settings), via.MailboxId);
            if (await sender.MaySendAsAsync(address.Email, cancellationToken) == false)
            {
                errors.Add("sendVia", SendAs.Denied(address.Email, via.Email));
            }
        }
        catch (ProviderException exception)
        {
            errors.Add("sendVia", exception.Reason);
        }
    }

    /// <summary>A mailbox that only its owner uses speaks for nobody else.</summary>
    private static bool IsWay(MailSetup setup, string addressId) =>
        setup.FindAddress(addressId) is { Hosted: null } via
        && setup.FindChannel(via.ChannelId) is { Access: not ChannelAccess.Owner, Provider: not ProviderKind.Hosted };
}
