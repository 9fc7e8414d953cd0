using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Sync;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Channels;

/// <summary>
/// Follows a user who was given another address: the mailbox' id stays, so mail goes on by itself, and the address that is
/// shown, sent from and recognised as our own (LO2) becomes the new one.
/// </summary>
public sealed class MailboxNames
{
    private readonly IMailSetupStore _setup;
    private readonly SyncContexts _contexts;
    private readonly ILogger _logger;

    public MailboxNames(IMailSetupStore setup, SyncContexts contexts, ILogger<MailboxNames> logger)
    {
        _setup = setup;
        _contexts = contexts;
        _logger = logger;
    }

    /// <summary>Asks the provider and saves what changed. Without the permission to ask, everything stays as it is.</summary>
    public async Task RefreshAsync(SyncContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ProviderMailbox mailbox;
        try
        {
            mailbox = await _contexts.ProviderOf(context).FindMailboxAsync(
                new ProviderContext(context.Channel, context.Setup.Settings), context.Address.MailboxId, cancellationToken);
        }
        catch (ProviderException exception)
        {
            _logger.LogDebug("The names of address {AddressId} could not be read: {Reason}", context.Address.Id, exception.Reason.Code);
            return;
        }

        // Read again: the provider took a while to answer.
        var setup = await _setup.GetAsync(cancellationToken);
        if (setup.FindAddress(context.Address.Id) is not { } address || mailbox.MailboxId != address.MailboxId
            || (address.Email == mailbox.Email && address.Aliases.ToHashSet().SetEquals(mailbox.Aliases)))
        {
            return;
        }

        var isTaken = setup.Addresses.Any(a => a.Id != address.Id && (a.Email == mailbox.Email || a.Aliases.Contains(mailbox.Email)));
        if (isTaken)
        {
            _logger.LogWarning("Address {AddressId} keeps its name: the new one belongs to another address.", address.Id);
            return;
        }

        // Somebody who saved meanwhile was faster; the next check asks again.
        await _setup.SaveAsync(address with { Email = mailbox.Email, Aliases = mailbox.Aliases }, cancellationToken);
    }
}
