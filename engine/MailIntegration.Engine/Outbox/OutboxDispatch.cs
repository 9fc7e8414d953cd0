using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Diagnostics;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Engine.Writing;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Outbox;

/// <summary>
/// Decides about one due entry: whether it may still leave, and by which way. An entry that fails for a reason of ours
/// waits longer each time and stops in the end, so that it holds up no other.
/// </summary>
public sealed class OutboxDispatch
{
    /// <summary>Mails of one forwarding address in a minute by the site's mailer, as at other providers.</summary>
    private const int SitePerMinute = 30;

    private readonly IMailStore _store;
    private readonly OutboxStore _entries;
    private readonly OutboxService _service;
    private readonly SyncContexts _contexts;
    private readonly IMailAuthorization _authorization;
    private readonly MailboxDelivery _mailbox;
    private readonly SiteDelivery _site;
    private readonly SendWays _ways;
    private readonly SiteShelf _shelf;
    private readonly DeliveryFailures _failures;
    private readonly OutboxOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public OutboxDispatch(
        IMailStore store,
        OutboxStore entries,
        OutboxService service,
        SyncContexts contexts,
        IMailAuthorization authorization,
        MailboxDelivery mailbox,
        SiteDelivery site,
        SendWays ways,
        SiteShelf shelf,
        DeliveryFailures failures,
        OutboxOptions options,
        TimeProvider time,
        ILogger<OutboxDispatch> logger)
    {
        _store = store;
        _entries = entries;
        _service = service;
        _contexts = contexts;
        _authorization = authorization;
        _mailbox = mailbox;
        _site = site;
        _ways = ways;
        _shelf = shelf;
        _failures = failures;
        _options = options;
        _time = time;
        _logger = logger;
    }

    /// <exception cref="EntryLostException">Somebody else changed the entry.</exception>
    internal async Task RunAsync(OutboxEntry entry, WalkBudget budget, CancellationToken cancellationToken)
    {
        using var activity = MailDiagnostics.StartSend(entry.Id);
        try
        {
            await DecideAsync(entry, budget, cancellationToken);
        }
        catch (MissingBlobException) when (entry.Handover.Step < HandoverStep.Handing)
        {
            await _failures.StopAsync(
                await CurrentAsync(entry, cancellationToken), new Reason("attachment-missing"), null, cancellationToken);
        }
        catch (Exception exception) when (
            exception is not (EntryLostException or OperationCanceledException or OutOfMemoryException))
        {
            _logger.LogError(exception, "Mail {Id} could not be worked on.", entry.Id);
            await _failures.PutOffAsync(
                await CurrentAsync(entry, cancellationToken),
                entry.State,
                new ProviderException(ProviderError.Unexpected, new Reason("processing-failed"), exception),
                cancellationToken);
        }
    }

    private async Task DecideAsync(OutboxEntry entry, WalkBudget budget, CancellationToken cancellationToken)
    {
        var hasLeft = entry.Handover.Step >= HandoverStep.Handing || entry.SentAt is not null;
        if (!hasLeft && budget.IsUsedUp)
        {
            return;
        }

        if (!hasLeft && entry.OnlyIfUnanswered && entry.Draft is not null && await IsAnsweredAsync(entry, cancellationToken))
        {
            if (!await _service.ReturnAsync(entry, new Reason("answered-meanwhile"), cancellationToken))
            {
                throw new EntryLostException($"Entry {entry.Id} was changed by somebody else.");
            }

            return;
        }

        if (entry.SenderId == SenderDirectory.SiteId)
        {
            await SiteAsync(entry, hasLeft, cancellationToken);
            return;
        }

        if (await _contexts.LoadAsync(entry.SenderId, cancellationToken) is not { } context)
        {
            await SenderGoneAsync(entry, hasLeft, cancellationToken);
        }
        else if (hasLeft)
        {
            await HandAsync(entry, context, await _ways.FindWayAsync(entry, context, cancellationToken), cancellationToken);
        }
        else if (await RefuseAsync(entry, context, cancellationToken) is { } refusal)
        {
            await _failures.StopAsync(entry, refusal, null, cancellationToken);
        }
        else if (SendRights.Problem(context.Setup, context.Channel, context.Address) is { } problem)
        {
            await _failures.WaitAsync(entry, problem, cancellationToken);
        }
        else
        {
            await SendAsync(entry, context, budget, cancellationToken);
        }
    }

    private async Task SendAsync(OutboxEntry entry, SyncContext context, WalkBudget budget, CancellationToken cancellationToken)
    {
        var way = await _ways.FindWayAsync(entry, context, cancellationToken);
        if (way.Refusal is { } refusal)
        {
            await _failures.StopAsync(entry, refusal, null, cancellationToken);
            return;
        }

        var sender = way.Sender;
        var next = await _entries.NextSlotAsync(
            entry.SenderId, _options.SendsPerMinute ?? sender?.SendsPerMinute ?? SitePerMinute, cancellationToken);
        if (next > _time.GetUtcNow())
        {
            budget.IsUsedUp = true;
            return;
        }

        await HandAsync(entry with { SentVia = way.AddressId }, context, way, cancellationToken);
    }

    private Task HandAsync(OutboxEntry entry, SyncContext context, SendWay way, CancellationToken cancellationToken) =>
        way.Sender is { } sender
            ? _mailbox.RunAsync(entry, context, sender, cancellationToken)
            : _site.RunAsync(entry, cancellationToken);

    /// <summary>Whoever wrote it must still be allowed to send it.</summary>
    private async Task<Reason?> RefuseAsync(OutboxEntry entry, SyncContext context, CancellationToken cancellationToken)
    {
        if (entry.AuthorId is not { } author)
        {
            return null;
        }

        var rights = await _authorization.GetRightsAsync(author, cancellationToken);
        return rights is not null && SendRights.Allows(rights, context.Channel, context.Audience)
            ? null
            : new Reason("not-allowed-any-more");
    }

    private async Task SiteAsync(OutboxEntry entry, bool hasLeft, CancellationToken cancellationToken)
    {
        if (!hasLeft && entry.AuthorId is { } author
            && await _authorization.GetRightsAsync(author, cancellationToken) is null)
        {
            await _failures.StopAsync(entry, new Reason("not-allowed-any-more"), null, cancellationToken);
            return;
        }

        if (!hasLeft && !(await _shelf.OpenAsync(entry, cancellationToken)).Setup.Settings.Enabled)
        {
            await _failures.WaitAsync(entry, new Reason("mail-off"), cancellationToken);
            return;
        }

        await _site.RunAsync(entry, cancellationToken);
    }

    /// <summary>The address was deleted: nothing can leave by it, and nothing can be looked up.</summary>
    private async Task SenderGoneAsync(OutboxEntry entry, bool hasLeft, CancellationToken cancellationToken)
    {
        var reason = new Reason("sender-gone", "email", entry.From.Address);
        if (!hasLeft)
        {
            await _failures.StopAsync(entry, reason, null, cancellationToken);
            return;
        }

        var now = _time.GetUtcNow();
        await _entries.SaveAsync(
            entry.SentAt is null
                ? entry.Move(OutboxState.Unclear, reason, now) with { DueAt = null }
                : entry.Move(OutboxState.Sent, null, now) with { DueAt = null, Draft = null },
            cancellationToken);
    }

    /// <summary>Whether mail came into the conversation after the entry was written.</summary>
    private async Task<bool> IsAnsweredAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        var reader = entry.AuthorId is { } author
            ? (await _authorization.GetRightsAsync(author, cancellationToken))?.Reader
            : MailReader.System;
        var view = reader is null || entry.ConversationId is null
            ? null
            : await _store.GetConversationAsync(reader, entry.ConversationId, cancellationToken);
        return view?.Emails.Any(e => e.Email.Kind == EmailKind.Received && e.Email.At > entry.CreatedAt) == true;
    }

    private async Task<OutboxEntry> CurrentAsync(OutboxEntry entry, CancellationToken cancellationToken) =>
        await _entries.FindAsync(entry.Id, cancellationToken) ?? throw new EntryLostException($"Entry {entry.Id} is gone.");
}
