using OrchardCore.ContentManagement;

namespace OrchardCore.MailIntegration.Models;

/// <summary>A template of e-mails (MC2, MC3, MC5); the item's display text is its name, its versions are those of the item.</summary>
public sealed class MailTemplatePart : ContentPart
{
    /// <summary>The code of a system template, or an id that rules and workflows name.</summary>
    public string TemplateId { get; set; } = "";

    public bool IsOn { get; set; } = true;

    /// <summary>The address that sends; empty for the site's default.</summary>
    public string SenderId { get; set; } = "";

    public MailTemplateText[] Texts { get; set; } = [];
}

/// <summary>A template's text in one language.</summary>
public sealed class MailTemplateText
{
    public string Language { get; set; } = "";

    public string Subject { get; set; } = "";

    public string Html { get; set; } = "";
}
