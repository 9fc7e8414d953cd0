using MailIntegration.Engine.Providers;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Outbox;

/// <summary>What becomes of an entry when something fails: later again, or a stop with its reason.</summary>
public sealed class DeliveryFailures
{
    private static readonly TimeSpan ShortWait = TimeSpan.FromMinutes(1);

    private readonly OutboxStore _entries;
    private readonly OutboxOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public DeliveryFailures(OutboxStore entries, OutboxOptions options, TimeProvider time, ILogger<DeliveryFailures> logger)
    {
        _entries = entries;
        _options = options;
        _time = time;
        _logger = logger;
    }

    /// <summary>Answers of which it is certain that nothing was sent: the request was not even looked at.</summary>
    internal static bool HasNotLeft(ProviderException exception) =>
        exception.Error is ProviderError.Throttled or ProviderError.SignIn or ProviderError.MailboxNotFound;

    /// <summary>Nothing can have left: try later, or stop.</summary>
    internal async Task BeforeHandoverAsync(
        OutboxEntry entry, ProviderException exception, IMailSender sender, CancellationToken cancellationToken)
    {
        if (exception.Error == ProviderError.MessageNotFound)
        {
            // Somebody deleted the draft in the meantime; another one is made.
            await PutOffAsync(entry with { Handover = new Handover() }, OutboxState.Queued, exception, cancellationToken);
        }
        else if (exception.Error is ProviderError.Throttled or ProviderError.SignIn or ProviderError.Unavailable or ProviderError.Unexpected)
        {
            await PutOffAsync(entry, OutboxState.Queued, exception, cancellationToken);
        }
        else
        {
            await StopAsync(entry, exception.Reason, sender, cancellationToken);
        }
    }

    /// <summary>Later again. Being told to wait is no failed attempt.</summary>
    internal async Task PutOffAsync(
        OutboxEntry entry, OutboxState state, ProviderException exception, CancellationToken cancellationToken)
    {
        var isCounted = exception.Error is not (ProviderError.Throttled or ProviderError.SignIn);
        var attempts = entry.Attempts + (isCounted ? 1 : 0);
        if (attempts > _options.MaxAttempts)
        {
            _logger.LogWarning("Mail {Id} is given up: {Reason}", entry.Id, exception.Reason.Code);
            var end = entry.Handover.Step >= HandoverStep.Handing ? OutboxState.Unclear : OutboxState.Failed;
            await _entries.SaveAsync(entry.Move(end, exception.Reason, Now) with { DueAt = null, Attempts = attempts }, cancellationToken);
            return;
        }

        var backoff = TimeSpan.FromTicks(Math.Min(
            _options.FirstLook.Ticks << Math.Min(attempts, 20), _options.LongestWait.Ticks));
        var wait = exception.RetryAfter ?? (exception.Error == ProviderError.SignIn ? ShortWait : backoff);
        _logger.LogInformation("Mail {Id} waits: {Reason}", entry.Id, exception.Reason.Code);
        await _entries.SaveAsync(
            entry.Move(state, exception.Reason, Now) with { DueAt = Now + wait, Attempts = attempts }, cancellationToken);
    }

    /// <summary>A minute later again, for a reason that people mend: a paused address, a switch.</summary>
    internal Task<OutboxEntry> WaitAsync(OutboxEntry entry, Reason reason, CancellationToken cancellationToken)
    {
        var state = entry.Handover.Step >= HandoverStep.Handing ? entry.State : OutboxState.Queued;
        return _entries.SaveAsync(entry.Move(state, reason, Now) with { DueAt = Now + ShortWait }, cancellationToken);
    }

    /// <summary>Stops with a reason; a person decides what happens next. Only for entries that have not left.</summary>
    internal async Task StopAsync(OutboxEntry entry, Reason reason, IMailSender? sender, CancellationToken cancellationToken)
    {
        _logger.LogWarning("Mail {Id} did not leave: {Reason}", entry.Id, reason.Code);
        var draft = entry.Handover.DraftId;
        await _entries.SaveAsync(
            entry.Move(OutboxState.Failed, reason, Now) with { DueAt = null, Handover = new Handover() }, cancellationToken);
        if (draft is not null && sender is not null)
        {
            await DiscardAsync(draft, sender, cancellationToken);
        }
    }

    /// <summary>Removes a draft that nothing needs any more; one that stays is untidy, no more.</summary>
    internal async Task DiscardAsync(string draftId, IMailSender sender, CancellationToken cancellationToken)
    {
        try
        {
            await sender.DiscardDraftAsync(draftId, cancellationToken);
        }
        catch (ProviderException exception)
        {
            _logger.LogInformation("A draft stays at the provider: {Reason}", exception.Reason.Code);
        }
    }

    private DateTimeOffset Now => _time.GetUtcNow();
}
