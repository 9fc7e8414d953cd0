using System.Security.Claims;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Channels.Forecast;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Localization;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Display.ContentDisplay;
using OrchardCore.ContentManagement.Display.Models;
using OrchardCore.DisplayManagement.Views;
using OrchardCore.Documents;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Services;
using OrchardCore.MailIntegration.Setup;
using OrchardCore.MailIntegration.ViewModels;
using OrchardCore.Mvc.ModelBinding;
using ISession = YesSql.ISession;

namespace OrchardCore.MailIntegration.Drivers;

/// <summary>Edits a connected environment. A changed registration is proved by a real sign-in before it is saved.</summary>
public sealed class MailChannelPartDisplayDriver : ContentPartDisplayDriver<MailChannelPart>
{
    private readonly IDocumentManager<MailSetupState> _states;
    private readonly ISession _session;
    private readonly IMailSetupStore _setup;
    private readonly MailContentValidator _validator;
    private readonly CredentialVault _vault;
    private readonly GoogleKeyVault _google;
    private readonly ChannelProof _proof;
    private readonly PeopleChoices _people;
    private readonly ChannelOutlook _outlook;
    private readonly IHttpContextAccessor _http;
    private readonly ReasonTexts _texts;
    private readonly IStringLocalizer S;

    public MailChannelPartDisplayDriver(
        IDocumentManager<MailSetupState> states,
        ISession session,
        IMailSetupStore setup,
        MailContentValidator validator,
        CredentialVault vault,
        GoogleKeyVault google,
        ChannelProof proof,
        PeopleChoices people,
        ChannelOutlook outlook,
        IHttpContextAccessor http,
        ReasonTexts texts,
        IStringLocalizer<MailChannelPartDisplayDriver> localizer)
    {
        _states = states;
        _session = session;
        _setup = setup;
        _validator = validator;
        _vault = vault;
        _google = google;
        _proof = proof;
        _people = people;
        _outlook = outlook;
        _http = http;
        _texts = texts;
        S = localizer;
    }

    private string? EditorId => _http.HttpContext?.User.FindFirstValue(ClaimTypes.NameIdentifier);

    public override IDisplayResult Display(MailChannelPart part, BuildPartDisplayContext context) =>
        Initialize<MailSummaryViewModel>("MailSummary", async model =>
        {
            var setup = await _setup.GetAsync(CancellationToken.None);
            var attention = setup.FindChannel(part.ChannelId)?.Attention;
            model.Facts = [Subject(part), S.Plural(setup.Addresses.Count(a => a.ChannelId == part.ChannelId), "1 address", "{0} addresses")];
            var warnings = await _outlook.OfAsync(part.ChannelId, CancellationToken.None);
            (model.StateClass, model.State) = attention is not null ? ("text-bg-danger", _texts.Of(attention))
                : warnings is [var warning, ..] ? ("text-bg-warning", _texts.Of(warning.Reason))
                : part.IsActive ? ("text-bg-success", S["Connected"].Value)
                : ("text-bg-secondary", S["Off"].Value);
        })
        .Location(OrchardCoreConstants.DisplayType.Detail, "Content:1")
        .Location(OrchardCoreConstants.DisplayType.SummaryAdmin, "Meta:20");

    public override IDisplayResult Edit(MailChannelPart part, BuildPartEditorContext context) =>
        Initialize<MailChannelPartViewModel>(GetEditorShapeType(context), async model =>
        {
            var state = (await _states.GetOrCreateImmutableAsync()).Items.GetValueOrDefault(part.ChannelId);
            model.ChannelId = part.ChannelId;
            model.Name = part.ContentItem.DisplayText;
            model.SenderName = part.SenderName;
            model.IsActive = part.IsActive;
            model.Access = part.Access;
            model.AccessMemberIds = part.AccessMemberIds;
            model.OwnerId = part.OwnerId;
            model.TenantId = part.TenantId;
            model.ClientId = part.ClientId;
            model.Domain = part.Domain;
            model.AdminEmail = part.AdminEmail;
            model.ServiceAccount = part.ServiceAccount;
            model.ServiceAccountId = part.ServiceAccountId;
            model.AccountEmail = part.AccountEmail;
            model.IsGoogle = part.Provider == ProviderKind.Gmail && part.AccountId.Length == 0;
            model.HasKey = state?.ProtectedKey is not null;
            model.HasOwnRegistration = part.ClientId is not null;
            model.HasSecret = state?.ProtectedSecret is not null;
            model.HasCertificate = state?.ProtectedCertificate is not null;
            model.CredentialExpires = state?.CredentialExpires;
            model.SecretEnds = state is { ProtectedSecret: not null } ? DayOf(state.CredentialExpires) : null;
            model.Version = state?.Version ?? 0;
            model.Members = await _people.MembersAsync([.. part.AccessMemberIds, part.OwnerId]);
        });

    public override async Task<IDisplayResult> UpdateAsync(MailChannelPart part, UpdatePartEditorContext context)
    {
        var model = new MailChannelPartViewModel();
        await context.Updater.TryUpdateModelAsync(model, Prefix);
        var stored = (await ScopeDocuments.LoadAsync(_states, _session)).Items.GetValueOrDefault(part.ChannelId);
        var entry = stored?.Copy() ?? new MailSetupItemState();
        if (model.Version != entry.Version)
        {
            context.Updater.ModelState.AddModelError(
                Prefix, "", S["Somebody saved this environment meanwhile. Reload the page and try again."]);
        }

        part.ContentItem.DisplayText = model.Name?.Trim() ?? "";
        part.SenderName = model.SenderName?.Trim() ?? "";
        part.IsActive = model.IsActive;
        part.Access = model.Access;
        part.AccessMemberIds = model.AccessMemberIds;
        part.OwnerId = part is { AccountId.Length: > 0, OwnerId: { } owner } ? owner : string.IsNullOrEmpty(model.OwnerId) ? null : model.OwnerId;
        part.ContentItem.Apply(part);
        var errors = new SetupErrors();
        var before = (await _setup.GetAsync(CancellationToken.None)).FindChannel(part.ChannelId);
        AccountPrivacy.Check(errors, before, SetupMapping.ToChannel(part.ContentItem, part, entry), EditorId);
        var isProved = part switch
        {
            { AccountId.Length: > 0 } => true,
            { Provider: ProviderKind.Gmail } => !TakeGoogle(part, model, entry, errors),
            _ => part.ClientId is null || !TakeRegistration(part, model, entry, errors),
        };
        errors.Include(await _validator.ValidateAsync(part.ContentItem, CancellationToken.None));
        if (errors.IsEmpty && !isProved)
        {
            await ProveAsync(part, entry, errors);
            if (errors.IsEmpty)
            {
                EditedState.Set(part.ChannelId, entry);
            }
        }

        EditorErrors.Show(context, Prefix, errors, _texts, EditorErrors.Capitalised);
        return Edit(part, context);
    }

    /// <returns>Whether the registration changed.</returns>
    private bool TakeRegistration(
        MailChannelPart part, MailChannelPartViewModel model, MailSetupItemState entry, SetupErrors errors)
    {
        var tenant = model.TenantId?.Trim().ToLowerInvariant() ?? "";
        var client = model.ClientId?.Trim() ?? "";
        var input = new CredentialInput(model.Secret, model.Certificate, model.CertificatePassword, model.SecretEnds);
        if (tenant == part.TenantId && client == part.ClientId && input.IsEmpty
            && (input.SecretEnds is null || input.SecretEnds == DayOf(entry.CredentialExpires)))
        {
            return false;
        }

        var current = client == part.ClientId
            ? new StoredCredential(entry.ProtectedSecret, entry.ProtectedCertificate, entry.CredentialExpires)
            : new StoredCredential(null, null, null);
        var credential = _vault.Take(input, current, errors);
        (part.TenantId, part.ClientId) = (tenant, client);
        part.ContentItem.Apply(part);
        entry.ProtectedSecret = credential.ProtectedSecret;
        entry.ProtectedCertificate = credential.ProtectedCertificate;
        entry.CredentialExpires = credential.Expires;
        return true;
    }

    /// <returns>Whether domain, administrator or key changed.</returns>
    private bool TakeGoogle(MailChannelPart part, MailChannelPartViewModel model, MailSetupItemState entry, SetupErrors errors)
    {
        var current = new GoogleWorkspaceConnection
        {
            Domain = part.Domain, AdminEmail = part.AdminEmail, ProtectedKey = entry.ProtectedKey ?? "", ClientEmail = part.ServiceAccount, ClientId = part.ServiceAccountId,
        };
        var taken = _google.Take(
            new GoogleInput(model.Json, model.Domain ?? "", model.AdminEmail ?? ""), entry.ProtectedKey is null ? null : current, errors);
        if (taken == current)
        {
            return false;
        }

        (part.Domain, part.AdminEmail, part.ServiceAccount, part.ServiceAccountId) = (taken.Domain, taken.AdminEmail, taken.ClientEmail, taken.ClientId);
        part.ContentItem.Apply(part);
        entry.ProtectedKey = taken.ProtectedKey.Length > 0 ? taken.ProtectedKey : null;
        return true;
    }

    internal static DateOnly? DayOf(DateTimeOffset? time) => time is { } end ? DateOnly.FromDateTime(end.UtcDateTime) : null;

    private static string Subject(MailChannelPart part) =>
        part.AccountId.Length > 0 ? part.AccountEmail : part.Provider == ProviderKind.Gmail ? part.Domain : part.TenantId;

    private async Task ProveAsync(MailChannelPart part, MailSetupItemState entry, SetupErrors errors)
    {
        entry.Attention = null;
        entry.AttentionSince = null;
        var settings = (await _setup.GetAsync(CancellationToken.None)).Settings;
        var channel = SetupMapping.ToChannel(part.ContentItem, part, entry);
        if (await _proof.TryAsync(channel, settings, CancellationToken.None) is { } reason)
        {
            errors.Add(ChannelProof.FieldOf(reason), reason);
        }
    }
}
