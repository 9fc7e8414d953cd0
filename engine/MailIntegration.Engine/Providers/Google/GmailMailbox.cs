using System.Globalization;
using MailIntegration.Engine.Channels;

namespace MailIntegration.Engine.Providers.Google;

/// <summary>
/// One mailbox over the Gmail API: a round lists the folder's label once, then follows the mailbox's history
/// (developers.google.com/workspace/gmail/api/guides/sync). Lists name ids only; time and state come with the raw message,
/// which is one call of the same price in every format.
/// </summary>
internal sealed class GmailMailbox : IMailboxClient
{
    private const string ListPrefix = "list:";
    private const string HistoryPrefix = "history:";

    /// <summary>How many of the newest messages are compared with what a search finds; more do not arrive while its index lags.</summary>
    private const int Newest = 50;

    private const string Inbox = "INBOX";
    private const string Sent = "SENT";
    private const string Spam = "SPAM";
    private const string Trash = "TRASH";
    private const string Unread = "UNREAD";

    private readonly IGmailApi _api;
    private readonly GmailSession _session;
    private readonly ProviderContext _context;

    public GmailMailbox(IGmailApi api, GmailSession session, ProviderContext context)
    {
        _api = api;
        _session = session;
        _context = context;
    }

    public int Concurrency => GmailGate.MaxCalls;

    public async Task<ChangePage> GetChangesAsync(
        MailFolder folder, DateTimeOffset from, string? token, CancellationToken cancellationToken)
    {
        if (token is null)
        {
            // The history begins before the list: what comes meanwhile is told twice rather than never.
            var historyId = await ReadAsync(GmailPrices.Profile, user => _api.GetHistoryIdAsync(user, cancellationToken), cancellationToken);
            return await ListRoundAsync(folder, from, historyId, null, cancellationToken);
        }

        var parts = token.Split(':', 3);
        return parts switch
        {
            ["list", var historyId, var page] => await ListRoundAsync(folder, from, historyId, page, cancellationToken),
            ["history", var historyId, var page] => await FollowAsync(folder, historyId, page.Length == 0 ? null : page, cancellationToken),
            // Kept from before the channel moved to another provider.
            _ => throw new ProviderException(ProviderError.CursorLost, new Reason("cursor-lost")),
        };
    }

    public async Task<ChangePage> ListAsync(
        MailFolder folder, DateTimeOffset from, DateTimeOffset until, string? token, CancellationToken cancellationToken)
    {
        var page = await ListPageAsync(folder, from, until, token, cancellationToken);
        return new ChangePage(ToChanges(page), page.NextPageToken, page.NextPageToken is null);
    }

    public async Task<long> CountAsync(
        MailFolder folder, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (from <= DateTimeOffset.UnixEpoch && until == DateTimeOffset.MaxValue && folder != MailFolder.Sent)
        {
            return await ReadAsync(
                GmailPrices.Label, user => _api.CountLabelAsync(user, LabelOf(folder), cancellationToken), cancellationToken);
        }

        // The API's own estimate of a result's size is an estimate.
        var count = 0L;
        string? token = null;
        do
        {
            var page = await ListPageAsync(folder, from, until, token, cancellationToken);
            count += page.Messages.Count;
            token = page.NextPageToken;
        }
        while (token is not null);
        return count;
    }

    public async Task<RawRead<T>> ReadRawAsync<T>(
        string providerId, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var (message, raw) = await ReadAsync(GmailPrices.Get, user => _api.GetRawAsync(user, providerId, cancellationToken), cancellationToken);
        await using (raw)
        {
            return new RawRead<T>(await read(raw, cancellationToken), ToChange(message));
        }
    }

    public async Task<bool> IsDeletedAsync(string providerId, CancellationToken cancellationToken)
    {
        try
        {
            var message = await ReadAsync(GmailPrices.Get, user => _api.GetMessageAsync(user, providerId, cancellationToken), cancellationToken);
            return message.Labels.Contains(Trash);
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.MessageNotFound)
        {
            return true;
        }
    }

    public Task SetReadAsync(string providerId, bool isRead, CancellationToken cancellationToken) =>
        ModifyAsync(providerId, isRead ? [] : [Unread], isRead ? [Unread] : [], cancellationToken);

    public Task MoveAsync(string providerId, MoveTarget target, CancellationToken cancellationToken) => target switch
    {
        MoveTarget.Inbox => ModifyAsync(providerId, [Inbox], [Spam, Trash], cancellationToken),
        MoveTarget.Spam => ModifyAsync(providerId, [Spam], [Inbox, Trash], cancellationToken),
        _ => ModifyAsync(providerId, [Trash], [Inbox, Spam], cancellationToken),
    };

    private async Task<ChangePage> ListRoundAsync(
        MailFolder folder, DateTimeOffset from, string historyId, string? token, CancellationToken cancellationToken)
    {
        var page = await ListPageAsync(folder, from, DateTimeOffset.MaxValue, token, cancellationToken);
        var changes = ToChanges(page);
        if (token is null)
        {
            changes.AddRange(await ListUnindexedAsync(folder, from, page, cancellationToken));
        }

        return page.NextPageToken is { } next
            ? new ChangePage(changes, $"{ListPrefix}{historyId}:{next}", IsLast: false)
            : new ChangePage(changes, $"{HistoryPrefix}{historyId}:", IsLast: true);
    }

    /// <summary>The newest messages that a search did not find: its index lags, and what came before the history began is in
    /// no history either. A list without search words is up to date, but knows no time.</summary>
    private async Task<IReadOnlyList<MessageChange>> ListUnindexedAsync(
        MailFolder folder, DateTimeOffset from, GmailPage found, CancellationToken cancellationToken)
    {
        var query = new GmailQuery([LabelOf(folder)], "", Take: Newest);
        var newest = await ReadAsync(GmailPrices.List, user => _api.ListMessagesAsync(user, query, cancellationToken), cancellationToken);
        var missed = new List<MessageChange>();
        foreach (var id in newest.Messages.Select(m => m.Id).Except(found.Messages.Select(m => m.Id), StringComparer.Ordinal))
        {
            try
            {
                var message = await ReadAsync(GmailPrices.Get, user => _api.GetMessageAsync(user, id, cancellationToken), cancellationToken);
                if (message.ReceivedAt < from)
                {
                    break;
                }

                if (IsIn(folder, message.Labels))
                {
                    missed.Add(ToChange(message));
                }
            }
            catch (ProviderException exception) when (exception.Error == ProviderError.MessageNotFound)
            {
                // Gone since it was listed.
            }
        }

        missed.Reverse();
        return missed;
    }

    /// <summary>The whole mailbox's history, judged by the labels that each message bears: a filter by label would hide that
    /// it was taken away. Of several changes of one message the last one counts.</summary>
    private async Task<ChangePage> FollowAsync(
        MailFolder folder, string historyId, string? token, CancellationToken cancellationToken)
    {
        var page = await ReadAsync(
            GmailPrices.History, user => _api.ListHistoryAsync(user, historyId, token, cancellationToken), cancellationToken);
        var changes = page.Changes
            .Select(c => c.IsDeleted || !IsIn(folder, c.Message.Labels)
                ? new MessageChange(c.Message.Id, IsRemoved: true, null)
                : ToChange(c.Message))
            .Reverse().DistinctBy(c => c.ProviderId, StringComparer.Ordinal).Reverse()
            .ToList();
        return page.NextPageToken is { } next
            ? new ChangePage(changes, $"{HistoryPrefix}{historyId}:{next}", IsLast: false)
            : new ChangePage(changes, $"{HistoryPrefix}{page.HistoryId}:", IsLast: true);
    }

    private Task<GmailPage> ListPageAsync(
        MailFolder folder, DateTimeOffset from, DateTimeOffset until, string? token, CancellationToken cancellationToken)
    {
        var words = new List<string>();
        if (from > DateTimeOffset.UnixEpoch)
        {
            words.Add("after:" + from.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        }

        if (until < DateTimeOffset.MaxValue)
        {
            words.Add("before:" + until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        }

        if (folder == MailFolder.Sent)
        {
            // A mail to oneself bears both labels; it is counted where it is read.
            words.Add("-in:inbox");
        }

        var query = new GmailQuery([LabelOf(folder)], string.Join(' ', words), token);
        return ReadAsync(GmailPrices.List, user => _api.ListMessagesAsync(user, query, cancellationToken), cancellationToken);
    }

    private Task ModifyAsync(string id, string[] add, string[] remove, CancellationToken cancellationToken) => _session.RunAsync(
        _context,
        GmailPrices.Modify,
        isRepeatable: false,
        async user =>
        {
            await _api.ModifyAsync(user, id, add, remove, cancellationToken);
            return true;
        },
        cancellationToken);

    private Task<T> ReadAsync<T>(int units, Func<GmailUser, Task<T>> call, CancellationToken cancellationToken) =>
        _session.RunAsync(_context, units, isRepeatable: true, call, cancellationToken);

    /// <summary>Oldest first: answers are read after what they answer.</summary>
    private static List<MessageChange> ToChanges(GmailPage page) =>
        page.Messages.Reverse().Select(m => new MessageChange(m.Id, IsRemoved: false, null) { ThreadId = m.ThreadId }).ToList();

    private static MessageChange ToChange(GmailMessage message) => new(
        message.Id, IsRemoved: false, message.ReceivedAt, !message.Labels.Contains(Unread), message.Labels.Contains("DRAFT"))
    {
        ThreadId = message.ThreadId,
    };

    private static bool IsIn(MailFolder folder, IReadOnlyList<string> labels) =>
        !labels.Contains(Trash) && labels.Contains(LabelOf(folder)) && (folder != MailFolder.Sent || !labels.Contains(Inbox));

    private static string LabelOf(MailFolder folder) => folder switch
    {
        MailFolder.Inbox => Inbox,
        MailFolder.Sent => Sent,
        _ => Spam,
    };
}
