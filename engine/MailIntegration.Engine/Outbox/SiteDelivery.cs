using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Outbox;

/// <summary>
/// Hands entries to the site's mailer. It cannot be asked afterwards, so a hand-over whose end nobody saw is left to a
/// person.
/// </summary>
public sealed class SiteDelivery
{
    private readonly OutboxStore _entries;
    private readonly ISiteMailer _mailer;
    private readonly IMimeCodec _codec;
    private readonly IBlobStore _blobs;
    private readonly SiteShelf _shelf;
    private readonly SentFiling _filing;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public SiteDelivery(
        OutboxStore entries,
        ISiteMailer mailer,
        IMimeCodec codec,
        IBlobStore blobs,
        SiteShelf shelf,
        SentFiling filing,
        TimeProvider time,
        ILogger<SiteDelivery> logger)
    {
        _entries = entries;
        _mailer = mailer;
        _codec = codec;
        _blobs = blobs;
        _shelf = shelf;
        _filing = filing;
        _time = time;
        _logger = logger;
    }

    /// <exception cref="EntryLostException">Somebody else changed the entry.</exception>
    internal async Task RunAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        if (entry.SentAt is { } sent)
        {
            await FileAsync(entry, sent, cancellationToken);
            return;
        }

        if (entry.Handover.Step >= HandoverStep.Handing)
        {
            await UnclearAsync(entry, cancellationToken);
            return;
        }

        var mail = await new OutgoingMailReader(_codec, _blobs).ReadAsync(entry, cancellationToken);
        entry = await _entries.SaveAsync(
            entry.Move(OutboxState.Sending, null, Now) with { Handover = new Handover(HandoverStep.Handing, null, Now) },
            cancellationToken);
        try
        {
            await _mailer.SendAsync(mail, cancellationToken);
        }
        catch (SiteMailException exception)
        {
            _logger.LogWarning(exception, "The site's mailer refused mail {Id}.", entry.Id);
            await _entries.SaveAsync(
                entry.Move(OutboxState.Failed, exception.Reason, Now) with { DueAt = null, Handover = new Handover() },
                cancellationToken);
            return;
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
        {
            _logger.LogWarning(exception, "Nobody knows whether the site's mailer took mail {Id}.", entry.Id);
            await UnclearAsync(entry, cancellationToken);
            return;
        }

        // Known before anything else is done: whatever happens from here on, it is never handed over again.
        var handedAt = Now;
        entry = await _entries.SaveAsync(
            entry with { SentAt = handedAt, DueAt = handedAt, Handover = entry.Handover with { Step = HandoverStep.Accepted } },
            cancellationToken);
        await FileAsync(entry, handedAt, cancellationToken);
    }

    /// <summary>It becomes an e-mail of its conversation; there is no mailbox whose ledger could count it.</summary>
    private async Task FileAsync(OutboxEntry entry, DateTimeOffset at, CancellationToken cancellationToken) =>
        await _filing.FileAsync(
            await _shelf.OpenAsync(entry, cancellationToken), entry, new SentLook("site-" + entry.Id, IsDraft: false, at),
            isSeen: false, cancellationToken);

    private Task<OutboxEntry> UnclearAsync(OutboxEntry entry, CancellationToken cancellationToken) => _entries.SaveAsync(
        entry.Move(OutboxState.Unclear, new Reason("outcome-unknown"), Now) with { DueAt = null }, cancellationToken);

    private DateTimeOffset Now => _time.GetUtcNow();
}
