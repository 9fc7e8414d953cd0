using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using OrchardCore.Admin;
using OrchardCore.MailIntegration.Permissions;
using OrchardCore.Navigation;

namespace OrchardCore.MailIntegration;

/// <summary>Integrations > Mail integration and Processing > E-mail processing (LW5).</summary>
public sealed class AdminMenu : AdminNavigationProvider
{
    // Addresses, not actions: all screens are one action, and links are told apart by their address.
    private readonly string _base;
    private readonly IStringLocalizer S;

    public AdminMenu(IOptions<AdminOptions> admin, IStringLocalizer<AdminMenu> localizer)
    {
        _base = $"~/{admin.Value.AdminUrlPrefix}/{MailCentreStartup.Path}";
        S = localizer;
    }

    protected override ValueTask BuildAsync(NavigationBuilder builder)
    {
        builder
            .Add(S["Processing"], "10", processing => processing
                .AddClass("mail-processing")
                .Id("mailprocessing")
                .Add(S["Mail centre"], "1", item => item
                    .Url(_base)
                    .Permission(MailPermissions.ViewFollowedMail)
                    .LocalNav())
                .Add(S["E-mail processing"], "2", item => item
                    .Url(_base + "/processing")
                    .Permission(MailPermissions.ViewFollowedMail)
                    .LocalNav())
                .Add(S["Not processed"], "3", item => item
                    .Url(_base + "/unprocessed")
                    .Permission(MailPermissions.ViewFollowedMail)
                    .LocalNav())
                .Add(S["Dossiers"], S["Dossiers"].PrefixPosition(), item => item
                    .Url(_base + "/dossiers")
                    .Permission(MailPermissions.ViewFollowedMail)
                    .LocalNav())
                .Add(S["E-mail rules"], S["E-mail rules"].PrefixPosition(), item => item
                    .Url(_base + "/rules")
                    .Permission(MailPermissions.ManageMailRules)
                    .LocalNav()))
            .Add(S["Messaging centre"], "10.5", messaging => messaging
                .AddClass("mail-messaging")
                .Id("mailmessaging")
                .Add(S["Automated messages"], "1", item => Templates(item, "messages"))
                .Add(S["Automated e-mails"], "2", item => Templates(item, "emails"))
                .Add(S["System e-mails"], "3", item => Templates(item, "system"))
                .Add(S["Incoming"], "4", item => Journal(item, "incoming"))
                .Add(S["Outgoing"], "5", item => Journal(item, "outgoing")))
            .Add(S["Integrations"], "11", integrations => integrations
                .AddClass("mail-integrations")
                .Id("mailintegrations")
                .Add(S["Mail integration"], S["Mail integration"].PrefixPosition(), mail => mail
                    .Add(S["Environments"], "1", item => item
                        .Url(_base + "/channels")
                        .Permission(MailPermissions.ManageMailChannels)
                        .LocalNav())
                    .Add(S["Settings"], "2", item => item
                        .Action("Index", "Admin", new RouteValueDictionary
                        {
                            ["area"] = "OrchardCore.Settings",
                            ["groupId"] = Drivers.MailSettingsDisplayDriver.GroupId,
                        })
                        .Permission(MailPermissions.ManageMailSettings)
                        .LocalNav())
                    .Add(S["Addresses"], "3", item => item
                        .Action("List", "Admin", List(MailConstants.ContentTypes.Address))
                        .Permission(MailPermissions.ManageMailChannels)
                        .LocalNav())
                    .Add(S["Contacts"], "4", item => item
                        .Action("List", "Admin", List(MailConstants.ContentTypes.Contact))
                        .Permission(MailPermissions.ManageMailContacts)
                        .LocalNav())
                    .Add(S["Process teams"], "5", item => item
                        .Action("List", "Admin", List(MailConstants.ContentTypes.Team))
                        .Permission(MailPermissions.ManageProcessTeams)
                        .LocalNav())
                    .Add(S["Try it out"], "8", item => item
                        .Url(_base + "/try-out")
                        .Permission(MailPermissions.ViewAllMail)
                        .LocalNav())));
        return ValueTask.CompletedTask;
    }

    private void Templates(NavigationItemBuilder item, string section) => item
        .Url($"{_base}/messaging/{section}")
        .Permission(MailPermissions.ManageMailTemplates)
        .LocalNav();

    private void Journal(NavigationItemBuilder item, string section) => item
        .Url($"{_base}/messaging/{section}")
        .Permission(MailPermissions.ViewMailJournal)
        .LocalNav();

    private static RouteValueDictionary List(string type) => new()
    {
        ["area"] = "OrchardCore.Contents",
        ["contentTypeId"] = type,
    };
}
