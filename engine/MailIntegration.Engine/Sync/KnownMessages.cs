using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Sync;

/// <summary>
/// What a feed says about messages that the ledger knows already: they were read, moved or removed at the provider. The
/// ledger always follows; what people see follows only when a setting says so (SY6).
/// </summary>
public sealed class KnownMessages
{
    private readonly IMailStore _store;
    private readonly TimeProvider _time;

    public KnownMessages(IMailStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    /// <summary>The changes that a page of the feed means for rows that exist.</summary>
    /// <param name="isDeleted">Tells whether a message that left the folder is deleted rather than filed elsewhere.</param>
    public async Task<MailChanges> FollowAsync(
        SyncContext context,
        MailFolder folder,
        IReadOnlyList<MessageChange> changes,
        Func<string, CancellationToken, Task<bool>> isDeleted,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(isDeleted);

        // The last word about a message counts: one page may name it several times.
        var last = new Dictionary<string, MessageChange>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            last[EmailIdentity.MessageKey(context.Address.Id, change.ProviderId)] = change;
        }

        var known = await _store.FindMessagesAsync(last.Keys, cancellationToken);
        var settings = context.Setup.Settings;
        var now = _time.GetUtcNow();
        var rows = new List<ProviderMessage>();
        var states = new List<EmailStateChange>();
        var read = new List<string>();
        foreach (var (key, change) in last)
        {
            if (!known.TryGetValue(key, out var row))
            {
                continue;
            }

            if (change.IsRemoved)
            {
                // A move to a folder that is read shows as removal here and as addition there, in either order.
                if (row.Folder == folder && row.GoneAt is null)
                {
                    rows.Add(row with { GoneAt = now });
                    if (settings.FollowProviderDeletes && row.EmailId is { } id && await isDeleted(change.ProviderId, cancellationToken))
                    {
                        states.Add(new EmailStateChange(id, EmailState.Deleted, now));
                    }
                }

                continue;
            }

            if (row.Folder != folder || row.GoneAt is not null)
            {
                rows.Add(row with { Folder = folder, GoneAt = null });
                if (settings.FollowProviderMoves && row.EmailId is { } id && row.Folder != folder)
                {
                    states.Add(new EmailStateChange(id, folder == MailFolder.Spam ? EmailState.Spam : EmailState.NotSpam, now));
                }
            }

            if (settings.FollowProviderReads && change.IsRead && row.EmailId is { } emailId)
            {
                read.Add(emailId);
            }
        }

        return new MailChanges
        {
            Messages = rows,
            EmailStates = states,
            Reads = read.Count > 0 ? [new ReadChange(null, read, IsRead: true)] : [],
        };
    }
}
