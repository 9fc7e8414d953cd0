using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Providers.Hosted;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Sync;

/// <summary>What the worker does beside syncing: events, work items, retries, final erasure. Each part stands for itself.</summary>
public sealed class MailChores
{
    private const int MaxWorkAttempts = 12;

    private readonly IMailStore _store;
    private readonly IBlobStore _blobs;
    private readonly SyncContexts _contexts;
    private readonly EventDispatcher _dispatcher;
    private readonly QuarantineRetry _quarantine;
    private readonly SendBudget _budget;
    private readonly RunBook _runs;
    private readonly HostedArrivals _arrivals;
    private readonly IReadOnlyList<IWorkHandler> _handlers;
    private readonly SyncOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public MailChores(
        IMailStore store,
        IBlobStore blobs,
        SyncContexts contexts,
        EventDispatcher dispatcher,
        QuarantineRetry quarantine,
        SendBudget budget,
        RunBook runs,
        HostedArrivals arrivals,
        IEnumerable<IWorkHandler> handlers,
        IEnumerable<IPeriodicChore> periodic,
        SyncOptions options,
        TimeProvider time,
        ILogger<MailChores> logger)
    {
        _store = store;
        _blobs = blobs;
        _contexts = contexts;
        _dispatcher = dispatcher;
        _quarantine = quarantine;
        _budget = budget;
        _runs = runs;
        _arrivals = arrivals;
        _handlers = handlers.ToList();
        Periodic = periodic.ToList();
        _options = options;
        _time = time;
        _logger = logger;
    }

    /// <summary>What is done from time to time.</summary>
    public IReadOnlyList<IPeriodicChore> Periodic { get; }

    public Task DispatchEventsAsync(CancellationToken cancellationToken) => _dispatcher.DispatchAsync(cancellationToken);

    /// <summary>Tries quarantined messages again whose time has come.</summary>
    public async Task RetryQuarantineAsync(CancellationToken cancellationToken)
    {
        var due = await _store.ListMessagesAsync(
            new LedgerQuery { Outcomes = [MessageOutcome.Quarantined], DueBefore = _time.GetUtcNow(), Take = 50 },
            cancellationToken);
        foreach (var group in due.GroupBy(r => r.AddressId))
        {
            try
            {
                await _quarantine.RetryAsync(group.Select(r => r.Key).ToList(), cancellationToken);
            }
            catch (ProviderException exception)
            {
                _logger.LogInformation("Quarantined mail of {AddressId} waits: {Reason}", group.Key, exception.Reason.Code);
                await PostponeAsync([.. group], cancellationToken);
            }
        }
    }

    /// <summary>Does the work items that are due.</summary>
    public async Task DoWorkAsync(CancellationToken cancellationToken)
    {
        foreach (var item in await _store.GetDueWorkAsync(_time.GetUtcNow(), 50, cancellationToken))
        {
            var again = await DoAsync(item, cancellationToken);
            await _store.ApplyAsync(
                again is null
                    ? new MailChanges { FinishedWork = [item.Id] }
                    : new MailChanges { FinishedWork = [item.Id], Work = [again] },
                cancellationToken);
        }
    }

    /// <summary>Erases mail that has been in Deleted long enough; tombstones stay (TH8, SY6).</summary>
    public async Task EraseDeletedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var ids = await _store.GetDeletedEmailIdsAsync(
                _time.GetUtcNow() - _options.DeletedRetention, 100, cancellationToken);
            if (ids.Count == 0)
            {
                return;
            }

            await EraseAsync(ids, cancellationToken);
        }
    }

    /// <summary>Lets go of automatic mail that is too old for any budget to count it (LO3).</summary>
    public Task ForgetAutomaticMailAsync(CancellationToken cancellationToken) => _budget.ForgetAsync(cancellationToken);

    /// <summary>Lets go of what automations did more than a month ago.</summary>
    public Task ForgetRunsAsync(CancellationToken cancellationToken) => _runs.ForgetAsync(cancellationToken);

    /// <summary>Lets go of what came in at forwarding addresses and whose time is over.</summary>
    public Task ExpireArrivalsAsync(CancellationToken cancellationToken) => _arrivals.ExpireAsync(cancellationToken);

    /// <summary>Erases e-mails and the raw messages that nobody else names.</summary>
    public async Task EraseAsync(IReadOnlyList<string> emailIds, CancellationToken cancellationToken)
    {
        var blobs = await _store.GetBlobNamesAsync(emailIds, cancellationToken);
        var result = await _store.ApplyAsync(new MailChanges { ErasedEmailIds = emailIds }, cancellationToken);
        if (result.Outcome == ApplyOutcome.Applied)
        {
            foreach (var name in await _store.FindUnusedBlobsAsync(blobs, cancellationToken))
            {
                await _blobs.DeleteAsync(name, cancellationToken);
            }
        }
    }

    private async Task PostponeAsync(IReadOnlyList<ProviderMessage> rows, CancellationToken cancellationToken)
    {
        var later = _time.GetUtcNow() + TimeSpan.FromMinutes(15);
        await _store.ApplyAsync(
            new MailChanges { Messages = rows.Select(r => r with { RetryAt = later }).ToList() }, cancellationToken);
    }

    /// <returns>The item as it is to be tried again; null when it is settled.</returns>
    private async Task<WorkItem?> DoAsync(WorkItem item, CancellationToken cancellationToken)
    {
        if (_handlers.FirstOrDefault(h => h.Kind == item.Kind) is { } handler)
        {
            return await HandleAsync(handler, item, cancellationToken);
        }

        if (item.Kind is not (ProviderWork.ReadKind or ProviderWork.MoveKind))
        {
            _logger.LogError("Work item {Id} has the unknown kind {Kind} and is dropped.", item.Id, item.Kind);
            return null;
        }

        var work = ProviderWork.Parse(item.Payload);
        if (await _contexts.LoadAsync(work.AddressId, cancellationToken) is not { } context)
        {
            return null;
        }

        try
        {
            await DoAsync(_contexts.OpenMailbox(context), work, cancellationToken);
            return null;
        }
        catch (ProviderException exception) when (
            exception.Error is ProviderError.Throttled or ProviderError.Unavailable or ProviderError.SignIn
            && item.Attempts + 1 < MaxWorkAttempts)
        {
            var wait = exception.RetryAfter ?? TimeSpan.FromSeconds(Math.Min(30 * Math.Pow(2, item.Attempts), 3600));
            return item with { DueAt = _time.GetUtcNow() + wait, Attempts = item.Attempts + 1 };
        }
        catch (ProviderException exception)
        {
            _logger.LogWarning("Work item {Id} is given up: {Reason}", item.Id, exception.Reason.Code);
            return null;
        }
    }

    private async Task<WorkItem?> HandleAsync(IWorkHandler handler, WorkItem item, CancellationToken cancellationToken)
    {
        try
        {
            await handler.HandleAsync(item, cancellationToken);
            return null;
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
        {
            _logger.LogError(exception, "Work item {Id} of kind {Kind} failed and is tried again.", item.Id, item.Kind);
            var wait = TimeSpan.FromSeconds(Math.Min(30 * Math.Pow(2, item.Attempts), 3600));
            return item with { DueAt = _time.GetUtcNow() + wait, Attempts = item.Attempts + 1 };
        }
    }

    private static Task DoAsync(IMailboxClient mailbox, ProviderWork work, CancellationToken cancellationToken) =>
        work.Action switch
        {
            ProviderAction.MarkRead => mailbox.SetReadAsync(work.ProviderId, isRead: true, cancellationToken),
            ProviderAction.MarkUnread => mailbox.SetReadAsync(work.ProviderId, isRead: false, cancellationToken),
            ProviderAction.MoveToInbox => mailbox.MoveAsync(work.ProviderId, MoveTarget.Inbox, cancellationToken),
            ProviderAction.MoveToSpam => mailbox.MoveAsync(work.ProviderId, MoveTarget.Spam, cancellationToken),
            _ => mailbox.MoveAsync(work.ProviderId, MoveTarget.Deleted, cancellationToken),
        };
}
