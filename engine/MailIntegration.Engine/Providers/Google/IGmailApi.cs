namespace MailIntegration.Engine.Providers.Google;

/// <summary>Whose mailbox, and how to get a token in his name.</summary>
/// <param name="Email">Primary address.</param>
/// <param name="GetTokenAsync">A valid access token; from a cache while it lasts.</param>
public sealed record GmailUser(string Email, Func<CancellationToken, Task<string>> GetTokenAsync);

/// <summary>A message as lists and histories name it.</summary>
/// <param name="Labels">Empty when the call does not tell them.</param>
/// <param name="ReceivedAt">internalDate; null when the call does not tell it.</param>
/// <param name="MessageId">Without angle brackets; null when the call does not tell it.</param>
public sealed record GmailMessage(
    string Id, string ThreadId, IReadOnlyList<string> Labels, DateTimeOffset? ReceivedAt = null, string? MessageId = null);

/// <summary>A draft by its own id and that of its message.</summary>
public sealed record GmailDraft(string Id, GmailMessage Message);

public sealed record GmailPage(IReadOnlyList<GmailMessage> Messages, string? NextPageToken);

/// <summary>What to list.</summary>
/// <param name="Labels">All of them are borne.</param>
/// <param name="Search">Search words of Gmail; empty for none.</param>
/// <param name="Take">At most 500.</param>
public sealed record GmailQuery(IReadOnlyList<string> Labels, string Search, string? PageToken = null, int Take = 500);

/// <summary>A message in a history record, with the labels that it bears.</summary>
public sealed record GmailChange(GmailMessage Message, bool IsDeleted);

/// <param name="HistoryId">Of the mailbox now: where the next history begins when this page is the last.</param>
public sealed record GmailHistoryPage(IReadOnlyList<GmailChange> Changes, string HistoryId, string? NextPageToken);

/// <summary>
/// Port: the calls of the Gmail API that the engine makes. Every call is made once; waiting, repeating and the unit budget are
/// the caller's. Failures are <see cref="ProviderException"/>; 404 is <see cref="ProviderError.MessageNotFound"/>, of a
/// history <see cref="ProviderError.CursorLost"/>.
/// </summary>
public interface IGmailApi
{
    /// <summary>The mailbox's current history id (users.getProfile).</summary>
    Task<string> GetHistoryIdAsync(GmailUser user, CancellationToken cancellationToken);

    /// <summary>Messages that bear a label (users.labels.get).</summary>
    Task<long> CountLabelAsync(GmailUser user, string label, CancellationToken cancellationToken);

    /// <summary>Newest first, spam and bin included (users.messages.list).</summary>
    Task<GmailPage> ListMessagesAsync(GmailUser user, GmailQuery query, CancellationToken cancellationToken);

    /// <summary>Changes since a history id, oldest first (users.history.list).</summary>
    Task<GmailHistoryPage> ListHistoryAsync(GmailUser user, string startHistoryId, string? pageToken, CancellationToken cancellationToken);

    /// <summary>Labels, time and Message-ID (users.messages.get, format metadata).</summary>
    Task<GmailMessage> GetMessageAsync(GmailUser user, string id, CancellationToken cancellationToken);

    /// <summary>The whole message in one call (users.messages.get, format raw). The stream is the caller's to dispose.</summary>
    Task<(GmailMessage Message, Stream Raw)> GetRawAsync(GmailUser user, string id, CancellationToken cancellationToken);

    /// <summary>Adds and removes labels (users.messages.modify).</summary>
    Task ModifyAsync(
        GmailUser user, string id, IReadOnlyList<string> add, IReadOnlyList<string> remove, CancellationToken cancellationToken);

    /// <summary>Addresses that may stand in From: the account's own, and others that were verified (users.settings.sendAs.list).</summary>
    Task<IReadOnlyList<string>> ListSendAsAsync(GmailUser user, CancellationToken cancellationToken);

    /// <summary>Makes a draft of a whole message (users.drafts.create, as an upload of at most 35 MB).</summary>
    /// <param name="threadId">The thread that it joins; null for none.</param>
    Task<string> CreateDraftAsync(GmailUser user, Stream mime, string? threadId, CancellationToken cancellationToken);

    Task<GmailDraft> GetDraftAsync(GmailUser user, string draftId, CancellationToken cancellationToken);

    /// <summary>Drafts that a search finds (users.drafts.list).</summary>
    Task<IReadOnlyList<GmailDraft>> FindDraftsAsync(GmailUser user, string search, CancellationToken cancellationToken);

    /// <summary>Sends a draft: it is gone then, and the sent message has another id (users.drafts.send).</summary>
    Task<GmailMessage> SendDraftAsync(GmailUser user, string draftId, CancellationToken cancellationToken);

    Task DeleteDraftAsync(GmailUser user, string draftId, CancellationToken cancellationToken);

    /// <summary>Asks for a message to a Pub/Sub topic whenever something comes into inbox, sent or spam; prolongs it when it
    /// is there already (users.watch).</summary>
    /// <returns>When it ends.</returns>
    Task<DateTimeOffset> WatchAsync(GmailUser user, string topic, CancellationToken cancellationToken);

    /// <summary>Takes it back (users.stop).</summary>
    Task StopWatchAsync(GmailUser user, CancellationToken cancellationToken);
}
