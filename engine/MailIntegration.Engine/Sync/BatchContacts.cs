using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Sync;

/// <summary>The contacts of a batch: read before it is planned, made when planning asks for them.</summary>
public sealed class BatchContacts
{
    /// <summary>Recipients beyond these are not looked up: a mail to 500 people belongs to none of them in particular.</summary>
    private const int MaxRecipients = 20;

    private readonly IContacts _contacts;
    private readonly ILogger _logger;

    public BatchContacts(IContacts contacts, ILogger<BatchContacts> logger)
    {
        _contacts = contacts;
        _logger = logger;
    }

    /// <summary>Contacts by address, of everybody whom the mails could belong to.</summary>
    public Task<IReadOnlyDictionary<string, Contact>> FindAsync(
        IReadOnlyList<MailDigest> digests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(digests);
        var addresses = digests.SelectMany(People)
            .Select(m => EmailAddresses.Normalize(m.Address))
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        return _contacts.FindByAddressesAsync(addresses, cancellationToken);
    }

    /// <summary>Makes the contacts that planning asked for, each address once.</summary>
    /// <param name="created">Addresses that were tried already; grows.</param>
    /// <returns>True when something was tried: plan again.</returns>
    public async Task<bool> CreateAsync(
        IEnumerable<Contact> wanted, ISet<string> created, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(created);
        var tried = false;
        foreach (var contact in wanted)
        {
            if (created.Add(contact.Addresses[0]))
            {
                tried = true;

                // Somebody may have added it meanwhile; planning again finds it then.
                var result = await _contacts.SaveAsync(contact, cancellationToken);
                if (result.Outcome != SetupOutcome.Saved)
                {
                    _logger.LogInformation("A contact was not made: {Reason}", result.Errors.First?.Code);
                }
            }
        }

        return tried;
    }

    private static IEnumerable<MailboxAddress> People(MailDigest digest)
    {
        var mail = digest.Draft;
        MailboxAddress?[] senders = [mail.From, digest.Forward.ListAuthor, digest.Forward.ByHand?.From];
        return senders.OfType<MailboxAddress>().Concat(mail.To.Concat(mail.Cc).Take(MaxRecipients));
    }
}
