using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Automation;

/// <summary>The events that automations are made for, and what each is about.</summary>
public static class EventTargets
{
    /// <summary>Kinds that rules and workflows begin with.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        MailEvents.EmailReceived, MailEvents.ReplyReceived, MailEvents.EmailUnprocessed, MailEvents.EmailSent,
        MailEvents.EmailBounced, MailEvents.MessageNotSeen, MailEvents.ChannelNeedsAttention,
    ];

    /// <summary>What the event is about; null for events that tell automations nothing.</summary>
    public static ActionTarget? Of(MailEvent mailEvent)
    {
        ArgumentNullException.ThrowIfNull(mailEvent);
        var id = mailEvent.Id;
        return mailEvent.Kind switch
        {
            MailEvents.EmailReceived when MailEvents.Read<EmailReceived>(mailEvent) is { } e =>
                new ActionTarget(id, e.EmailId, e.ConversationId, e.AddressId),
            MailEvents.ReplyReceived when MailEvents.Read<ReplyReceived>(mailEvent) is { } e =>
                new ActionTarget(id, e.EmailId, e.ConversationId, e.AddressId),
            MailEvents.EmailUnprocessed when MailEvents.Read<EmailUnprocessed>(mailEvent) is { } e =>
                new ActionTarget(id, e.EmailId, e.ConversationId, e.AddressId, e.MessageKey),
            MailEvents.EmailSent when MailEvents.Read<EmailSent>(mailEvent) is { } e =>
                new ActionTarget(id, e.EmailId, e.ConversationId, e.AddressId),
            MailEvents.EmailBounced when MailEvents.Read<EmailBounced>(mailEvent) is { } e =>
                new ActionTarget(id, e.EmailId ?? e.ReportEmailId, e.ConversationId, e.AddressId),
            MailEvents.MessageNotSeen when MailEvents.Read<MessageNotSeen>(mailEvent) is { } e =>
                new ActionTarget(id, null, e.ConversationId, e.AddressId),
            MailEvents.ChannelNeedsAttention when MailEvents.Read<ChannelNeedsAttention>(mailEvent) is { } e =>
                new ActionTarget(id, AddressId: e.AddressId, ChannelId: e.ChannelId),
            _ => null,
        };
    }
}
