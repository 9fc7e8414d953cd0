using MailIntegration.Engine.Providers;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Channels;

/// <summary>
/// Keeps the names of activated mailboxes as the provider lists them: an administrator may add an alias at any time, and
/// addresses that were activated before aliases were kept have none. Without them own mail would count as a stranger's (LO2).
/// A user who was given another address keeps his mailbox' id, so mail goes on by itself; the address that is shown and sent
/// from becomes the new one.
/// </summary>
public sealed class MailboxAliases
{
    private readonly IMailSetupStore _setup;
    private readonly ProviderDirectory _providers;
    private readonly ILogger _logger;

    public MailboxAliases(IMailSetupStore setup, ProviderDirectory providers, ILogger<MailboxAliases> logger)
    {
        _setup = setup;
        _providers = providers;
        _logger = logger;
    }

    /// <summary>Writes down what a list of mailboxes told. An address that somebody saves at that moment waits for the next list.</summary>
    public async Task RecordAsync(
        string channelId, IReadOnlyCollection<ProviderMailbox> mailboxes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mailboxes);
        var setup = await _setup.GetAsync(cancellationToken);
        foreach (var address in setup.Addresses.Where(a => a.ChannelId == channelId))
        {
            var mailbox = mailboxes.FirstOrDefault(m => m.MailboxId == address.MailboxId);
            if (mailbox is null
                || (mailbox.Email == address.Email && mailbox.Aliases.ToHashSet(StringComparer.Ordinal).SetEquals(address.Aliases)))
            {
                continue;
            }

            // A name that another address bears already is not taken over: an address is unique.
            var isTaken = setup.Addresses.Any(a => a.Id != address.Id && a.Email == mailbox.Email);
            var changed = address with { Email = isTaken ? address.Email : mailbox.Email, Aliases = mailbox.Aliases };
            if (!await _setup.SaveAsync(changed, cancellationToken))
            {
                _logger.LogInformation("Aliases of address {AddressId} are recorded with the next list.", address.Id);
            }
        }
    }

    /// <summary>Asks the provider for one address. Reading mail does not depend on it: a refusal is left for the next time.</summary>
    public async Task RefreshAsync(Channel channel, ChannelAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(address);
        if (address.Hosted is not null)
        {
            // Its names are what the administrator typed; there is nobody to ask.
            return;
        }

        try
        {
            var settings = (await _setup.GetAsync(cancellationToken)).Settings;
            var mailbox = await _providers.Get(channel.Provider).FindMailboxAsync(
                new ProviderContext(channel, settings),
                channel.Account is null ? address.MailboxId : address.Email,
                cancellationToken);
            await RecordAsync(channel.Id, [mailbox], cancellationToken);
        }
        catch (ProviderException exception)
        {
            _logger.LogInformation(exception, "Aliases of address {AddressId} could not be read.", address.Id);
        }
    }
}
