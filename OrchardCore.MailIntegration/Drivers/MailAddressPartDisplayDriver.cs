using System.Globalization;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Localization;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Display.ContentDisplay;
using OrchardCore.ContentManagement.Display.Models;
using OrchardCore.DisplayManagement.Views;
using OrchardCore.Documents;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Services;
using OrchardCore.MailIntegration.ViewModels;
using OrchardCore.Mvc.ModelBinding;

namespace OrchardCore.MailIntegration.Drivers;

/// <summary>Edits an activated mailbox: its name, whether it is fetched, which folders, whose mail it is, how it is signed, its tickets.</summary>
public sealed class MailAddressPartDisplayDriver : ContentPartDisplayDriver<MailAddressPart>
{
    private readonly IDocumentManager<MailSetupState> _states;
    private readonly IMailSetupStore _setup;
    private readonly IMailStore _store;
    private readonly MailContentValidator _validator;
    private readonly PeopleChoices _people;
    private readonly ReasonTexts _texts;
    private readonly SightNotice _sight;
    private readonly IHttpContextAccessor _http;
    private readonly LinkGenerator _links;
    private readonly IStringLocalizer S;

    public MailAddressPartDisplayDriver(
        IDocumentManager<MailSetupState> states,
        IMailSetupStore setup,
        IMailStore store,
        MailContentValidator validator,
        PeopleChoices people,
        ReasonTexts texts,
        SightNotice sight,
        IHttpContextAccessor http,
        LinkGenerator links,
        IStringLocalizer<MailAddressPartDisplayDriver> localizer)
    {
        _states = states;
        _setup = setup;
        _store = store;
        _validator = validator;
        _people = people;
        _texts = texts;
        _sight = sight;
        _http = http;
        _links = links;
        S = localizer;
    }

    public override IDisplayResult Display(MailAddressPart part, BuildPartDisplayContext context) =>
        Initialize<MailSummaryViewModel>("MailSummary", async model =>
        {
            var setup = await _setup.GetAsync(CancellationToken.None);
            var health = (await _store.GetHealthAsync(CancellationToken.None)).FirstOrDefault(h => h.AddressId == part.AddressId);
            model.Facts = [part.Email, setup.FindChannel(part.ChannelId)?.Name ?? S["environment missing"].Value];
            if (health?.LastSuccess is { } last)
            {
                model.Facts.Add(S["fetched {0}", last.ToLocalTime().ToString("g", CultureInfo.CurrentCulture)].Value);
            }

            (model.StateClass, model.State) = part.IsPaused ? ("text-bg-secondary", S["Paused"].Value)
                : setup.FindAddress(part.AddressId) is { } address && setup.IsFetched(address)
                    ? ("text-bg-success", S["Active"].Value)
                    : ("text-bg-warning", S["Not fetched"].Value);
        })
        .Location(OrchardCoreConstants.DisplayType.Detail, "Content:1")
        .Location(OrchardCoreConstants.DisplayType.SummaryAdmin, "Meta:20");

    public override IDisplayResult Edit(MailAddressPart part, BuildPartEditorContext context) =>
        Initialize<MailAddressPartViewModel>(GetEditorShapeType(context), async model =>
        {
            model.Email = part.Email;
            var setup = await _setup.GetAsync(CancellationToken.None);
            model.ChannelName = setup.FindChannel(part.ChannelId)?.Name ?? "";
            model.DisplayName = part.ContentItem.DisplayText;
            model.IsPaused = part.IsPaused;
            model.Folders = part.Folders;
            model.FromNameRule = part.FromNameRule;
            model.SignatureHtml = part.SignatureHtml;
            model.TicketsEnabled = part.TicketsEnabled;
            model.TicketPriority = part.TicketPriority;
            model.TicketCategories = string.Join('\n', part.TicketCategories);
            model.PreviewUrl = PreviewUrl(part.AddressId);
            model.UnknownSenders = part.UnknownSenders;
            model.Version = (await _states.GetOrCreateImmutableAsync()).Items.GetValueOrDefault(part.AddressId)?.Version ?? 0;
            model.LinkChoices = await _people.LinksAsync(part.Links);

            // The tag helper goes by the property, not by what the choices say.
            model.Links = [.. model.LinkChoices.Where(c => c.Selected).Select(c => c.Value)];
            model.Mode = part.Mode;
            model.SiteMode = setup.Settings.Mode;
            model.FileInDossier = part.FileInDossier;
            model.SiteFileInDossier = setup.Settings.FileInDossier;
            model.AssignAutomatically = part.AssignAutomatically;
            model.AssignToOwner = part.AssignToOwner;
            model.AssignOnlyAvailable = part.AssignOnlyAvailable;
            model.AssignChoices = await _people.LinksAsync(part.AssignTargets, withRoles: false);
            model.AssignTargets = [.. model.AssignChoices.Where(c => c.Selected).Select(c => c.Value)];
            HostedFields.Show(part, model, setup, S["The site's own mailer"].Value);
        });

    public override async Task<IDisplayResult> UpdateAsync(MailAddressPart part, UpdatePartEditorContext context)
    {
        var model = new MailAddressPartViewModel();
        await context.Updater.TryUpdateModelAsync(model, Prefix);
        var version = (await _states.GetOrCreateImmutableAsync()).Items.GetValueOrDefault(part.AddressId)?.Version ?? 0;
        if (model.Version != version)
        {
            context.Updater.ModelState.AddModelError(
                Prefix, "", S["Somebody saved this address meanwhile. Reload the page and try again."]);
        }

        part.ContentItem.DisplayText = model.DisplayName?.Trim() ?? "";
        part.IsPaused = model.IsPaused;
        part.Folders = model.Folders.Distinct().Order().ToArray();
        part.UnknownSenders = model.UnknownSenders;
        part.Links = PeopleChoices.Parse(model.Links);
        TakeWriting(model, part);
        part.Mode = model.Mode;
        part.FileInDossier = model.FileInDossier;
        part.AssignAutomatically = model.AssignAutomatically;
        part.AssignToOwner = model.AssignToOwner;
        part.AssignTargets = PeopleChoices.Parse(model.AssignTargets);
        part.AssignOnlyAvailable = model.AssignOnlyAvailable;
        HostedFields.Take(model, part);
        part.ContentItem.Apply(part);
        var errors = await _validator.ValidateAsync(part.ContentItem, CancellationToken.None);
        EditorErrors.Show(context, Prefix, errors, _texts, EditorErrors.Capitalised);
        if (context.Updater.ModelState.IsValid)
        {
            await _sight.LinksAsync(part.AddressId, part.Links);
        }

        return Edit(part, context);
    }

    /// <summary>How mail of the address is signed, and what received mail does with tickets.</summary>
    private static void TakeWriting(MailAddressPartViewModel model, MailAddressPart part)
    {
        part.FromNameRule = model.FromNameRule;
        part.SignatureHtml = model.SignatureHtml?.Trim() ?? "";
        part.TicketsEnabled = model.TicketsEnabled;
        part.TicketPriority = model.TicketPriority;
        part.TicketCategories = (model.TicketCategories ?? "")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToArray();
    }

    /// <summary>Only where the mail centre is switched on there is such a screen.</summary>
    private string? PreviewUrl(string addressId) =>
        _http.HttpContext is { } http
            ? _links.GetPathByRouteValues(http, "MailCentreAddress", new
            {
                area = MailConstants.Features.Core, controller = "MailCentre", action = "Index", id = addressId,
            })
            : null;
}
