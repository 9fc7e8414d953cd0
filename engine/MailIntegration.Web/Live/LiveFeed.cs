using System.Text.Json;
using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Engine.Writing;

namespace MailIntegration.Web.Live;

/// <summary>Turns what the engine tells into live events: event rows, sync steps, and members' own actions.</summary>
internal sealed class LiveFeed : IInstantListener
{
    private const int RememberedIds = 2000;

    private readonly LiveBroadcaster _broadcaster;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _heard = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public LiveFeed(LiveBroadcaster broadcaster)
    {
        _broadcaster = broadcaster;
    }

    public Task HandleAsync(MailEvent mailEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mailEvent);
        if (IsNew(mailEvent.Id))
        {
            Publish(mailEvent);
        }

        return Task.CompletedTask;
    }

    /// <summary>A member's own action that concerns nobody else: his other browser windows hear of it.</summary>
    public void PublishOwn(string memberId, IEnumerable<string> conversationIds, IEnumerable<string> addressIds)
    {
        var conversations = conversationIds.Distinct(StringComparer.Ordinal).ToList();
        var addresses = addressIds.Distinct(StringComparer.Ordinal).ToList();
        _broadcaster.Publish(n => new LiveEvent(n, LiveKind.Conversations, addresses, conversations, memberId));
    }

    public void Publish(SyncRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _broadcaster.Publish(n => new LiveEvent(n, LiveKind.Sync, [run.AddressId], [], Run: run));
    }

    /// <summary>Who has a conversation open changed; it lives in memory only, so no event row tells of it.</summary>
    public void PublishPresence(ConversationPlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        _broadcaster.Publish(n => new LiveEvent(n, LiveKind.Presence, place.AddressIds, [place.Id]));
    }

    public void PublishChannels() => _broadcaster.Publish(n => new LiveEvent(n, LiveKind.Channels, [], []));

    private void Publish(MailEvent mailEvent)
    {
        switch (mailEvent.Kind)
        {
            case MailEvents.EmailReceived
                when JsonSerializer.Deserialize<EmailReceived>(mailEvent.Payload, MailEvents.Json) is { } received:
                PublishConversations([received.AddressId], [received.ConversationId]);
                if (!received.IsDossier)
                {
                    _broadcaster.Publish(n => new LiveEvent(n, LiveKind.Mail, [received.AddressId], [received.ConversationId]));
                }

                break;
            case MailEvents.DeskChanged
                when JsonSerializer.Deserialize<DeskChanged>(mailEvent.Payload, MailEvents.Json) is { } desk:
                _broadcaster.Publish(n => new LiveEvent(
                    n, LiveKind.Desk, desk.AddressIds, desk.ConversationIds, AlsoFor: desk.MemberIds, Desk: desk.Kinds));
                break;
            case MailEvents.ConversationsChanged
                when JsonSerializer.Deserialize<ConversationsChanged>(mailEvent.Payload, MailEvents.Json) is { } changed:
                PublishConversations(changed.AddressIds, changed.ConversationIds);
                break;
            case MailEvents.OutboxChanged
                when JsonSerializer.Deserialize<OutboxChanged>(mailEvent.Payload, MailEvents.Json) is { } entry:
                Publish(entry, mailEvent.AddressId);
                break;
            case MailEvents.DraftChanged
                when JsonSerializer.Deserialize<DraftChanged>(mailEvent.Payload, MailEvents.Json) is { } draft:
                Publish(draft);
                break;
            case MailEvents.HealthChanged:
                PublishChannels();
                break;
        }
    }

    private void Publish(OutboxChanged entry, string? addressId) => _broadcaster.Publish(n => new LiveEvent(
        n, LiveKind.Outbox, addressId is null ? [] : [addressId], ListOf(entry.ConversationId), entry.AuthorId, EntryId: entry.EntryId));

    private void Publish(DraftChanged draft) => _broadcaster.Publish(n => new LiveEvent(
        n, LiveKind.Drafts, [], ListOf(draft.ConversationId), draft.MemberId));

    private static IReadOnlyList<string> ListOf(string? id) => id is null ? [] : [id];

    private void PublishConversations(IReadOnlyList<string> addressIds, IReadOnlyList<string> conversationIds) =>
        _broadcaster.Publish(n => new LiveEvent(n, LiveKind.Conversations, addressIds, conversationIds));

    private bool IsNew(string eventId)
    {
        lock (_gate)
        {
            if (!_heard.Add(eventId))
            {
                return false;
            }

            _order.Enqueue(eventId);
            if (_order.Count > RememberedIds)
            {
                _heard.Remove(_order.Dequeue());
            }

            return true;
        }
    }
}
