using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Outbox;

/// <summary>
/// Suppresses addresses that bounced for good. Anybody can send us a report, so it counts only when it names a mail of ours by
/// its id, and only for people whom that mail went to.
/// </summary>
public sealed class BounceSuppressor : IDurableListener
{
    private readonly Suppressions _suppressions;
    private readonly OutboxStore _entries;

    public BounceSuppressor(Suppressions suppressions, OutboxStore entries)
    {
        _suppressions = suppressions;
        _entries = entries;
    }

    public string Id => "suppress-bounced";

    public bool Wants(MailEvent mailEvent)
    {
        ArgumentNullException.ThrowIfNull(mailEvent);
        return mailEvent.Kind == MailEvents.EmailBounced;
    }

    public async Task HandleAsync(MailEvent mailEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mailEvent);
        if (MailEvents.Read<EmailBounced>(mailEvent) is not { IsPermanent: true, IsGuess: false, EntryId: { } entryId } bounced
            || await _entries.FindAsync(entryId, cancellationToken) is not { } entry)
        {
            return;
        }

        var sentTo = entry.To.Concat(entry.Cc).Concat(entry.Bcc)
            .Select(m => EmailAddresses.Normalize(m.Address)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        await _suppressions.AddAsync(
            bounced.Reports.Where(Suppressions.IsOfTheAddress)
                .Select(r => (Address: EmailAddresses.Normalize(r.Address), Words: r.ServerText ?? r.Status ?? ""))
                .Where(r => r.Address is not null && sentTo.Contains(r.Address))
                .Select(r => new SuppressedAddress(r.Address!, mailEvent.At, r.Words, entryId)),
            cancellationToken);
    }
}
