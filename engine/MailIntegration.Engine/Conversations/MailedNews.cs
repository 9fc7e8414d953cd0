using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Conversations;

/// <summary>
/// Tells open pages of a conversation when a mail that told somebody of its messages left or failed (CV4). Such mail is no part
/// of the conversation, so its own event does not reach them. Hearing twice makes pages look twice, no more.
/// </summary>
public sealed class MailedNews : IMailEventListener
{
    private readonly IMailStore _store;
    private readonly ConversationAccess _access;
    private readonly DeskWriter _writer;
    private readonly TimeProvider _time;

    public MailedNews(IMailStore store, ConversationAccess access, DeskWriter writer, TimeProvider time)
    {
        _store = store;
        _access = access;
        _writer = writer;
        _time = time;
    }

    public async Task HandleAsync(MailEvent mailEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mailEvent);
        if (mailEvent.Kind != MailEvents.OutboxChanged
            || MailEvents.Read<OutboxChanged>(mailEvent) is not { } change
            || await _store.FindRecordsAsync(RecordKinds.Outbox, [change.EntryId], cancellationToken) is not [var record]
            || OutboxRecords.Read(record) is not { AboutItemIds.Count: > 0, AboutConversationId: { } conversation } entry
            || entry.State is OutboxState.Queued or OutboxState.Sending)
        {
            return;
        }

        var place = await _access.PlaceAsync(conversation, cancellationToken);
        await _writer.CommitAsync(
            _ => Task.FromResult<MailChanges?>(
                new MailChanges { Events = [DeskEvents.Changed(DeskKind.Seen, place, _time.GetUtcNow())] }),
            cancellationToken);
    }
}
