using Microsoft.Extensions.Localization;

namespace OrchardCore.MailIntegration.Workflows.Activities;

/// <summary>Archives the e-mail and marks it read for everybody.</summary>
public sealed class MailIgnoreTask : MailActionTask
{
    public MailIgnoreTask(MailTaskServices services, IStringLocalizer<MailIgnoreTask> localizer)
        : base(services, localizer)
    {
    }

    public override LocalizedString DisplayText => S["Ignore"];

    public override LocalizedString Description => S["Archives the e-mail and marks it read for everybody."];

    public override string ActionName => "ignore";

    public override string Icon => "fa-solid fa-box-archive";
}

/// <summary>Tries an e-mail again that could not be processed.</summary>
public sealed class MailRetryTask : MailActionTask
{
    public MailRetryTask(MailTaskServices services, IStringLocalizer<MailRetryTask> localizer)
        : base(services, localizer)
    {
    }

    public override LocalizedString DisplayText => S["Retry"];

    public override LocalizedString Description => S["Tries an e-mail again that could not be processed."];

    public override string ActionName => "retry";

    public override string Icon => "fa-solid fa-rotate";
}

/// <summary>Adds a tag to the conversation.</summary>
public sealed class MailAddTagTask : MailActionTask
{
    public MailAddTagTask(MailTaskServices services, IStringLocalizer<MailAddTagTask> localizer)
        : base(services, localizer)
    {
    }

    public override LocalizedString DisplayText => S["Add tag"];

    public override LocalizedString Description => S["Adds a tag to the conversation."];

    public override string ActionName => "add-tag";

    public override string Icon => "fa-solid fa-tag";
}

/// <summary>Puts the e-mail into Spam.</summary>
public sealed class MailMarkAsSpamTask : MailActionTask
{
    public MailMarkAsSpamTask(MailTaskServices services, IStringLocalizer<MailMarkAsSpamTask> localizer)
        : base(services, localizer)
    {
    }

    public override LocalizedString DisplayText => S["Mark as spam"];

    public override LocalizedString Description => S["Puts the e-mail into Spam."];

    public override string ActionName => "mark-as-spam";

    public override string Icon => "fa-solid fa-ban";
}
