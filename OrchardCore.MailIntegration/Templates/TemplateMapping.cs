using MailIntegration.Engine.Templates;
using OrchardCore.ContentManagement;
using OrchardCore.MailIntegration.Models;

namespace OrchardCore.MailIntegration.Templates;

/// <summary>Between templates and their content items.</summary>
internal static class TemplateMapping
{
    public static TemplateContent ToContent(ContentItem item, MailTemplatePart part) => new()
    {
        Name = item.DisplayText ?? "",
        IsOn = part.IsOn,
        SenderId = part.SenderId,
        Texts = part.Texts
            .GroupBy(t => t.Language, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => new TemplateText(g.First().Subject, g.First().Html), StringComparer.Ordinal),
    };

    public static void Write(ContentItem item, string templateId, TemplateContent content)
    {
        item.DisplayText = content.Name.Length > 0 ? content.Name : templateId;
        item.Alter<MailTemplatePart>(part =>
        {
            part.TemplateId = templateId;
            part.IsOn = content.IsOn;
            part.SenderId = content.SenderId;
            part.Texts = content.Texts
                .OrderBy(t => t.Key, StringComparer.Ordinal)
                .Select(t => new MailTemplateText { Language = t.Key, Subject = t.Value.Subject, Html = t.Value.Html })
                .ToArray();
        });
    }
}
