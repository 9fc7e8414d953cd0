using System.Text.Json.Nodes;
using MailIntegration.Engine.Automation.Actions;
using Microsoft.Extensions.Localization;
using OrchardCore.DisplayManagement.Handlers;
using OrchardCore.DisplayManagement.Views;
using OrchardCore.Liquid;
using OrchardCore.MailIntegration.Services;
using OrchardCore.MailIntegration.Workflows.Activities;
using OrchardCore.Mvc.ModelBinding;
using OrchardCore.Workflows.Activities;

namespace OrchardCore.MailIntegration.Workflows.Drivers;

/// <summary>Draws a task: one thumbnail, design and form for all, made of what the action says of its inputs.</summary>
public sealed class MailActionDriver<T> : DisplayDriver<IActivity, T>
    where T : MailActionTask
{
    private readonly MailChoices _choices;
    private readonly MailFieldTexts _texts;
    private readonly ILiquidTemplateManager _liquid;
    private readonly ReasonTexts _reasons;
    private readonly IStringLocalizer S;

    public MailActionDriver(
        MailChoices choices,
        MailFieldTexts texts,
        ILiquidTemplateManager liquid,
        ReasonTexts reasons,
        IStringLocalizer<MailFieldTexts> localizer)
    {
        _choices = choices;
        _texts = texts;
        _liquid = liquid;
        _reasons = reasons;
        S = localizer;
    }

    public override Task<IDisplayResult> DisplayAsync(T model, BuildDisplayContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        return CombineAsync(
            Initialize<MailActivityViewModel>("MailActivity_Fields_Thumbnail", vm => Fill(vm, model)).Location("Thumbnail", "Content"),
            Initialize<MailActivityViewModel>("MailActivity_Fields_Design", vm => Fill(vm, model)).Location("Design", "Content"));
    }

    public override IDisplayResult Edit(T model, BuildEditorContext context) =>
        Initialize<MailActionViewModel>("MailAction_Fields_Edit", async vm =>
        {
            vm.Fields = [];
            foreach (var field in model.Action.Fields)
            {
                vm.Fields.Add(await FieldAsync(model, field));
            }
        }).Location("Content");

    public override async Task<IDisplayResult> UpdateAsync(T model, UpdateEditorContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(context);
        var form = new MailActionViewModel();
        await context.Updater.TryUpdateModelAsync(form, Prefix, m => m.Fields);
        for (var i = 0; i < form.Fields.Count; i++)
        {
            var value = form.Fields[i];
            if (model.Action.Fields.FirstOrDefault(f => f.Name == value.Name) is not { } field)
            {
                continue;
            }

            var text = field.Kind == ActionFieldKind.Switch ? value.IsOn ? "true" : "" : value.Value?.Trim() ?? "";
            model.SetInput(field.Name, text);
            if (field.IsRequired && text.Length == 0)
            {
                context.Updater.ModelState.AddModelError(Prefix, $"Fields[{i}].Value", S["{0} is needed.", _texts.Label(field.Name)]);
            }
            else if (!_liquid.Validate(text, out var errors))
            {
                context.Updater.ModelState.AddModelError(
                    Prefix, $"Fields[{i}].Value", S["This is no valid Liquid expression: {0}", string.Join(' ', errors)]);
            }
        }

        foreach (var (name, problem) in model.Action.Check(Inputs(model)))
        {
            context.Updater.ModelState.AddModelError(
                Prefix, $"Fields[{form.Fields.FindIndex(f => f.Name == name)}].Value", _reasons.Of(problem));
        }

        return Edit(model, context);
    }

    private static JsonObject Inputs(T model) => new(model.Action.Fields.Select(
        f => new KeyValuePair<string, JsonNode?>(f.Name, model.GetInput(f.Name).Expression)));

    private async Task<MailFieldViewModel> FieldAsync(T model, ActionField field)
    {
        var expression = model.GetInput(field.Name).Expression ?? "";
        return new MailFieldViewModel
        {
            Name = field.Name,
            Label = _texts.Label(field.Name),
            Hint = _texts.Hint(field),
            Kind = field.Kind,
            IsRequired = field.IsRequired,
            Value = expression,
            IsOn = field.Kind == ActionFieldKind.Switch && expression == "true",
            Choices = await _choices.OfAsync(field),
        };
    }

    private void Fill(MailActivityViewModel vm, T model)
    {
        vm.Activity = model;
        vm.Icon = model.Icon;
        vm.Title = model.DisplayText;
        vm.Description = model.Description;
        vm.Lines = model.Action.Fields
            .Select(f => (f.Name, Text: model.GetInput(f.Name).Expression))
            .Where(f => !string.IsNullOrWhiteSpace(f.Text))
            .Take(2)
            .Select(f => new MailActivityLine(_texts.Label(f.Name), f.Text!.Length <= 60 ? f.Text : f.Text[..60] + "…"))
            .ToList();
    }
}
