using System.Security.Cryptography;
using System.Text;
using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Providers.Hosted;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Engine.Tickets;

namespace MailIntegration.Engine.Channels;

/// <summary>Activates mailboxes and changes what happens with them (AD1 to AD5, AD12).</summary>
public sealed class AddressService
{
    private readonly IMailSetupStore _setup;
    private readonly IMailStore _store;
    private readonly IPeople _people;
    private readonly ISyncControl _sync;
    private readonly ProviderDirectory _providers;
    private readonly AddressRelinker _relinker;
    private readonly TimeProvider _time;

    public AddressService(
        IMailSetupStore setup,
        IMailStore store,
        IPeople people,
        ISyncControl sync,
        ProviderDirectory providers,
        AddressRelinker relinker,
        TimeProvider time)
    {
        _setup = setup;
        _store = store;
        _people = people;
        _sync = sync;
        _providers = providers;
        _relinker = relinker;
        _time = time;
    }

    /// <summary>
    /// Activates a mailbox that the provider knows; its first sync starts at once. An alias activates the mailbox that
    /// it belongs to, under that mailbox' own address.
    /// </summary>
    public async Task<SetupResult<ChannelAddress>> ActivateAsync(
        AddressActivation activation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(activation);
        var setup = await _setup.GetAsync(cancellationToken);
        if (setup.FindChannel(activation.ChannelId) is not { } channel)
        {
            return SetupResult.Invalid<ChannelAddress>("channelId", new Reason("channel-missing"));
        }

        if (EmailAddresses.Normalize(activation.Email) is not { } email)
        {
            return SetupResult.Invalid<ChannelAddress>("email", new Reason("address-malformed"));
        }

        if (activation.FirstSyncDays is < 1 or > SetupValidator.MaxFirstSyncDays)
        {
            return SetupResult.Invalid<ChannelAddress>(
                "firstSyncDays", Bounds.OutOfRange(1, SetupValidator.MaxFirstSyncDays));
        }

        if (MailboxConflicts.Find(setup, channel, email, null) is { } taken)
        {
            return SetupResult.Invalid<ChannelAddress>("email", taken);
        }

        try
        {
            var mailbox = await _providers.Get(channel.Provider).FindMailboxAsync(
                new ProviderContext(channel, setup.Settings), email, cancellationToken);
            return await ActivateAsync(activation, channel, email, mailbox, cancellationToken);
        }
        catch (ProviderException exception)
        {
            return SetupResult.Invalid<ChannelAddress>(
                exception.Error == ProviderError.MailboxNotFound ? "email" : "", exception.Reason);
        }
    }

    public async Task<SetupResult<ChannelAddress>> UpdateAsync(AddressUpdate update, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        var setup = await _setup.GetAsync(cancellationToken);
        if (setup.FindAddress(update.Id) is not { } before)
        {
            return SetupResult.NotFound<ChannelAddress>();
        }

        if (before.Version != update.Version)
        {
            return SetupResult.Stale<ChannelAddress>();
        }

        var address = before with
        {
            DisplayName = update.DisplayName.Trim(),
            Links = update.Links.Distinct().ToList(),
            Folders = update.Folders.Distinct().Order().ToList(),
            IsPaused = update.IsPaused,
            Tickets = Tidy(update.Tickets) ?? before.Tickets,
            UnknownSenders = update.UnknownSenders switch
            {
                null => before.UnknownSenders,
                UnknownSenderChoice.Wait => UnknownSenderRule.Wait,
                UnknownSenderChoice.Create => UnknownSenderRule.Create,
                _ => null,
            },
            Routing = Tidy(update.Routing) ?? before.Routing,
            FromNameRule = update.FromNameRule ?? before.FromNameRule,
            SignatureHtml = update.SignatureHtml?.Trim() ?? before.SignatureHtml,
        };
        var errors = await ValidateAsync(address, before, cancellationToken);
        HostedChecks.Check(errors, address, setup);
        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<ChannelAddress>(errors);
        }

        var relink = !address.Links.SequenceEqual(before.Links);
        var work = relink ? await _relinker.AnnounceAsync([address.Id], cancellationToken) : null;
        if (!await _setup.SaveAsync(address, cancellationToken))
        {
            return SetupResult.Stale<ChannelAddress>();
        }

        if (work is not null)
        {
            await _relinker.RunAsync(work, cancellationToken);
        }

        return await SwitchAsync(before, address, cancellationToken);
    }

    private async Task<SetupResult<ChannelAddress>> ActivateAsync(
        AddressActivation activation,
        Channel channel,
        string typed,
        ProviderMailbox mailbox,
        CancellationToken cancellationToken)
    {
        // Read again: the provider took a while to answer.
        var setup = await _setup.GetAsync(cancellationToken);
        if (MailboxConflicts.Find(setup, channel, typed, mailbox) is { } taken)
        {
            return SetupResult.Invalid<ChannelAddress>("email", taken);
        }

        var now = _time.GetUtcNow();
        var address = new ChannelAddress
        {
            Id = await FindIdAsync(channel.Provider, mailbox.MailboxId, cancellationToken),
            ChannelId = channel.Id,
            Email = mailbox.Email,
            DisplayName = mailbox.DisplayName,
            MailboxId = mailbox.MailboxId,
            Aliases = mailbox.Aliases,
            UnknownSenders = activation.UnknownSenders,
            Links = activation.Links.Distinct().ToList(),
            Folders = (activation.Folders ?? Enum.GetValues<MailFolder>()).Distinct().Order().ToList(),
            SyncFrom = now.AddDays(-(activation.FirstSyncDays ?? setup.Settings.FirstSyncDays)),
        };
        var errors = await ValidateAsync(address, null, cancellationToken);
        if (!errors.IsEmpty)
        {
            return SetupResult.Invalid<ChannelAddress>(errors);
        }

        if (!await _setup.SaveAsync(address, cancellationToken))
        {
            // Equal ids for equal mailboxes: somebody activated the same one at the same moment.
            return SetupResult.Invalid<ChannelAddress>("email", new Reason("address-already-active", "email", address.Email));
        }

        // Mail that was kept when the address was deleted earlier gets the readers of now.
        await _relinker.RunAsync(await _relinker.AnnounceAsync([address.Id], cancellationToken), cancellationToken);
        return await SwitchAsync(null, address, cancellationToken);
    }

    /// <summary>
    /// An address id follows from the mailbox: a mailbox cannot be activated twice however many try at once, and one
    /// that was deleted without its mail finds that mail again. One that was deleted with its mail starts afresh: its
    /// tombstones stay with the old id and keep nothing out.
    /// </summary>
    private async Task<string> FindIdAsync(ProviderKind provider, string mailboxId, CancellationToken cancellationToken)
    {
        var health = await _store.GetHealthAsync(cancellationToken);
        for (var generation = 0; ; generation++)
        {
            var id = IdOf(provider, mailboxId, generation);
            var isErased = health.All(h => h.AddressId != id)
                && (await _store.ListMessagesAsync(new LedgerQuery { AddressId = id, Take = 1 }, cancellationToken)).Count > 0;
            if (!isErased)
            {
                return id;
            }
        }
    }

    internal static string IdOf(ProviderKind provider, string mailboxId, int generation) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{provider}\n{mailboxId}\n{generation}")))[..32];

    private async Task<SetupResult<ChannelAddress>> SwitchAsync(
        ChannelAddress? before, ChannelAddress address, CancellationToken cancellationToken)
    {
        var setup = await _setup.GetAsync(cancellationToken);
        if (setup.FindAddress(address.Id) is not { } saved)
        {
            return SetupResult.NotFound<ChannelAddress>();
        }

        if (saved.IsPaused)
        {
            await _sync.StopAsync(saved.Id, cancellationToken);
        }
        else if (setup.IsFetched(saved)
            && (before is null || before.IsPaused || saved.Folders.Except(before.Folders).Any()))
        {
            _sync.Request([saved.Id]);
        }

        return SetupResult.Saved(saved);
    }

    private static TicketRules? Tidy(TicketRules? rules) => rules is null ? null : rules with
    {
        Categories = rules.Categories.Select(c => c.Trim()).Distinct(StringComparer.OrdinalIgnoreCase).ToList(),
    };

    private static AddressRouting? Tidy(AddressRouting? routing) => routing is null ? null : routing with
    {
        Assignment = routing.Assignment with { Targets = routing.Assignment.Targets.Distinct().ToList() },
    };

    private async Task<SetupErrors> ValidateAsync(
        ChannelAddress address, ChannelAddress? before, CancellationToken cancellationToken) =>
        SetupValidator.Validate(
            address,
            before,
            await _people.GetMembersAsync(cancellationToken),
            await _people.GetTeamsAsync(cancellationToken));
}
