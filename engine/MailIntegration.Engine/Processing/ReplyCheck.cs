using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;

namespace MailIntegration.Engine.Processing;

/// <summary>
/// Adds <see cref="MailEvents.ReplyReceived"/> to planned mail: which of it answers us. However its conversation was found,
/// what counts is that we wrote there before.
/// </summary>
internal sealed class ReplyCheck
{
    private static readonly string[] Left = [OutboxRecords.NameOf(OutboxState.Sent), OutboxRecords.NameOf(OutboxState.Sending)];

    private readonly IMailStore _store;

    public ReplyCheck(IMailStore store)
    {
        _store = store;
    }

    public async Task<MailChanges> AddAsync(SyncContext context, MailChanges planned, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var received = planned.Events.Where(e => e.Kind == MailEvents.EmailReceived)
            .Select(e => MailEvents.Read<EmailReceived>(e)!)
            .Where(r => planned.Emails.Any(e => e.Id == r.EmailId && e.Class == MailClass.Personal))
            .ToList();
        var replies = new List<MailEvent>();
        foreach (var conversation in received.GroupBy(r => r.ConversationId, StringComparer.Ordinal))
        {
            if (await HaveWeWrittenAsync(context, planned, conversation.Key, cancellationToken))
            {
                replies.AddRange(conversation.Select(r => MailEvents.Create(
                    MailEvents.ReplyReceived, new ReplyReceived(r.EmailId, r.ConversationId, r.AddressId), now, r.AddressId)));
            }
        }

        return replies.Count == 0 ? planned : planned with { Events = [.. planned.Events, .. replies] };
    }

    private async Task<bool> HaveWeWrittenAsync(
        SyncContext context, MailChanges planned, string conversationId, CancellationToken cancellationToken)
    {
        if (planned.Emails.Any(e => e.Kind == EmailKind.Sent && e.ConversationId == conversationId))
        {
            return true;
        }

        List<string> ids = [conversationId];
        for (var at = 0; at < ids.Count; at++)
        {
            ids.AddRange(planned.Merges.Where(m => m.IntoId == ids[at]).Select(m => m.FromId).Except(ids, StringComparer.Ordinal));
        }

        var sent = new RecordQuery { Kind = RecordKinds.Outbox, ConversationIds = ids, States = Left };
        if (await _store.CountRecordsAsync(sent, 1, cancellationToken) > 0)
        {
            return true;
        }

        var reader = ConversationAccess.SystemReader(context.Channel);
        foreach (var id in ids)
        {
            if (await _store.GetConversationAsync(reader, id, cancellationToken) is { } view
                && view.Emails.Any(e => e.Email.Kind == EmailKind.Sent))
            {
                return true;
            }
        }

        return false;
    }
}
