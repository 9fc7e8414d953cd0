using Microsoft.Extensions.Localization;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Display.ContentDisplay;
using OrchardCore.ContentManagement.Display.Models;
using OrchardCore.DisplayManagement.Views;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Services;
using OrchardCore.MailIntegration.ViewModels;

namespace OrchardCore.MailIntegration.Drivers;

/// <summary>Edits a process team.</summary>
public sealed class ProcessTeamPartDisplayDriver : ContentPartDisplayDriver<ProcessTeamPart>
{
    private readonly MailContentValidator _validator;
    private readonly PeopleChoices _people;
    private readonly ReasonTexts _texts;
    private readonly SightNotice _sight;
    private readonly IStringLocalizer S;

    public ProcessTeamPartDisplayDriver(
        MailContentValidator validator,
        PeopleChoices people,
        ReasonTexts texts,
        SightNotice sight,
        IStringLocalizer<ProcessTeamPartDisplayDriver> localizer)
    {
        _validator = validator;
        _people = people;
        _texts = texts;
        _sight = sight;
        S = localizer;
    }

    public override IDisplayResult Display(ProcessTeamPart part, BuildPartDisplayContext context) =>
        Initialize<MailSummaryViewModel>("MailSummary", async model =>
        {
            var names = (await _people.MembersAsync(part.MemberIds)).Where(m => m.Selected).Select(m => m.Text);
            model.Facts = [S.Plural(part.MemberIds.Length, "1 member", "{0} members"), string.Join(", ", names)];
        })
        .Location(OrchardCoreConstants.DisplayType.Detail, "Content:1")
        .Location(OrchardCoreConstants.DisplayType.SummaryAdmin, "Meta:20");

    public override IDisplayResult Edit(ProcessTeamPart part, BuildPartEditorContext context) =>
        Initialize<ProcessTeamPartViewModel>(GetEditorShapeType(context), async model =>
        {
            model.Name = part.ContentItem.DisplayText;
            model.MemberIds = part.MemberIds;
            model.Members = await _people.MembersAsync(part.MemberIds);
        });

    public override async Task<IDisplayResult> UpdateAsync(ProcessTeamPart part, UpdatePartEditorContext context)
    {
        var model = new ProcessTeamPartViewModel();
        await context.Updater.TryUpdateModelAsync(model, Prefix);
        part.ContentItem.DisplayText = model.Name?.Trim() ?? "";
        part.MemberIds = model.MemberIds.Distinct(StringComparer.Ordinal).ToArray();
        part.ContentItem.Apply(part);
        var errors = await _validator.ValidateAsync(part.ContentItem, CancellationToken.None);
        EditorErrors.Show(context, Prefix, errors, _texts, EditorErrors.Capitalised);
        if (context.Updater.ModelState.IsValid)
        {
            await _sight.TeamAsync(part.ContentItem.ContentItemId, part.MemberIds);
        }

        return Edit(part, context);
    }
}
