using Microsoft.Extensions.Localization;

namespace OrchardCore.MailIntegration.Workflows.Activities;

/// <summary>Answers the author of the e-mail, through the gate for automatic mail.</summary>
public sealed class MailReplyTask : MailActionTask
{
    public MailReplyTask(MailTaskServices services, IStringLocalizer<MailReplyTask> localizer)
        : base(services, localizer)
    {
    }

    public override LocalizedString DisplayText => S["Reply"];

    public override LocalizedString Description => S["Answers the author of the e-mail, through the gate for automatic mail."];

    public override string ActionName => "reply";

    public override string Icon => "fa-solid fa-reply";
}

/// <summary>Sends an e-mail made of a template, through the gate for automatic mail.</summary>
public sealed class MailSendTemplateTask : MailActionTask
{
    public MailSendTemplateTask(MailTaskServices services, IStringLocalizer<MailSendTemplateTask> localizer)
        : base(services, localizer)
    {
    }

    public override LocalizedString DisplayText => S["Send template e-mail"];

    public override LocalizedString Description => S["Sends an e-mail made of a template, through the gate for automatic mail."];

    public override string ActionName => "send-template";

    public override string Icon => "fa-solid fa-envelope-open-text";
}

/// <summary>Begins a conversation with a new e-mail, through the gate for automatic mail.</summary>
public sealed class MailStartConversationTask : MailActionTask
{
    public MailStartConversationTask(MailTaskServices services, IStringLocalizer<MailStartConversationTask> localizer)
        : base(services, localizer)
    {
    }

    public override LocalizedString DisplayText => S["Start conversation"];

    public override LocalizedString Description => S["Begins a conversation with a new e-mail, through the gate for automatic mail."];

    public override string ActionName => "start-conversation";

    public override string Icon => "fa-solid fa-comments";
}
