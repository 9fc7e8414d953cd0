using MailIntegration.Engine.Automation.Actions;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Processing.Trust;
using MailIntegration.Engine.Templates;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.Extensions.Localization;
using OrchardCore.Security.Services;

namespace OrchardCore.MailIntegration.Workflows.Drivers;

/// <summary>What the forms of activities offer.</summary>
public sealed class MailChoices
{
    private readonly IMailSetupStore _setup;
    private readonly IPeople _people;
    private readonly IContacts _contacts;
    private readonly IRoleService _roles;
    private readonly IStringLocalizer S;

    public MailChoices(
        IMailSetupStore setup, IPeople people, IContacts contacts, IRoleService roles, IStringLocalizer<MailChoices> localizer)
    {
        _setup = setup;
        _people = people;
        _contacts = contacts;
        _roles = roles;
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
            ActionFieldKind.Template => SystemTemplates.All.Select(t => new SelectListItem(t.Code, t.Code)).ToList(),
            ActionFieldKind.Choice => field.Choices.Select(c => new SelectListItem(c, c)).ToList(),
            _ => [],
        };
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

    private static List<SelectListItem> With(IReadOnlyCollection<string> chosen, IEnumerable<(string Id, string Name)> all)
    {
        var items = all.Select(a => new SelectListItem(a.Name, a.Id, chosen.Contains(a.Id))).ToList();
        items.AddRange(chosen.Where(id => items.TrueForAll(i => i.Value != id)).Select(id => new SelectListItem(id, id, true)));
        return items;
    }
}

/// <summary>What the inputs of actions are called.</summary>
public sealed class MailFieldTexts
{
    private readonly IStringLocalizer S;

    public MailFieldTexts(IStringLocalizer<MailFieldTexts> localizer)
    {
        S = localizer;
    }

    public string Label(string field) => field switch
    {
        "memberId" => S["Person"],
        "role" => S["Role"],
        "teamId" => S["Process team"],
        "html" => S["Text"],
        "subject" => S["Subject"],
        "senderId" => S["Send from"],
        "oncePerConversation" => S["Once per conversation"],
        "includeQuote" => S["Quote the e-mail"],
        "template" => S["Template"],
        "to" => S["To"],
        "language" => S["Language"],
        "tag" => S["Tag"],
        "state" => S["State"],
        "priority" => S["Priority"],
        "category" => S["Category"],
        "dueInHours" => S["Due in hours"],
        "title" => S["Title"],
        "note" => S["Note"],
        "assigneeId" => S["For"],
        "dossierId" => S["Dossier"],
        _ => field,
    };

    public string Hint(ActionField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return field.Name switch
        {
            "memberId" or "assigneeId" => S["Name, e-mail address or id of a member. With Liquid support."],
            "role" => S["Of the users with this role, the first who may read the e-mail. With Liquid support."],
            "teamId" => S["Name or id of a process team. With Liquid support."],
            "html" => S["HTML with Liquid support, for example {0}. Values are encoded.", "{{ Email.Subject }}"],
            "subject" => S["Empty: that of the e-mail, with Re:. With Liquid support."],
            "senderId" => S["An activated address. Empty: the one that received the e-mail. With Liquid support."],
            "oncePerConversation" => S["However many e-mails come, the conversation gets it once."],
            "includeQuote" => S["The e-mail stands below the text."],
            "template" => S["Code or id of a template. With Liquid support."],
            "to" => S["Addresses, separated by commas. Empty: whoever wrote the e-mail. With Liquid support."],
            "language" => S["Two letters. Empty: the language of the contact or the site. With Liquid support."],
            "dueInHours" => S["Hours from now. With Liquid support."],
            _ => S["With Liquid support."],
        };
    }
}
