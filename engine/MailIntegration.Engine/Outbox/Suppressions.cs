using System.Security.Cryptography;
using System.Text;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Outbox;

/// <summary>An address to which nothing is sent, because mail to it comes back for good.</summary>
/// <param name="Words">The server's words; empty when there were none.</param>
/// <param name="EntryId">The mail that came back.</param>
public sealed record SuppressedAddress(string Address, DateTimeOffset At, string Words, string? EntryId);

/// <summary>
/// Addresses that bounced for good. Sending on to them harms the sender's reputation, so mail to them is blocked, visibly, until
/// somebody releases the address.
/// </summary>
public sealed class Suppressions
{
    private readonly IMailStore _store;
    private readonly TimeProvider _time;

    public Suppressions(IMailStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    /// <summary>Those of the addresses that are suppressed.</summary>
    public async Task<IReadOnlyList<SuppressedAddress>> FindAsync(
        IEnumerable<string> addresses, CancellationToken cancellationToken)
    {
        var ids = addresses.Select(EmailAddresses.Normalize).OfType<string>().Distinct(StringComparer.Ordinal).Select(IdOf).ToList();
        return ids.Count == 0
            ? []
            : (await _store.FindRecordsAsync(RecordKinds.SuppressedAddress, ids, cancellationToken))
                .Select(RecordJson.Read<SuppressedAddress>).ToList();
    }

    /// <summary>Why a mail to these addresses does not leave; null when it may.</summary>
    internal async Task<Reason?> RefuseAsync(IEnumerable<string> addresses, CancellationToken cancellationToken) =>
        await FindAsync(addresses, cancellationToken) is [var first, ..]
            ? new Reason("address-suppressed", new Dictionary<string, string> { ["address"] = first.Address, ["words"] = first.Words })
            : null;

    /// <summary>Lets mail to the address leave again.</summary>
    /// <returns>False when it was not suppressed.</returns>
    public async Task<bool> ReleaseAsync(string address, CancellationToken cancellationToken)
    {
        if (EmailAddresses.Normalize(address) is not { } normalized
            || await _store.FindRecordsAsync(RecordKinds.SuppressedAddress, [IdOf(normalized)], cancellationToken) is not [var record])
        {
            return false;
        }

        await _store.ApplySurelyAsync(
            new MailChanges { DeletedRecords = [new RecordDeletion(record.Kind, record.Id)] }, cancellationToken);
        return true;
    }

    internal async Task AddAsync(IEnumerable<SuppressedAddress> addresses, CancellationToken cancellationToken)
    {
        foreach (var address in addresses)
        {
            // One that is suppressed already keeps its first reason.
            if ((await FindAsync([address.Address], cancellationToken)).Count == 0)
            {
                await _store.ApplyAsync(
                    new MailChanges
                    {
                        Records =
                        [
                            new MailRecord
                            {
                                Kind = RecordKinds.SuppressedAddress,
                                Id = IdOf(address.Address),
                                Json = RecordJson.Write(address),
                                Owner = address.Address,
                                At = _time.GetUtcNow(),
                            },
                        ],
                    },
                    cancellationToken);
            }
        }
    }

    /// <summary>
    /// Whether a report means that the address itself is no good (RFC 3463): a full mailbox, a mail that is too large, a policy
    /// or a time that ran out say nothing of the kind.
    /// </summary>
    internal static bool IsOfTheAddress(ReportedRecipient recipient) => recipient.Status is not { Length: > 0 } status
        || (status.StartsWith("5.", StringComparison.Ordinal)
            && !status.StartsWith("5.3.", StringComparison.Ordinal)
            && !status.StartsWith("5.4.", StringComparison.Ordinal)
            && !status.StartsWith("5.7.", StringComparison.Ordinal)
            && status is not ("5.2.2" or "5.2.3"));

    private static string IdOf(string normalized) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(normalized)));
}
