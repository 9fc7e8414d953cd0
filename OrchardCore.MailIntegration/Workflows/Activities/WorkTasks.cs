using Microsoft.Extensions.Localization;

namespace OrchardCore.MailIntegration.Workflows.Activities;

/// <summary>Changes state, priority, category or due time of the ticket.</summary>
public sealed class MailSetTicketTask : MailActionTask
{
    public MailSetTicketTask(MailTaskServices services, IStringLocalizer<MailSetTicketTask> localizer)
        : base(services, localizer)
    {
    }

    public override LocalizedString DisplayText => S["Set ticket"];

    public override LocalizedString Description => S["Changes state, priority, category or due time of the ticket."];

    public override string ActionName => "set-ticket";

    public override string Icon => "fa-solid fa-ticket";
}

/// <summary>Makes a task of the e-mail.</summary>
public sealed class MailCreateTaskTask : MailActionTask
{
    public MailCreateTaskTask(MailTaskServices services, IStringLocalizer<MailCreateTaskTask> localizer)
        : base(services, localizer)
    {
    }

    public override LocalizedString DisplayText => S["Create task"];

    public override LocalizedString Description => S["Makes a task of the e-mail."];

    public override string ActionName => "create-task";

    public override string Icon => "fa-solid fa-list-check";
}
