using MailIntegration.Engine.Processing;
using Microsoft.Extensions.Localization;

namespace OrchardCore.MailIntegration.Workflows.Activities;

/// <summary>An e-mail was received; imported history does not count.</summary>
public sealed class EmailReceivedEvent : MailEventActivity
{
    public EmailReceivedEvent(MailEventServices services, IStringLocalizer<EmailReceivedEvent> localizer)
        : base(services, localizer)
    {
    }

    public override LocalizedString DisplayText => S["Email received"];

    public override LocalizedString Description => S["An e-mail was received; imported history does not count."];

    public override string Kind => MailEvents.EmailReceived;

    public override string Icon => "fa-solid fa-envelope";
}

/// <summary>Somebody answered in a conversation in which we wrote before.</summary>
public sealed class EmailReplyReceivedEvent : MailEventActivity
{
    public EmailReplyReceivedEvent(MailEventServices services, IStringLocalizer<EmailReplyReceivedEvent> localizer)
        : base(services, localizer)
    {
    }

    public override LocalizedString DisplayText => S["Reply received"];

    public override LocalizedString Description => S["Somebody answered in a conversation in which we wrote before."];

    public override string Kind => MailEvents.ReplyReceived;

    public override string Icon => "fa-solid fa-reply";
}

/// <summary>An e-mail waits, for example because its sender is unknown or it cannot be read.</summary>
public sealed class EmailUnprocessedEvent : MailEventActivity
{
    public EmailUnprocessedEvent(MailEventServices services, IStringLocalizer<EmailUnprocessedEvent> localizer)
        : base(services, localizer)
    {
    }

    public override LocalizedString DisplayText => S["Email could not be processed"];

    public override LocalizedString Description => S["An e-mail waits, for example because its sender is unknown or it cannot be read."];

    public override string Kind => MailEvents.EmailUnprocessed;

    public override string Icon => "fa-solid fa-triangle-exclamation";
}

/// <summary>An e-mail left, from here or from a mail program.</summary>
public sealed class EmailSentEvent : MailEventActivity
{
    public EmailSentEvent(MailEventServices services, IStringLocalizer<EmailSentEvent> localizer)
        : base(services, localizer)
    {
    }

    public override LocalizedString DisplayText => S["Email sent"];

    public override LocalizedString Description => S["An e-mail left, from here or from a mail program."];

    public override string Kind => MailEvents.EmailSent;

    public override string Icon => "fa-solid fa-paper-plane";
}

/// <summary>An e-mail of ours came back.</summary>
public sealed class EmailBouncedEvent : MailEventActivity
{
    public EmailBouncedEvent(MailEventServices services, IStringLocalizer<EmailBouncedEvent> localizer)
        : base(services, localizer)
    {
    }

    public override LocalizedString DisplayText => S["Email bounced"];

    public override LocalizedString Description => S["An e-mail of ours came back."];

    public override string Kind => MailEvents.EmailBounced;

    public override string Icon => "fa-solid fa-rotate-left";
}

/// <summary>Nobody opened a message in time.</summary>
public sealed class MailMessageNotSeenEvent : MailEventActivity
{
    public MailMessageNotSeenEvent(MailEventServices services, IStringLocalizer<MailMessageNotSeenEvent> localizer)
        : base(services, localizer)
    {
    }

    public override LocalizedString DisplayText => S["Message not seen"];

    public override LocalizedString Description => S["Nobody opened a message in time."];

    public override string Kind => MailEvents.MessageNotSeen;

    public override string Icon => "fa-solid fa-eye-slash";
}

/// <summary>A channel or address has a problem that does not pass by itself.</summary>
public sealed class MailChannelAttentionEvent : MailEventActivity
{
    public MailChannelAttentionEvent(MailEventServices services, IStringLocalizer<MailChannelAttentionEvent> localizer)
        : base(services, localizer)
    {
    }

    public override LocalizedString DisplayText => S["Channel needs attention"];

    public override LocalizedString Description => S["A channel or address has a problem that does not pass by itself."];

    public override string Kind => MailEvents.ChannelNeedsAttention;

    public override string Icon => "fa-solid fa-plug-circle-exclamation";
}
