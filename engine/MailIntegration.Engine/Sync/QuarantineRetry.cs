using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Sync;

/// <summary>Tries quarantined messages again, by hand or when their time has come (SY4, PR4).</summary>
public sealed class QuarantineRetry
{
    private readonly IMailStore _store;
    private readonly SyncContexts _contexts;
    private readonly MailFetcher _fetcher;
    private readonly BatchWriter _writer;

    public QuarantineRetry(
        IMailStore store,
        SyncContexts contexts,
        MailFetcher fetcher,
        BatchWriter writer)
    {
        _store = store;
        _contexts = contexts;
        _fetcher = fetcher;
        _writer = writer;
    }

    /// <summary>Whether a message can be tried again: it could not be processed, or was left out.</summary>
    public static bool IsOpen(ProviderMessage row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Outcome == MessageOutcome.Quarantined || WaitingMail.IsLeftOut(row);
    }

    /// <summary>Reads the messages again from their raw copy, or from the provider where there is none.</summary>
    /// <returns>How many of them are settled now.</returns>
    /// <exception cref="ProviderException">The mailbox cannot be reached; nothing changed for its messages.</exception>
    public async Task<int> RetryAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        var rows = (await _store.FindMessagesAsync(keys, cancellationToken)).Values
            .Where(IsOpen);
        var settled = 0;
        foreach (var group in rows.GroupBy(r => (r.AddressId, r.Folder)))
        {
            settled += await RetryAsync(group.Key.AddressId, group.Key.Folder, [.. group], cancellationToken);
        }

        return settled;
    }

    private async Task<int> RetryAsync(
        string addressId, MailFolder folder, IReadOnlyList<ProviderMessage> rows, CancellationToken cancellationToken)
    {
        if (await _contexts.LoadAsync(addressId, cancellationToken) is not { } context)
        {
            return 0;
        }

        var mails = new List<ParsedMail>(rows.Count);
        foreach (var row in rows.Where(r => r.RawBlob is not null))
        {
            mails.Add(await _fetcher.ReadAsync(FromRaw(row), cancellationToken));
        }

        var missing = rows.Where(r => r.RawBlob is null)
            .Select(r => new MessageChange(r.ProviderId, IsRemoved: false, r.ReceivedAt))
            .ToList();
        if (missing.Count > 0)
        {
            var mailbox = _contexts.OpenMailbox(context);
            mails.AddRange(await _fetcher.FetchAsync(mailbox, addressId, folder, missing, cancellationToken));
        }

        await _writer.WriteAsync(
            context, mails, _ => Task.FromResult(new MailChanges()), isImport: false, cancellationToken);
        var after = await _store.FindMessagesAsync(rows.Select(r => r.Key).ToList(), cancellationToken);
        return after.Values.Count(r => !IsOpen(r));
    }

    private static ParsedMail FromRaw(ProviderMessage row) => new()
    {
        Key = row.Key,
        ProviderId = row.ProviderId,
        Folder = row.Folder,
        ReceivedAt = row.ReceivedAt,
        Raw = new BlobInfo(row.RawBlob!, row.Size),
    };
}
