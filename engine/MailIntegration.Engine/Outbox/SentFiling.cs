using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Outbox;

/// <summary>
/// Files what was sent: the e-mail enters the store by the same way as fetched mail and in one commit with its entry. The
/// sync of Sent Items finds it known; when the sync was faster, the entry takes over its e-mail (SY3, SY10).
/// </summary>
public sealed class SentFiling
{
    private readonly IMailStore _store;
    private readonly OutboxStore _entries;
    private readonly MailFetcher _fetcher;
    private readonly BatchWriter _writer;
    private readonly BlobCleanup _cleanup;
    private readonly TimeProvider _time;

    public SentFiling(
        IMailStore store,
        OutboxStore entries,
        MailFetcher fetcher,
        BatchWriter writer,
        BlobCleanup cleanup,
        TimeProvider time)
    {
        _store = store;
        _entries = entries;
        _fetcher = fetcher;
        _writer = writer;
        _cleanup = cleanup;
        _time = time;
    }

    /// <param name="look">The sent copy at the provider.</param>
    /// <param name="isSeen">False when only a person says that it was sent: the ledger then does not count on the copy.</param>
    /// <exception cref="EntryLostException">Somebody else changed the entry.</exception>
    internal async Task FileAsync(
        SyncContext context, OutboxEntry entry, SentLook look, bool isSeen, CancellationToken cancellationToken)
    {
        var key = EmailIdentity.MessageKey(context.Address.Id, look.ProviderId);
        var mail = await _fetcher.ReadAsync(
            new ParsedMail
            {
                Key = key,
                ProviderId = look.ProviderId,
                Folder = MailFolder.Sent,
                ReceivedAt = look.At,
                IsRead = true,
                Raw = new BlobInfo(entry.RawBlob, entry.Size),
            },
            cancellationToken);
        var isCounted = isSeen && context.Address.Folders.Contains(MailFolder.Sent);
        await _writer.WriteAsync(
            context,
            [mail],
            async (planned, token) => await CompleteAsync(
                await WithCopyAsync(isCounted ? planned : NotCounted(planned), context, entry, look, isSeen, token), context, entry, look, key, token),
            isImport: false,
            cancellationToken);
        await _cleanup.RemoveUnusedAsync(entry.Blobs(), cancellationToken);
    }

    /// <summary>A mailbox that stood in for a forwarding address has a copy in its own Sent folder. It belongs to the forwarding
    /// address and its readers: the ledger knows it, and the mailbox' sync leaves it out.</summary>
    private async Task<MailChanges> WithCopyAsync(
        MailChanges planned, SyncContext context, OutboxEntry entry, SentLook look, bool isSeen, CancellationToken cancellationToken)
    {
        if (!isSeen || entry.SentVia is not { } via || context.Setup.FindAddress(via)?.Folders.Contains(MailFolder.Sent) != true)
        {
            return planned;
        }

        var key = EmailIdentity.MessageKey(via, look.ProviderId);
        return (await _store.FindMessagesAsync([key], cancellationToken)).ContainsKey(key)
            ? planned
            : planned with
            {
                Messages =
                [
                    .. planned.Messages,
                    new ProviderMessage
                    {
                        Key = key,
                        AddressId = via,
                        ProviderId = look.ProviderId,
                        Folder = MailFolder.Sent,
                        ReceivedAt = look.At,
                        Outcome = MessageOutcome.Ignored,
                        Reason = new Reason("sent-for-another", "email", entry.From.Address),
                    },
                ],
            };
    }

    private async Task<MailChanges> CompleteAsync(
        MailChanges planned, SyncContext context, OutboxEntry entry, SentLook look, string key, CancellationToken cancellationToken)
    {
        if (await _entries.FindAsync(entry.Id, cancellationToken) is not { } current || current.Version != entry.Version)
        {
            throw new EntryLostException($"Entry {entry.Id} was changed by somebody else.");
        }

        var now = _time.GetUtcNow();
        var sent = entry.Move(OutboxState.Sent, null, now) with
        {
            SentAt = look.At,
            DueAt = null,
            Draft = null,
            EmailId = await EmailIdAsync(planned, key, cancellationToken),
            Handover = entry.Handover with { Step = HandoverStep.Accepted, DraftId = look.ProviderId },
        };
        var (reported, history, pending) = await ReportedAsync(sent, cancellationToken);
        sent = reported;
        return planned with
        {
            Records = [.. planned.Records, OutboxRecords.ToRecord(sent), .. history, .. await FollowAsync(planned, context, sent, now, cancellationToken)],
            DeletedRecords = [.. planned.DeletedRecords, .. pending],
            ThreadReferences = look.MessageId is { } id && id != entry.MessageId && entry.ConversationId is { } conversation
                ? [.. planned.ThreadReferences, new ThreadReference(entry.SenderId, id, conversation)]
                : planned.ThreadReferences,
            Events = [.. planned.Events.Select(e => Tell(e, sent)), OutboxRecords.Changed(sent, now)],
        };
    }

    /// <summary>Who sees only what he follows goes on seeing what he wrote (CV5).</summary>
    private async Task<IReadOnlyList<MailRecord>> FollowAsync(
        MailChanges planned, SyncContext context, OutboxEntry sent, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (sent is not { AuthorId: { } author, EmailId: { } emailId } || context.Members.All(m => m.Id != author || !m.OnlyFollowed))
        {
            return [];
        }

        var email = planned.Emails.FirstOrDefault(e => e.Id == emailId)
            ?? (await _store.GetEmailsAsync(ConversationAccess.SystemReader(context.Channel), [emailId], cancellationToken) is [var known]
                ? known.Email
                : null);
        if (email is null)
        {
            return [];
        }

        var follow = FollowRecords.ToRecord(new FollowTarget(FollowKind.Conversation, email.ConversationId), author, null, now);
        return (await _store.FindRecordsAsync(follow.Kind, [follow.Id], cancellationToken)).Count == 0 ? [follow] : [];
    }

    /// <summary>A delivery report may be faster than the sent copy: what it said becomes the e-mail's.</summary>
    private async Task<(OutboxEntry Entry, IReadOnlyList<MailRecord> History, IReadOnlyList<RecordDeletion> Pending)> ReportedAsync(
        OutboxEntry sent, CancellationToken cancellationToken)
    {
        var id = EmailHistoryRecords.PendingId(sent.Id);
        if (sent.EmailId is not { } emailId
            || await _store.FindRecordsAsync(RecordKinds.EmailHistory, [id], cancellationToken) is not [var record]
            || EmailHistoryRecords.Read(record, id) is not { Delivery: { } delivery } history)
        {
            return (sent, [], []);
        }

        var before = await _store.FindRecordsAsync(RecordKinds.EmailHistory, [emailId], cancellationToken) is [var known] ? known : null;
        var now = _time.GetUtcNow();
        var state = delivery.Problem == DeliveryProblem.Bounced ? OutboxState.Bounced : OutboxState.Delayed;
        return (
            sent.Move(state, history.Decisions.Count > 0 ? history.Decisions[^1].Reason : null, now),
            [EmailHistoryRecords.ToRecord(history with { EmailId = emailId }, sent.ConversationId, before, now)],
            [new RecordDeletion(record.Kind, record.Id, record.Version)]);
    }

    /// <summary>What the pipeline tells of a sent mail, with what only the outbox knows.</summary>
    private static MailEvent Tell(MailEvent told, OutboxEntry entry) =>
        told.Kind == MailEvents.EmailSent && MailEvents.Read<EmailSent>(told) is { } sent
            ? told with
            {
                Payload = System.Text.Json.JsonSerializer.Serialize(
                    sent with { EntryId = entry.Id, AuthorId = entry.AuthorId, IsAutomatic = entry.IsAutomatic }, MailEvents.Json),
            }
            : told;

    private async Task<string?> EmailIdAsync(MailChanges planned, string key, CancellationToken cancellationToken)
    {
        if (planned.Messages.FirstOrDefault(m => m.Key == key) is { } row)
        {
            return row.EmailId;
        }

        var known = await _store.FindMessagesAsync([key], cancellationToken);
        return known.GetValueOrDefault(key)?.EmailId;
    }

    private MailChanges NotCounted(MailChanges planned)
    {
        var now = _time.GetUtcNow();
        return planned with { Messages = planned.Messages.Select(m => m with { GoneAt = now }).ToList() };
    }
}
