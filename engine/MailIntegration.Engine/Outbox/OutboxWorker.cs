using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Outbox;

/// <summary>
/// Works through what is due. Each sender's entries are one node's work at a time (lease); should two work on one after
/// all, the entry's version lets only one of them take the next step.
/// </summary>
public sealed class OutboxWorker
{
    private const int PageSize = 50;

    private readonly OutboxStore _entries;
    private readonly OutboxDispatch _dispatch;
    private readonly ILeases _leases;
    private readonly OutboxOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public OutboxWorker(
        OutboxStore entries,
        OutboxDispatch dispatch,
        ILeases leases,
        OutboxOptions options,
        TimeProvider time,
        ILogger<OutboxWorker> logger)
    {
        _entries = entries;
        _dispatch = dispatch;
        _leases = leases;
        _options = options;
        _time = time;
        _logger = logger;
    }

    /// <summary>Does what is due now.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = _options.MaxParallel, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(await FindOwnersAsync(cancellationToken), options, async (owner, token) =>
        {
            try
            {
                await WorkAsync(owner, token);
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
            {
                _logger.LogError(exception, "The outbox of {Sender} could not be worked through; it is tried again.", owner);
            }
        });
    }

    private async Task<IReadOnlyCollection<string>> FindOwnersAsync(CancellationToken cancellationToken)
    {
        var owners = new HashSet<string>(StringComparer.Ordinal);
        (DateTimeOffset, string)? after = null;
        while (await _entries.GetDueAsync(null, after, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            owners.UnionWith(page.Select(e => OutboxRecords.OwnerOf(e.SenderId)));
            if (page.Count < PageSize)
            {
                break;
            }

            after = (page[^1].DueAt!.Value, page[^1].Id);
        }

        return owners;
    }

    private async Task WorkAsync(string owner, CancellationToken cancellationToken)
    {
        if (await _leases.TryAcquireAsync("outbox:" + owner, _options.LeaseDuration, cancellationToken) is not { } lease)
        {
            return;
        }

        await using var heartbeat = new LeaseHeartbeat(_leases, lease, _options.LeaseDuration, _time, cancellationToken);
        try
        {
            await WalkAsync(owner, heartbeat.Held);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _logger.LogInformation("Somebody else goes on with the outbox of {Sender}.", owner);
        }
    }

    /// <summary>One walk over what is due; what becomes due meanwhile waits for the next.</summary>
    private async Task WalkAsync(string owner, CancellationToken cancellationToken)
    {
        var budget = new WalkBudget();
        (DateTimeOffset, string)? after = null;
        while (await _entries.GetDueAsync(owner, after, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var entry in page)
            {
                after = (entry.DueAt!.Value, entry.Id);
                try
                {
                    await _dispatch.RunAsync(entry, budget, cancellationToken);
                }
                catch (EntryLostException)
                {
                    // Undone, or in other hands: nothing more to do here.
                    _logger.LogDebug("Mail {Id} was changed by somebody else.", entry.Id);
                }
            }

            if (page.Count < PageSize)
            {
                return;
            }
        }
    }
}

/// <summary>What one walk knows of its sender's budget: once it is used up, mail that has not left waits for the next walk.</summary>
internal sealed class WalkBudget
{
    public bool IsUsedUp { get; set; }
}
