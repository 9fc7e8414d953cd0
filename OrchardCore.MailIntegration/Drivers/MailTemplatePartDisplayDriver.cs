using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Templates;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.Extensions.Localization;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Display.ContentDisplay;
using OrchardCore.ContentManagement.Display.Models;
using OrchardCore.DisplayManagement.Views;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Services;
using OrchardCore.MailIntegration.ViewModels;

namespace OrchardCore.MailIntegration.Drivers;

/// <summary>Edits a template in Orchard's own editor; the template studio of the messaging centre has the preview besides.</summary>
public sealed class MailTemplatePartDisplayDriver : ContentPartDisplayDriver<MailTemplatePart>
{
    private readonly MailContentValidator _validator;
    private readonly IMailSetupStore _setup;
    private readonly ReasonTexts _texts;
    private readonly IStringLocalizer S;

    public MailTemplatePartDisplayDriver(
        MailContentValidator validator,
        IMailSetupStore setup,
        ReasonTexts texts,
        IStringLocalizer<MailTemplatePartDisplayDriver> localizer)
    {
        _validator = validator;
        _setup = setup;
        _texts = texts;
        S = localizer;
    }

    public override IDisplayResult Display(MailTemplatePart part, BuildPartDisplayContext context) =>
        Initialize<MailSummaryViewModel>("MailSummary", model => model.Facts =
            [
                part.IsOn ? S["On"].Value : S["Off"].Value,
                string.Join(", ", part.Texts.Select(t => t.Language.ToUpperInvariant())),
            ])
        .Location(OrchardCoreConstants.DisplayType.Detail, "Content:1")
        .Location(OrchardCoreConstants.DisplayType.SummaryAdmin, "Meta:20");

    public override IDisplayResult Edit(MailTemplatePart part, BuildPartEditorContext context) =>
        Initialize<MailTemplatePartViewModel>(GetEditorShapeType(context), async model =>
        {
            var system = SystemTemplates.Find(part.TemplateId);
            model.Name = part.ContentItem.DisplayText;
            model.IsOn = part.IsOn;
            model.CanDisable = system?.CanDisable ?? true;
            model.IsSystem = system is not null;
            model.SenderId = part.SenderId;
            model.Fields = (system?.Sample ?? SystemTemplates.ForAutomations).Paths().ToList();
            model.Senders = (await _setup.GetAsync(CancellationToken.None)).Addresses
                .Select(a => new SelectListItem(a.Email, a.Id)).ToList();
            model.Texts = BuiltInTexts.Languages
                .Select(l => part.Texts.FirstOrDefault(t => t.Language == l) ?? new MailTemplateText { Language = l }).ToArray();
        });

    public override async Task<IDisplayResult> UpdateAsync(MailTemplatePart part, UpdatePartEditorContext context)
    {
        var model = new MailTemplatePartViewModel();
        await context.Updater.TryUpdateModelAsync(model, Prefix);
        part.ContentItem.DisplayText = model.Name?.Trim() ?? "";
        part.IsOn = model.IsOn || SystemTemplates.Find(part.TemplateId) is { CanDisable: false };
        part.SenderId = model.SenderId ?? "";
        part.Texts = model.Texts
            .Where(t => !string.IsNullOrWhiteSpace(t.Subject) || !string.IsNullOrWhiteSpace(t.Html))
            .Select(t => new MailTemplateText { Language = t.Language, Subject = t.Subject?.Trim() ?? "", Html = t.Html ?? "" })
            .ToArray();
        part.ContentItem.Apply(part);
        var errors = await _validator.ValidateAsync(part.ContentItem, CancellationToken.None);
        EditorErrors.Show(context, Prefix, errors, _texts, EditorErrors.Capitalised);
        return Edit(part, context);
    }
}
