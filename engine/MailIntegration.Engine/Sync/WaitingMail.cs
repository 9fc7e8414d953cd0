using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Sync;

/// <param name="Contacts">Contacts that were made, or were there already.</param>
/// <param name="Problems">Why others could not be made, by address.</param>
public sealed record SendersAdded(IReadOnlyList<Contact> Contacts, IReadOnlyDictionary<string, Reason> Problems);

/// <summary>What people do about mail that waits for its sender (PR4), besides trying it again.</summary>
public sealed class WaitingMail
{
    /// <summary>Outcome reason of mail that a member chose to leave out.</summary>
    public const string IgnoredByHand = "ignored-by-hand";

    private readonly IMailStore _store;
    private readonly IContacts _contacts;

    public WaitingMail(IMailStore store, IContacts contacts)
    {
        _store = store;
        _contacts = contacts;
    }

    /// <summary>Makes a contact of each sender of these rows who is none yet.</summary>
    public async Task<SendersAdded> AddSendersAsync(
        IEnumerable<ProviderMessage> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var senders = rows.Where(IsWaiting)
            .Select(r => new MailboxAddress(r.Reason!.Args.GetValueOrDefault("name"), r.Reason.Args["email"]))
            .DistinctBy(m => m.Address, StringComparer.Ordinal)
            .ToList();
        var known = await _contacts.FindByAddressesAsync(senders.Select(m => m.Address).ToList(), cancellationToken);
        var contacts = known.Values.DistinctBy(c => c.Id).ToList();
        var problems = new Dictionary<string, Reason>(StringComparer.Ordinal);
        foreach (var sender in senders.Where(s => !known.ContainsKey(s.Address)))
        {
            var result = await _contacts.SaveAsync(
                new Contact { Name = ContactNames.Of(sender), Addresses = [sender.Address] }, cancellationToken);
            if (result.Value is { } saved)
            {
                contacts.Add(saved);
            }
            else
            {
                problems[sender.Address] = result.Errors.First ?? new Reason("conflict");
            }
        }

        return new SendersAdded(contacts, problems);
    }

    /// <summary>Takes mail out of what waits; its raw copy stays, and it can be tried again.</summary>
    /// <returns>How many of the rows were waiting until now.</returns>
    public async Task<int> IgnoreAsync(
        IEnumerable<ProviderMessage> rows, string memberId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var ignored = 0;
        foreach (var row in rows.Where(r => r.Outcome == MessageOutcome.Quarantined))
        {
            var args = new Dictionary<string, string>(row.Reason?.Args ?? new Dictionary<string, string>(), StringComparer.Ordinal)
            {
                ["members"] = memberId,
            };

            // One by one: whoever processed one of them meanwhile has the last word about that one only.
            var result = await _store.ApplyAsync(
                new MailChanges
                {
                    Messages = [row with { Outcome = MessageOutcome.Ignored, Reason = new Reason(IgnoredByHand, args), RetryAt = null }],
                },
                cancellationToken);
            ignored += result.Outcome == ApplyOutcome.Applied ? 1 : 0;
        }

        return ignored;
    }

    /// <summary>Whether the row waits for its sender to become a contact.</summary>
    public static bool IsWaiting(ProviderMessage row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row is { Outcome: MessageOutcome.Quarantined, Reason.Code: ContactStep.SenderUnknown }
            && row.Reason.Args.ContainsKey("email");
    }

    /// <summary>Whether a row that was left out can be tried again.</summary>
    public static bool IsLeftOut(ProviderMessage row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row is { Outcome: MessageOutcome.Ignored, Reason.Code: ContactStep.PrefersOther or IgnoredByHand };
    }
}
