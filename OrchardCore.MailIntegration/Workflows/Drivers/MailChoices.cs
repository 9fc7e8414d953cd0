using System.Security.Claims;
using MailIntegration.Engine.Automation.Actions;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Processing.Trust;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Templates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.Extensions.Localization;
using OrchardCore.Security.Services;

namespace OrchardCore.MailIntegration.Workflows.Drivers;

/// <summary>What the forms of activities offer.</summary>
public sealed class MailChoices
{
    private const int MaxDossiers = 50;

    private readonly IMailSetupStore _setup;
    private readonly IPeople _people;
    private readonly IContacts _contacts;
    private readonly IRoleService _roles;
    private readonly TemplateService _templates;
    private readonly DossierService _dossiers;
    private readonly IMailAuthorization _authorization;
    private readonly IHttpContextAccessor _http;
    private readonly IStringLocalizer S;

    public MailChoices(
        IMailSetupStore setup,
        IPeople people,
        IContacts contacts,
        IRoleService roles,
        TemplateService templates,
        DossierService dossiers,
        IMailAuthorization authorization,
        IHttpContextAccessor http,
        IStringLocalizer<MailChoices> localizer)
    {
        _setup = setup;
        _people = people;
        _contacts = contacts;
        _roles = roles;
        _templates = templates;
        _dossiers = dossiers;
        _authorization = authorization;
        _http = http;
        S = localizer;
    }

    /// <summary>Suggestions for an input; Liquid may be typed instead.</summary>
    public async Task<List<SelectListItem>> OfAsync(ActionField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return field.Kind switch
        {
            ActionFieldKind.Member => (await _people.GetMembersAsync(CancellationToken.None))
                .Where(m => m.IsEnabled).Select(m => new SelectListItem(m.Email, m.Name)).ToList(),
            ActionFieldKind.Team => (await _people.GetTeamsAsync(CancellationToken.None))
                .Select(t => new SelectListItem(t.Name, t.Name)).ToList(),
            ActionFieldKind.Role => (await _roles.GetRolesAsync()).Select(r => r.RoleName)
                .Where(r => r is not (OrchardCoreConstants.Roles.Anonymous or OrchardCoreConstants.Roles.Authenticated))
                .Select(r => new SelectListItem(r, r)).ToList(),
            ActionFieldKind.Address => (await _setup.GetAsync(CancellationToken.None)).Addresses
                .OrderBy(a => a.Email, StringComparer.Ordinal).Select(a => new SelectListItem(a.DisplayName, a.Email)).ToList(),
            ActionFieldKind.Template => (await _templates.ListAsync(CancellationToken.None))
                .Where(t => t.System?.Group != TemplateGroup.Account)
                .Select(t => new SelectListItem(t.System is null ? t.Stored!.Latest.Name : t.Id, t.Id)).ToList(),
            ActionFieldKind.Dossier => await DossiersAsync(),
            ActionFieldKind.Choice => field.Choices.Select(c => new SelectListItem(NameOf(c), c)).ToList(),
            _ => [],
        };
    }

    /// <summary>Dossiers that whoever draws may know of.</summary>
    private async Task<List<SelectListItem>> DossiersAsync()
    {
        var user = _http.HttpContext?.User.FindFirstValue(ClaimTypes.NameIdentifier);
        return user is not null && await _authorization.GetRightsAsync(user, CancellationToken.None) is { } rights
            ? (await _dossiers.SearchAsync(rights, "", MaxDossiers, CancellationToken.None))
                .Select(d => new SelectListItem(d.Title, d.Key)).ToList()
            : [];
    }

    public async Task<List<SelectListItem>> AddressesAsync(IReadOnlyCollection<string> chosen)
    {
        var setup = await _setup.GetAsync(CancellationToken.None);
        return With(chosen, setup.Addresses.OrderBy(a => a.Email, StringComparer.Ordinal).Select(a => (a.Id, a.Email)));
    }

    public async Task<List<SelectListItem>> ChannelsAsync(IReadOnlyCollection<string> chosen)
    {
        var setup = await _setup.GetAsync(CancellationToken.None);
        return With(chosen, setup.Channels.OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => (c.Id, c.Name)));
    }

    /// <summary>An address of each contact, by which people know him.</summary>
    public async Task<IReadOnlyList<string>> ContactNamesAsync(IReadOnlyCollection<string> ids) => ids.Count == 0
        ? []
        : (await _contacts.GetAsync(ids, CancellationToken.None)).Select(c => c.Addresses.Count > 0 ? c.Addresses[0] : c.Name).ToList();

    /// <summary>The contacts with these addresses, and the addresses that nobody has.</summary>
    public async Task<(IReadOnlyList<string> Ids, IReadOnlyList<string> Unknown)> FindContactsAsync(IReadOnlyCollection<string> addresses)
    {
        var normalized = addresses.ToDictionary(a => a, a => EmailAddresses.Normalize(a) ?? a, StringComparer.OrdinalIgnoreCase);
        var found = normalized.Count == 0
            ? new Dictionary<string, Contact>()
            : await _contacts.FindByAddressesAsync(normalized.Values, CancellationToken.None);
        return (
            normalized.Values.Select(a => found.GetValueOrDefault(a)?.Id).OfType<string>().Distinct(StringComparer.Ordinal).ToList(),
            normalized.Where(a => !found.ContainsKey(a.Value)).Select(a => a.Key).ToList());
    }

    public List<SelectListItem> TrustLevels(IReadOnlyCollection<string> chosen) => With(chosen,
    [
        (nameof(TrustLevel.Verified), S["Verified"]), (nameof(TrustLevel.Unverified), S["Not verified"]),
        (nameof(TrustLevel.Suspicious), S["Suspicious"]), (nameof(TrustLevel.Unknown), S["Not known"]),
    ]);

    public List<SelectListItem> Classes(IReadOnlyCollection<string> chosen) => With(chosen,
    [
        (nameof(MailClass.Personal), S["From a person"]), (nameof(MailClass.AutoReply), S["Answering machine"]),
        (nameof(MailClass.BouncePermanent), S["Bounce"]), (nameof(MailClass.BounceTemporary), S["Bounce for now"]),
        (nameof(MailClass.DeliveryNotice), S["Delivery notice"]), (nameof(MailClass.List), S["Mailing list"]),
        (nameof(MailClass.Automatic), S["Other automatic mail"]),
    ]);

    /// <summary>States and priorities of tickets; the engine knows them by their codes.</summary>
    private string NameOf(string choice) => choice switch
    {
        "open" => S["Open"],
        "waiting" => S["Waiting"],
        "closed" => S["Closed"],
        "low" => S["Low"],
        "normal" => S["Normal"],
        "high" => S["High"],
        "urgent" => S["Urgent"],
        _ => choice,
    };

    private static List<SelectListItem> With(IReadOnlyCollection<string> chosen, IEnumerable<(string Id, string Name)> all)
    {
        var items = all.Select(a => new SelectListItem(a.Name, a.Id, chosen.Contains(a.Id))).ToList();
        items.AddRange(chosen.Where(id => items.TrueForAll(i => i.Value != id)).Select(id => new SelectListItem(id, id, true)));
        return items;
    }
}
