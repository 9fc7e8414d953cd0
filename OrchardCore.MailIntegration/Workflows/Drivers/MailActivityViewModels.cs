using MailIntegration.Engine.Automation.Actions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using OrchardCore.Workflows.Activities;

namespace OrchardCore.MailIntegration.Workflows.Drivers;

/// <summary>How an activity shows in the picker and on the canvas.</summary>
public class MailActivityViewModel
{
    public IActivity Activity { get; set; } = null!;

    public string Icon { get; set; } = "";

    public string Title { get; set; } = "";

    public string Description { get; set; } = "";

    public List<MailActivityLine> Lines { get; set; } = [];
}

public sealed record MailActivityLine(string Label, string Text);

/// <summary>The form of a task.</summary>
public class MailActionViewModel
{
    public List<MailFieldViewModel> Fields { get; set; } = [];
}

public class MailFieldViewModel
{
    public string Name { get; set; } = "";

    public string? Value { get; set; }

    public bool IsOn { get; set; }

    [BindNever]
    public string Label { get; set; } = "";

    [BindNever]
    public string Hint { get; set; } = "";

    [BindNever]
    public ActionFieldKind Kind { get; set; }

    [BindNever]
    public bool IsRequired { get; set; }

    [BindNever]
    public List<SelectListItem> Choices { get; set; } = [];
}

/// <summary>The filters of an event.</summary>
public class MailEventViewModel
{
    public string[] AddressIds { get; set; } = [];

    public string[] ChannelIds { get; set; } = [];

    /// <summary>E-mail addresses of contacts, one a line.</summary>
    public string? ContactIds { get; set; }

    public string? From { get; set; }

    public string? Subject { get; set; }

    public string[] Trust { get; set; } = [];

    public string[] Classes { get; set; } = [];

    [BindNever]
    public bool HasMail { get; set; }

    [BindNever]
    public List<SelectListItem> Addresses { get; set; } = [];

    [BindNever]
    public List<SelectListItem> Channels { get; set; } = [];

    [BindNever]
    public List<SelectListItem> TrustLevels { get; set; } = [];

    [BindNever]
    public List<SelectListItem> MailClasses { get; set; } = [];
}

/// <summary>The form of the wait.</summary>
public class WaitForReplyViewModel
{
    public string? Amount { get; set; }

    public string? Unit { get; set; }

    public string? For { get; set; }
}
