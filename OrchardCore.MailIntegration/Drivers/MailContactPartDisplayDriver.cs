using MailIntegration.Engine.Channels;
using Microsoft.Extensions.Localization;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Display.ContentDisplay;
using OrchardCore.ContentManagement.Display.Models;
using OrchardCore.DisplayManagement.Views;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Services;
using OrchardCore.MailIntegration.ViewModels;

namespace OrchardCore.MailIntegration.Drivers;

/// <summary>Edits a contact.</summary>
public sealed class MailContactPartDisplayDriver : ContentPartDisplayDriver<MailContactPart>
{
    private static readonly char[] Separators = ['\n', '\r', ',', ';'];

    private readonly MailContentValidator _validator;
    private readonly PeopleChoices _people;
    private readonly ReasonTexts _texts;
    private readonly IStringLocalizer S;

    public MailContactPartDisplayDriver(
        MailContentValidator validator,
        PeopleChoices people,
        ReasonTexts texts,
        IStringLocalizer<MailContactPartDisplayDriver> localizer)
    {
        _validator = validator;
        _people = people;
        _texts = texts;
        S = localizer;
    }

    public override IDisplayResult Display(MailContactPart part, BuildPartDisplayContext context) =>
        Initialize<MailSummaryViewModel>("MailSummary", async model =>
        {
            model.Facts = new[] { part.Organisation, string.Join(", ", part.Addresses), part.Phone, MethodOf(part) }
                .Where(f => f.Length > 0).ToList();
            if (part.OwnerId is { } owner)
            {
                var member = (await _people.MembersAsync([owner])).First(m => m.Value == owner);
                model.Facts.Add(S["looked after by {0}", member.Text].Value);
            }
        })
        .Location(OrchardCoreConstants.DisplayType.Detail, "Content:1")
        .Location(OrchardCoreConstants.DisplayType.SummaryAdmin, "Meta:20");

    public override IDisplayResult Edit(MailContactPart part, BuildPartEditorContext context) =>
        Initialize<MailContactPartViewModel>(GetEditorShapeType(context), async model =>
        {
            model.Name = part.ContentItem.DisplayText;
            model.Addresses = string.Join('\n', part.Addresses);
            model.Organisation = part.Organisation;
            model.Phone = part.Phone;
            model.PreferredMethod = part.PreferredMethod;
            model.OwnerId = part.OwnerId;
            model.Language = part.Language;
            model.Members = await _people.MembersAsync([part.OwnerId]);
        });

    public override async Task<IDisplayResult> UpdateAsync(MailContactPart part, UpdatePartEditorContext context)
    {
        var model = new MailContactPartViewModel();
        await context.Updater.TryUpdateModelAsync(model, Prefix);
        part.ContentItem.DisplayText = model.Name?.Trim() ?? "";

        // What is no address stays as typed, for the validator to refuse and the person to correct.
        part.Addresses = (model.Addresses ?? "")
            .Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(a => EmailAddresses.Normalize(a) ?? a)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        part.Organisation = model.Organisation?.Trim() ?? "";
        part.Phone = model.Phone?.Trim() ?? "";
        part.PreferredMethod = model.PreferredMethod;
        part.Language = string.IsNullOrWhiteSpace(model.Language) ? null : model.Language.Trim();
        part.OwnerId = string.IsNullOrEmpty(model.OwnerId) ? null : model.OwnerId;
        part.ContentItem.Apply(part);
        var errors = await _validator.ValidateAsync(part.ContentItem, CancellationToken.None);
        EditorErrors.Show(context, Prefix, errors, _texts, NameOf);
        return Edit(part, context);
    }

    private static string NameOf(string field) =>
        field == "preferred" ? nameof(MailContactPartViewModel.PreferredMethod) : EditorErrors.Capitalised(field);

    private string MethodOf(MailContactPart part) => part.PreferredMethod switch
    {
        PreferredMethod.Phone => S["prefers the phone"].Value,
        PreferredMethod.Post => S["prefers post"].Value,
        PreferredMethod.Site => S["prefers this site"].Value,
        _ => "",
    };
}
