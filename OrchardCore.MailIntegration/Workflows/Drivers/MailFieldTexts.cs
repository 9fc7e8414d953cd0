using MailIntegration.Engine.Automation.Actions;
using Microsoft.Extensions.Localization;

namespace OrchardCore.MailIntegration.Workflows.Drivers;

/// <summary>What the inputs of actions are called.</summary>
public sealed class MailFieldTexts
{
    private readonly IStringLocalizer S;

    public MailFieldTexts(IStringLocalizer<MailFieldTexts> localizer)
    {
        S = localizer;
    }

    public string Label(string field) => field switch
    {
        "memberId" => S["Person"],
        "role" => S["Role"],
        "teamId" => S["Process team"],
        "html" => S["Text"],
        "subject" => S["Subject"],
        "senderId" => S["Send from"],
        "oncePerConversation" => S["Once per conversation"],
        "includeQuote" => S["Quote the e-mail"],
        "template" => S["Template"],
        "to" => S["To"],
        "language" => S["Language"],
        "tag" => S["Tag"],
        "state" => S["State"],
        "priority" => S["Priority"],
        "category" => S["Category"],
        "dueInHours" => S["Due in hours"],
        "title" => S["Title"],
        "note" => S["Note"],
        "assigneeId" => S["For"],
        "dossierId" => S["Dossier"],
        _ => field,
    };

    public string Hint(ActionField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return field.Name switch
        {
            "memberId" or "assigneeId" => S["Name, e-mail address or id of a member. With Liquid support."],
            "role" => S["Of the users with this role, the first who may read the e-mail. With Liquid support."],
            "teamId" => S["Name or id of a process team. With Liquid support."],
            "html" => S["HTML with Liquid support, for example {0}. Values are encoded.", "{{ Email.Subject }}"],
            "subject" => S["Empty: that of the e-mail with Re:, or that of the template. With Liquid support."],
            "senderId" => S["An activated address. Empty: the one that received the e-mail. With Liquid support."],
            "oncePerConversation" => S["However many e-mails come, the conversation gets it once."],
            "includeQuote" => S["The e-mail stands below the text."],
            "template" => S["Code or id of a template. With Liquid support."],
            "to" => S["Addresses, separated by commas. Empty: whoever wrote the e-mail. With Liquid support."],
            "language" => S["Two letters. Empty: the language of the contact or the site. With Liquid support."],
            "dossierId" => S["Kind and id, for example {0}. Empty: the dossier of the contact who wrote the e-mail. With Liquid support.", "content:{{ Workflow.Input.ContentItemId }}"],
            "dueInHours" => S["Hours from now. With Liquid support."],
            _ => S["With Liquid support."],
        };
    }
}
