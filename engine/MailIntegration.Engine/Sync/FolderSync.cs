using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Sync;

/// <summary>
/// Walks one folder's change feed from its cursor to the end. The cursor is written in the same commit as the last mail
/// of its page, so a crash repeats a page at most, and repeated messages are known by their keys (SY2, SY3).
/// </summary>
public sealed class FolderSync
{
    private readonly IMailStore _store;
    private readonly MailFetcher _fetcher;
    private readonly BatchWriter _writer;
    private readonly KnownMessages _known;
    private readonly SyncOptions _options;
    private readonly ILogger _logger;

    public FolderSync(
        IMailStore store,
        MailFetcher fetcher,
        BatchWriter writer,
        KnownMessages known,
        SyncOptions options,
        ILogger<FolderSync> logger)
    {
        _store = store;
        _fetcher = fetcher;
        _writer = writer;
        _known = known;
        _options = options;
        _logger = logger;
    }

    /// <summary>Reads the folder to the end of its feed, or a backfill to its oldest moment.</summary>
    /// <param name="checkpoint">Called after every commit with the number of messages handled; throws
    /// <see cref="OperationCanceledException"/> when the run is to stop.</param>
    /// <returns>False when somebody else moved the cursor: the run ends quietly.</returns>
    public async Task<bool> RunAsync(
        SyncContext context,
        IMailboxClient mailbox,
        SyncCursor cursor,
        Action<int> checkpoint,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(mailbox);
        ArgumentNullException.ThrowIfNull(cursor);
        ArgumentNullException.ThrowIfNull(checkpoint);
        var restarted = false;
        while (true)
        {
            ChangePage page;
            try
            {
                page = await ReadPageAsync(context, mailbox, cursor, cancellationToken);
            }
            catch (ProviderException exception) when (exception.Error == ProviderError.CursorLost && !restarted)
            {
                // A new round from the beginning: known messages cost a look-up each, nothing is stored twice (SY2).
                _logger.LogInformation("The change feed of {Address} {Folder} starts anew.", cursor.AddressId, cursor.Folder);
                restarted = true;
                cursor = cursor with { Token = null };
                continue;
            }

            var next = cursor with
            {
                Token = page.NextToken,
                IsComplete = cursor.IsComplete || page.IsLast,
            };
            if (!await WritePageAsync(context, mailbox, cursor, page, next, checkpoint, cancellationToken))
            {
                return false;
            }

            cursor = next with { Version = cursor.Version + 1 };
            if (page.IsLast)
            {
                return true;
            }
        }
    }

    private static Task<ChangePage> ReadPageAsync(
        SyncContext context, IMailboxClient mailbox, SyncCursor cursor, CancellationToken cancellationToken) =>
        cursor.Kind == CursorKind.Backfill
            ? mailbox.ListAsync(
                cursor.Folder, cursor.Until ?? context.Address.SyncFrom, DateTimeOffset.MaxValue, cursor.Token, cancellationToken)
            : mailbox.GetChangesAsync(cursor.Folder, context.Address.SyncFrom, cursor.Token, cancellationToken);

    private async Task<bool> WritePageAsync(
        SyncContext context,
        IMailboxClient mailbox,
        SyncCursor cursor,
        ChangePage page,
        SyncCursor next,
        Action<int> checkpoint,
        CancellationToken cancellationToken)
    {
        var isImport = cursor.Kind == CursorKind.Backfill || (!cursor.IsComplete && mailbox.HasHistory);
        var batches = (await FreshAsync(context, cursor, page, cancellationToken)).Chunk(_options.BatchSize).ToList();

        // The next batch is fetched while the last one is written.
        var fetch = Fetch(0);
        for (var index = 0; index < batches.Count; index++)
        {
            var mails = await fetch;
            fetch = Fetch(index + 1);
            var isLastBatch = index == batches.Count - 1;
            if (!await _writer.WriteAsync(context, mails, isLastBatch ? Rest : NothingAsync, isImport, cancellationToken))
            {
                await fetch;
                return false;
            }

            checkpoint(mails.Count);
        }

        if (batches.Count == 0)
        {
            if (!await _writer.WriteAsync(context, [], Rest, isImport, cancellationToken))
            {
                return false;
            }

            checkpoint(0);
        }

        return true;

        async Task<IReadOnlyList<ParsedMail>> Fetch(int index)
        {
            if (index >= batches.Count)
            {
                return [];
            }

            // Where only the message tells its time, it is too old or not only now.
            var mails = await _fetcher.FetchAsync(mailbox, context.Address.Id, cursor.Folder, batches[index], cancellationToken);
            return mails.Where(m => m.Failure is not null || m.ReceivedAt >= context.Address.SyncFrom).ToList();
        }

        async Task<MailChanges> Rest(CancellationToken token)
        {
            var followed = cursor.Kind == CursorKind.Backfill
                ? new MailChanges()
                : await _known.FollowAsync(context, cursor.Folder, page.Changes, mailbox.IsDeletedAsync, token);
            return followed with { Cursor = next };
        }
    }

    private static Task<MailChanges> NothingAsync(CancellationToken cancellationToken) => Task.FromResult(new MailChanges());

    /// <summary>Messages of the page that are wanted and not in the ledger yet.</summary>
    private async Task<IReadOnlyList<MessageChange>> FreshAsync(
        SyncContext context, SyncCursor cursor, ChangePage page, CancellationToken cancellationToken)
    {
        var wanted = page.Changes
            .Where(c => !c.IsRemoved && (c.ReceivedAt is null || c.ReceivedAt >= context.Address.SyncFrom))
            .DistinctBy(c => c.ProviderId, StringComparer.Ordinal)
            .ToList();
        var known = await _store.FindMessagesAsync(
            wanted.Select(c => EmailIdentity.MessageKey(cursor.AddressId, c.ProviderId)).ToList(), cancellationToken);
        return wanted
            .Where(c => !known.ContainsKey(EmailIdentity.MessageKey(cursor.AddressId, c.ProviderId)))
            .OrderBy(c => c.ReceivedAt)
            .ToList();
    }
}
