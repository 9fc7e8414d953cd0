using Microsoft.Extensions.Localization;
using OrchardCore.DisplayManagement.Handlers;
using OrchardCore.DisplayManagement.Views;
using OrchardCore.MailIntegration.Workflows.Activities;
using OrchardCore.Workflows.Activities;
using OrchardCore.Workflows.Models;

namespace OrchardCore.MailIntegration.Workflows.Drivers;

/// <summary>Draws an event and its filters.</summary>
public sealed class MailEventDriver<T> : DisplayDriver<IActivity, T>
    where T : MailEventActivity
{
    private readonly MailChoices _choices;
    private readonly IStringLocalizer S;

    public MailEventDriver(MailChoices choices, IStringLocalizer<MailFieldTexts> localizer)
    {
        _choices = choices;
        S = localizer;
    }

    public override Task<IDisplayResult> DisplayAsync(T model, BuildDisplayContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        return CombineAsync(
            Initialize<MailActivityViewModel>("MailActivity_Fields_Thumbnail", vm => FillAsync(vm, model)).Location("Thumbnail", "Content"),
            Initialize<MailActivityViewModel>("MailActivity_Fields_Design", vm => FillAsync(vm, model)).Location("Design", "Content"));
    }

    public override IDisplayResult Edit(T model, BuildEditorContext context) =>
        Initialize<MailEventViewModel>("MailEvent_Fields_Edit", async vm =>
        {
            vm.HasMail = model is not MailChannelAttentionEvent;
            vm.AddressIds = [.. model.AddressIds];
            vm.ChannelIds = [.. model.ChannelIds];
            vm.ContactIds = string.Join('\n', await _choices.ContactNamesAsync(model.ContactIds));
            vm.From = string.Join('\n', model.From);
            vm.Subject = string.Join('\n', model.Subject);
            vm.Trust = [.. model.Trust];
            vm.Classes = [.. model.Classes];
            vm.Addresses = await _choices.AddressesAsync(model.AddressIds);
            vm.Channels = await _choices.ChannelsAsync(model.ChannelIds);
            vm.TrustLevels = _choices.TrustLevels(model.Trust);
            vm.MailClasses = _choices.Classes(model.Classes);
        }).Location("Content");

    public override async Task<IDisplayResult> UpdateAsync(T model, UpdateEditorContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(context);
        var form = new MailEventViewModel();
        await context.Updater.TryUpdateModelAsync(form, Prefix);
        var (contacts, unknown) = await _choices.FindContactsAsync(Lines(form.ContactIds));
        if (unknown.Count > 0)
        {
            context.Updater.ModelState.AddModelError(
                $"{Prefix}.{nameof(form.ContactIds)}", S["There is no contact with the address {0}.", unknown[0]]);
        }

        model.AddressIds = form.AddressIds;
        model.ChannelIds = form.ChannelIds;
        model.ContactIds = contacts;
        model.From = Lines(form.From);
        model.Subject = Lines(form.Subject);
        model.Trust = form.Trust;
        model.Classes = form.Classes;
        return Edit(model, context);
    }

    private static string[] Lines(string? text) =>
        (text ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private async ValueTask FillAsync(MailActivityViewModel vm, T model)
    {
        vm.Activity = model;
        vm.Icon = model.Icon;
        vm.Title = model.DisplayText;
        vm.Description = model.Description;
        vm.Lines = [];
        await AddAsync(S["Address"], async () => (await _choices.AddressesAsync(model.AddressIds)).Where(i => i.Selected).Select(i => i.Text));
        await AddAsync(S["Environment"], async () => (await _choices.ChannelsAsync(model.ChannelIds)).Where(i => i.Selected).Select(i => i.Text));
        await AddAsync(S["From"], () => Task.FromResult<IEnumerable<string>>(model.From));
        await AddAsync(S["Subject"], () => Task.FromResult<IEnumerable<string>>(model.Subject));

        async Task AddAsync(string label, Func<Task<IEnumerable<string>>> values)
        {
            var text = string.Join(", ", await values());
            if (text.Length > 0)
            {
                vm.Lines.Add(new MailActivityLine(label, text.Length <= 60 ? text : text[..60] + "…"));
            }
        }
    }
}

/// <summary>Draws the wait.</summary>
public sealed class WaitForReplyDriver : DisplayDriver<IActivity, WaitForReplyEvent>
{
    private readonly IStringLocalizer S;

    public WaitForReplyDriver(IStringLocalizer<WaitForReplyDriver> localizer)
    {
        S = localizer;
    }

    public override Task<IDisplayResult> DisplayAsync(WaitForReplyEvent model, BuildDisplayContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        return CombineAsync(
            Initialize<MailActivityViewModel>("MailActivity_Fields_Thumbnail", vm => Fill(vm, model)).Location("Thumbnail", "Content"),
            Initialize<MailActivityViewModel>("MailActivity_Fields_Design", vm => Fill(vm, model)).Location("Design", "Content"));
    }

    public override IDisplayResult Edit(WaitForReplyEvent model, BuildEditorContext context) =>
        Initialize<WaitForReplyViewModel>("WaitForReply_Fields_Edit", vm =>
        {
            vm.Amount = model.Amount.Expression;
            vm.Unit = model.Unit;
            vm.For = model.For;
        }).Location("Content");

    public override async Task<IDisplayResult> UpdateAsync(WaitForReplyEvent model, UpdateEditorContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(context);
        var form = new WaitForReplyViewModel();
        await context.Updater.TryUpdateModelAsync(form, Prefix);
        if (string.IsNullOrWhiteSpace(form.Amount))
        {
            context.Updater.ModelState.AddModelError($"{Prefix}.{nameof(form.Amount)}", S["Say how long."]);
        }

        model.Amount = new WorkflowExpression<string>(form.Amount);
        model.Unit = form.Unit == "days" ? "days" : "hours";
        model.For = form.For ?? "";
        return Edit(model, context);
    }

    private void Fill(MailActivityViewModel vm, WaitForReplyEvent model)
    {
        vm.Activity = model;
        vm.Icon = "fa-solid fa-hourglass-half";
        vm.Title = model.DisplayText;
        vm.Description = S["Waits for the next mail of the conversation, at most some hours or days."];
        vm.Lines =
        [
            new MailActivityLine(
                S["At most"], model.Unit == "days" ? S["{0} days", model.Amount.Expression] : S["{0} hours", model.Amount.Expression]),
        ];
    }
}
