using MailIntegration.Engine.People;
using Microsoft.Extensions.Localization;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Display.ContentDisplay;
using OrchardCore.ContentManagement.Display.Models;
using OrchardCore.DisplayManagement.Views;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.People;
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
    private readonly IPeople _teams;
    private readonly TeamAdmission _admission;
    private readonly CurrentUser _user;
    private readonly IStringLocalizer S;

    public ProcessTeamPartDisplayDriver(
        MailContentValidator validator,
        PeopleChoices people,
        ReasonTexts texts,
        SightNotice sight,
        IPeople teams,
        TeamAdmission admission,
        CurrentUser user,
        IStringLocalizer<ProcessTeamPartDisplayDriver> localizer)
    {
        _validator = validator;
        _people = people;
        _texts = texts;
        _sight = sight;
        _teams = teams;
        _admission = admission;
        _user = user;
        S = localizer;
    }

    public override IDisplayResult Display(ProcessTeamPart part, BuildPartDisplayContext context) =>
        Initialize<MailSummaryViewModel>("MailSummary", async model =>
        {
            var names = (await _people.MembersAsync(part.MemberIds)).Where(m => m.Selected).Select(m => m.Text);
            model.Facts = [S.Plural(part.MemberIds.Length, "1 member", "{0} members"), string.Join(", ", names)];
            if (part.InvitedIds.Length > 0)
            {
                var invited = (await _people.MembersAsync(part.InvitedIds)).Where(m => m.Selected).Select(m => m.Text);
                model.Facts.Add(S["Invited, not yet accepted: {0}", string.Join(", ", invited)]);
            }
        })
        .Location(OrchardCoreConstants.DisplayType.Detail, "Content:1")
        .Location(OrchardCoreConstants.DisplayType.SummaryAdmin, "Meta:20");

    public override IDisplayResult Edit(ProcessTeamPart part, BuildPartEditorContext context) =>
        Initialize<ProcessTeamPartViewModel>(GetEditorShapeType(context), async model =>
        {
            model.Name = part.ContentItem.DisplayText;
            model.MemberIds = [.. part.MemberIds, .. part.InvitedIds];
            model.InvitedIds = part.InvitedIds;
            model.Members = await _people.MembersAsync(model.MemberIds);
        });

    public override async Task<IDisplayResult> UpdateAsync(ProcessTeamPart part, UpdatePartEditorContext context)
    {
        var model = new ProcessTeamPartViewModel();
        await context.Updater.TryUpdateModelAsync(model, Prefix);
        part.ContentItem.DisplayText = model.Name?.Trim() ?? "";
        part.InvitedIds = part.InvitedIds.Intersect(model.MemberIds, StringComparer.Ordinal).ToArray();
        part.MemberIds = model.MemberIds.Except(part.InvitedIds, StringComparer.Ordinal).ToArray();
        part.ContentItem.Apply(part);
        var errors = await _validator.ValidateAsync(part.ContentItem, CancellationToken.None);
        EditorErrors.Show(context, Prefix, errors, _texts, EditorErrors.Capitalised);
        if (context.Updater.ModelState.IsValid)
        {
            // Who has to accept first sees nothing yet.
            var before = (await _teams.GetTeamsAsync(CancellationToken.None)).FirstOrDefault(t => t.Id == part.ContentItem.ContentItemId);
            var split = await _admission.SplitAsync(before?.MemberIds ?? [], part.MemberIds, part.InvitedIds, _user.Id, CancellationToken.None);
            await _sight.TeamAsync(part.ContentItem.ContentItemId, split.MemberIds);
        }

        return Edit(part, context);
    }
}
