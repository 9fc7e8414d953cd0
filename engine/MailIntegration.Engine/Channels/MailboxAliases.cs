using MailIntegration.Engine.Providers;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Channels;

/// <summary>
/// Keeps the aliases of activated mailboxes as the provider lists them: an administrator may add one at any time, and
/// addresses that were activated before aliases were kept have none. Without them own mail would count as a stranger's (LO2).
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
            if (mailbox is null || mailbox.Aliases.ToHashSet(StringComparer.Ordinal).SetEquals(address.Aliases))
            {
                continue;
            }

            if (!await _setup.SaveAsync(address with { Aliases = mailbox.Aliases }, cancellationToken))
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
        try
        {
            var settings = (await _setup.GetAsync(cancellationToken)).Settings;
            var mailbox = await _providers.Get(channel.Provider).FindMailboxAsync(
                new ProviderContext(channel, settings), address.Email, cancellationToken);
            await RecordAsync(channel.Id, [mailbox], cancellationToken);
        }
        catch (ProviderException exception)
        {
            _logger.LogInformation(exception, "Aliases of address {AddressId} could not be read.", address.Id);
        }
    }
}
