using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;
using OrchardCore.Workflows.Models;

namespace OrchardCore.MailIntegration.Workflows;

/// <summary>
/// What a workflow knows of its event: ids and short texts, because input is stored while a workflow waits. Mail itself is
/// looked up when an expression names it.
/// </summary>
public static class MailInput
{
    public const string EventId = "MailEventId";
    public const string EventKind = "MailEventKind";
    public const string EmailId = "EmailId";
    public const string ConversationId = "ConversationId";
    public const string AddressId = "MailAddressId";
    public const string ChannelId = "MailChannelId";
    public const string MessageKey = "MailMessageKey";

    /// <summary>The code of the reason, for what could not be processed and for channels.</summary>
    public const string ReasonCode = "MailReason";

    /// <summary>Which wait ended, and how.</summary>
    public const string Wait = "MailWait";

    public static Dictionary<string, object> Of(MailEvent mailEvent, ActionTarget target)
    {
        ArgumentNullException.ThrowIfNull(mailEvent);
        ArgumentNullException.ThrowIfNull(target);
        var input = new Dictionary<string, object>
        {
            [EventId] = mailEvent.Id,
            [EventKind] = mailEvent.Kind,
        };
        Add(input, EmailId, target.EmailId);
        Add(input, ConversationId, target.ConversationId);
        Add(input, AddressId, target.AddressId);
        Add(input, ChannelId, target.ChannelId);
        Add(input, MessageKey, target.MessageKey);
        Add(input, ReasonCode, mailEvent.Kind switch
        {
            MailEvents.EmailUnprocessed => MailEvents.Read<EmailUnprocessed>(mailEvent)?.Reason.Code,
            MailEvents.ChannelNeedsAttention => MailEvents.Read<ChannelNeedsAttention>(mailEvent)?.Reason.Code,
            _ => null,
        });
        return input;
    }

    /// <summary>
    /// What the tasks of a workflow work on. One that another event started has its own id instead of an event's, so that its
    /// steps are taken once for each instance.
    /// </summary>
    public static ActionTarget Target(WorkflowExecutionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ActionTarget(
            Text(context, EventId) ?? context.WorkflowId,
            Text(context, EmailId),
            Text(context, ConversationId),
            Text(context, AddressId),
            Text(context, MessageKey),
            Text(context, ChannelId));
    }

    /// <summary>An input that is a text, also when it comes back from storage.</summary>
    public static string? Text(WorkflowExecutionContext context, string name)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Input.TryGetValue(name, out var value) && value?.ToString() is { Length: > 0 } text ? text : null;
    }

    private static void Add(Dictionary<string, object> input, string name, string? value)
    {
        if (value is not null)
        {
            input[name] = value;
        }
    }
}
