using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Sync;

/// <summary>
/// Finds the mail that a delivery report is about (PR10): by the Message-ID that the report returns, then by its reply
/// headers, then by recipient among what the address sent within five days. Reads only.
/// </summary>
internal sealed class ReportMatcher
{
    private const int MaxIds = 10;
    private const int MaxRecent = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromDays(5);

    /// <summary>Our clock and the provider's may differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(15);

    private readonly IMailStore _store;

    public ReportMatcher(IMailStore store)
    {
        _store = store;
    }

    /// <param name="threads">What the address knows of the ids in the batch.</param>
    public async Task<IReadOnlyDictionary<string, ReportedMail>> MatchAsync(
        SyncContext context,
        IReadOnlyList<ParsedMail> mails,
        IReadOnlyDictionary<string, ThreadMatch> threads,
        CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, ReportedMail>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var mail in mails.Where(m => m.Digest is { Classification.IsReport: true }))
        {
            // Two reports of one batch about one mail: the second is planned with the next batch's state, else the first
            // one's record would be written over.
            if (await MatchAsync(context, mail, threads, cancellationToken) is { } match)
            {
                var key = match.EmailId ?? match.Entry?.Id ?? mail.Key;
                found.TryAdd(mail.Key, taken.Add(key) ? match : match with { Entry = null, EmailId = null });
            }
        }

        return found;
    }

    private async Task<ReportedMail?> MatchAsync(
        SyncContext context, ParsedMail mail, IReadOnlyDictionary<string, ThreadMatch> threads, CancellationToken cancellationToken)
    {
        foreach (var id in Ids(mail.Digest!))
        {
            if (await EntryAsync(id, cancellationToken) is { } entry)
            {
                return await OfEntryAsync(entry, isGuess: false, cancellationToken);
            }

            if (threads.TryGetValue(id, out var thread) && await EmailAsync(context, thread, id, cancellationToken) is { } email)
            {
                return email;
            }
        }

        return await RecentAsync(context, mail, cancellationToken) is { } recent
            ? await OfEntryAsync(recent, isGuess: true, cancellationToken)
            : null;
    }

    /// <summary>The ids that a report may be about.</summary>
    public static IEnumerable<string> Ids(MailDigest digest) =>
        new[] { digest.Classification.ReportedMessageId }.OfType<string>()
            .Concat(digest.InReplyTo).Concat(digest.References.Reverse()).Distinct(StringComparer.Ordinal).Take(MaxIds);

    private async Task<OutboxEntry?> EntryAsync(string messageId, CancellationToken cancellationToken) =>
        await _store.GetRecordsAsync(
            new RecordQuery { Kind = RecordKinds.Outbox, Key = messageId, Take = 1 }, cancellationToken) is [var record]
            ? OutboxRecords.Read(record)
            : null;

    private async Task<ReportedMail?> OfEntryAsync(OutboxEntry entry, bool isGuess, CancellationToken cancellationToken) =>
        entry.ConversationId is not { } conversation ? null : new ReportedMail(
            new ThreadMatch(entry.MessageId, conversation, entry.CreatedAt),
            entry,
            entry.EmailId,
            await HistoryAsync(entry.EmailId ?? EmailHistoryRecords.PendingId(entry.Id), cancellationToken),
            isGuess);

    /// <summary>A mail that left by a mail program.</summary>
    private async Task<ReportedMail?> EmailAsync(
        SyncContext context, ThreadMatch thread, string messageId, CancellationToken cancellationToken)
    {
        var view = await _store.GetConversationAsync(
            ConversationAccess.SystemReader(context.Channel), thread.ConversationId, cancellationToken);
        var email = view?.Emails.Select(e => e.Email).FirstOrDefault(e => e.Kind == EmailKind.Sent && e.MessageId == messageId);
        return email is null ? null : new ReportedMail(
            thread, null, email.Id, await HistoryAsync(email.Id, cancellationToken), IsGuess: false);
    }

    private async Task<OutboxEntry?> RecentAsync(SyncContext context, ParsedMail mail, CancellationToken cancellationToken)
    {
        var recipients = mail.Digest!.Classification.ReportedRecipients
            .Select(r => EmailAddresses.Normalize(r.Address)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        if (recipients.Count == 0)
        {
            return null;
        }

        var sent = await _store.GetRecordsAsync(
            new RecordQuery
            {
                Kind = RecordKinds.Outbox,
                Owners = [context.Address.Id],
                States = [OutboxRecords.NameOf(OutboxState.Sent), OutboxRecords.NameOf(OutboxState.Delayed)],
                From = mail.ReceivedAt - Patience,
                Until = mail.ReceivedAt + Skew,
                Take = MaxRecent,
            },
            cancellationToken);
        return sent.Select(OutboxRecords.Read).FirstOrDefault(e => e.To.Concat(e.Cc).Concat(e.Bcc)
            .Any(r => EmailAddresses.Normalize(r.Address) is { } address && recipients.Contains(address)));
    }

    private async Task<MailRecord?> HistoryAsync(string emailId, CancellationToken cancellationToken) =>
        await _store.FindRecordsAsync(RecordKinds.EmailHistory, [emailId], cancellationToken) is [var record] ? record : null;
}
