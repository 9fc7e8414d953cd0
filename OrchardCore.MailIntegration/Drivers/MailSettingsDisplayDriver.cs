using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.People;
using MailIntegration.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using OrchardCore.DisplayManagement.Entities;
using OrchardCore.DisplayManagement.Handlers;
using OrchardCore.DisplayManagement.Views;
using OrchardCore.Documents;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Permissions;
using OrchardCore.MailIntegration.Services;
using OrchardCore.MailIntegration.Setup;
using OrchardCore.MailIntegration.ViewModels;
using OrchardCore.Mvc.ModelBinding;
using OrchardCore.Settings;
using YesSql;
using ISession = YesSql.ISession;

namespace OrchardCore.MailIntegration.Drivers;

/// <summary>
/// The settings page (CH1). What may be saved is decided by the engine, as for the HTTP API; a change takes effect at the
/// next tick of the worker, without a restart.
/// </summary>
public sealed class MailSettingsDisplayDriver : SiteDisplayDriver<MailIntegrationSettings>
{
    public const string GroupId = "mail-integration";

    private readonly IAuthorizationService _authorization;
    private readonly IHttpContextAccessor _http;
    private readonly IDocumentManager<MailSetupState> _states;
    private readonly ISession _session;
    private readonly IMailSetupStore _setup;
    private readonly IPeople _people;
    private readonly CredentialVault _vault;
    private readonly ReasonTexts _texts;
    private readonly IOptions<MailWebOptions> _web;
    private readonly IStringLocalizer S;

    public MailSettingsDisplayDriver(
        IAuthorizationService authorization,
        IHttpContextAccessor http,
        IDocumentManager<MailSetupState> states,
        ISession session,
        IMailSetupStore setup,
        IPeople people,
        CredentialVault vault,
        ReasonTexts texts,
        IOptions<MailWebOptions> web,
        IStringLocalizer<MailSettingsDisplayDriver> localizer)
    {
        _authorization = authorization;
        _http = http;
        _states = states;
        _session = session;
        _setup = setup;
        _people = people;
        _vault = vault;
        _texts = texts;
        _web = web;
        S = localizer;
    }

    protected override string SettingsGroupId => GroupId;

    public override async Task<IDisplayResult?> EditAsync(ISite site, MailIntegrationSettings settings, BuildEditorContext context)
    {
        if (!await MayAsync())
        {
            return null;
        }

        var state = (await _states.GetOrCreateImmutableAsync()).Items.GetValueOrDefault(MailSetupState.SettingsKey);
        var setup = await _setup.GetAsync(CancellationToken.None);
        var roles = (await _people.GetMembersAsync(CancellationToken.None)).SelectMany(m => m.Roles);
        return Initialize<MailSettingsViewModel>("MailIntegrationSettings_Edit", model =>
        {
            model.Read(settings);
            model.Senders = Senders(setup);
            model.Roles = roles.Append(settings.Notices.External.EscalationRole).Append(settings.Notices.Internal.EscalationRole)
                .Where(r => r.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase).ToList();
            model.TimeZones = TimeZoneInfo.GetSystemTimeZones().Where(z => z.HasIanaId).Select(z => z.Id).Order(StringComparer.Ordinal).ToList();
            model.GooglePushPath = _web.Value.PublicPath + "/push/google";
            model.Version = state?.Version ?? 0;
            model.HasSecret = state?.ProtectedSecret is not null;
            model.HasCertificate = state?.ProtectedCertificate is not null;
            model.HasGoogleSecret = state?.ProtectedKey is not null;
            model.CredentialExpires = state?.CredentialExpires;
            model.MicrosoftSecretEnds = state is { ProtectedSecret: not null } ? MailChannelPartDisplayDriver.DayOf(state.CredentialExpires) : null;
        }).Location("Content:5").OnGroup(SettingsGroupId);
    }

    public override async Task<IDisplayResult?> UpdateAsync(ISite site, MailIntegrationSettings settings, UpdateEditorContext context)
    {
        if (!await MayAsync())
        {
            return null;
        }

        var model = new MailSettingsViewModel();
        await context.Updater.TryUpdateModelAsync(model, Prefix);
        var state = await ScopeDocuments.LoadAsync(_states, _session);
        var entry = state.For(MailSetupState.SettingsKey);
        var errors = new SetupErrors();
        var changed = Take(model, settings, entry, errors);
        errors.Include(SetupValidator.Validate(changed));
        var setup = await _setup.GetAsync(CancellationToken.None);
        errors.Include(RegistrationRules.ValidateInUse(changed, setup));
        if (changed.SiteSenderId != settings.SiteSenderId)
        {
            JournalBounds.CheckSender(errors, setup, changed.SiteSenderId);
        }

        if (model.Version != entry.Version)
        {
            context.Updater.ModelState.AddModelError(Prefix, "", S["Somebody saved these settings meanwhile. Reload the page and try again."]);
        }

        foreach (var (field, reasons) in errors.Fields)
        {
            var name = MailSettingsViewModel.NameOf(field);
            var text = name == nameof(MailSettingsViewModel.MaxAttachmentMegaBytes)
                ? S["Between {0} and {1} MB.", 1, SetupValidator.MaxAttachmentMegaBytes].Value
                : _texts.Of(reasons[0]);
            context.Updater.ModelState.AddModelError(Prefix, name, text);
        }

        if (context.Updater.ModelState.IsValid)
        {
            SetupMapping.Write(changed, settings, entry);
            entry.Version++;
            await _states.UpdateAsync(state);
            SetupFollower.AfterCommit(MailSetupState.SettingsKey);
        }

        return await EditAsync(site, settings, context);
    }

    private MailSettings Take(
        MailSettingsViewModel model, MailIntegrationSettings before, MailSetupItemState entry, SetupErrors errors)
    {
        var settings = model.ToSettings(before) with
        {
            // Set in the mail centre.
            InboundDomain = before.InboundDomain,
        };
        settings = settings with
        {
            Google = _vault.TakeGoogle(
                new GoogleClientInput(model.GoogleClientId ?? "", model.GoogleSecret),
                string.IsNullOrEmpty(before.GoogleClientId)
                    ? null
                    : new GoogleRegistration { ClientId = before.GoogleClientId, ProtectedSecret = entry.ProtectedKey },
                errors),
        };
        var clientId = model.MicrosoftClientId?.Trim();
        var input = new CredentialInput(
            model.MicrosoftSecret, model.MicrosoftCertificate, model.MicrosoftCertificatePassword, model.MicrosoftSecretEnds);
        if (string.IsNullOrEmpty(clientId) && input.IsEmpty)
        {
            return settings;
        }

        var current = before.MicrosoftClientId == clientId
            ? new StoredCredential(entry.ProtectedSecret, entry.ProtectedCertificate, entry.CredentialExpires)
            : new StoredCredential(null, null, null);
        var credential = _vault.Take(input, current, errors);
        return settings with
        {
            Microsoft = new MicrosoftRegistration
            {
                ClientId = clientId ?? "",
                Cloud = model.MicrosoftCloud,
                ProtectedSecret = credential.ProtectedSecret,
                ProtectedCertificate = credential.ProtectedCertificate,
                CredentialExpires = credential.Expires,
            },
        };
    }

    private static List<SelectListItem> Senders(MailSetup setup) => setup.Addresses
        .Where(a => setup.FindChannel(a.ChannelId) is { Access: not ChannelAccess.Owner })
        .OrderBy(a => a.Email, StringComparer.Ordinal)
        .Select(a => new SelectListItem(a.Email, a.Id))
        .ToList();

    private async Task<bool> MayAsync() =>
        _http.HttpContext is { } http && await _authorization.AuthorizeAsync(http.User, MailPermissions.ManageMailSettings);
}
