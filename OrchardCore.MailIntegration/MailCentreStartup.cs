using MailIntegration.Engine.Portal;
using MailIntegration.Web;
using MailIntegration.Web.Portal;
using MailIntegration.Web.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrchardCore.Admin;
using OrchardCore.Admin.Models;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Display.ContentDisplay;
using OrchardCore.DisplayManagement.Descriptors;
using OrchardCore.DisplayManagement.Handlers;
using OrchardCore.Environment.Shell;
using OrchardCore.MailIntegration.Dossiers;
using OrchardCore.MailIntegration.Drivers;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Portal;
using OrchardCore.MailIntegration.Services;
using OrchardCore.Modules;
using OrchardCore.Navigation;
using OrchardCore.ResourceManagement;

namespace OrchardCore.MailIntegration;

/// <summary>The screens: the mail centre inside the admin, its API under the admin's path, menus and the badge.</summary>
[Feature(MailConstants.Features.MailCentre)]
public sealed class MailCentreStartup : StartupBase
{
    /// <summary>Below the admin's path.</summary>
    internal const string Path = "Mail";

    /// <summary>Every screen has an address of its own; the client reads them.</summary>
    private static readonly Dictionary<string, string> Screens = new()
    {
        ["MailCentre"] = "",
        ["MailCentreScreen"] = "/{screen:regex(^(inbox|sent|spam|archive|deleted|all|unread|mine|unassigned|unprocessed|drafts|outbox|write|messenger|tickets|tasks|contacts|channels|accounts|settings|team|snippets|rules|dossiers|processing|notifications|try-out)$)}",
        ["MailCentreConversation"] = "/conversations/{id}",
        ["MailCentreChannel"] = "/channels/{id}",
        ["MailCentreAddress"] = "/addresses/{id}",
        ["MailCentreMessaging"] = "/messaging/{section?}",
        ["MailCentreTemplate"] = "/messaging/templates/{id}",
        ["MailCentreContact"] = "/contacts/{id}",
        ["MailCentreTicket"] = "/tickets/{number}",
        ["MailCentreDossier"] = "/dossiers/{key}",
    };

    private readonly AdminOptions _admin;
    private readonly ShellSettings _shell;

    public MailCentreStartup(IOptions<AdminOptions> admin, ShellSettings shell)
    {
        _admin = admin.Value;
        _shell = shell;
    }

    public override void ConfigureServices(IServiceCollection services)
    {
        services.AddSingleton<IPortalAccounts, OrchardPortalAccounts>();
        services.AddScoped<IContactAccounts, OrchardContactAccounts>();
        services.AddMailIntegrationWeb(options =>
        {
            options.Home = "orchard";
            options.ContactPath = $"/{_admin.AdminUrlPrefix}/Contents/ContentItems/{{id}}/Edit";
            options.PublicPath = string.Concat(
                new[] { _shell.RequestUrlPrefix, _admin.AdminUrlPrefix, Path }.Where(p => !string.IsNullOrEmpty(p)).Select(p => "/" + p));
        });
        services.AddHealthChecks().AddCheck<MailHealthCheck>("mail");
        services.AddScoped<IModularTenantEvents, LiveTenantEvents>();
        services.AddScoped<MailBadge>();
        services.AddScoped<EmailPanel>();
        services.AddScoped<IShapePlacementProvider, SidePanelPlacement>();
        services.AddNavigationProvider<AdminMenu>();
        services.AddDisplayDriver<Navbar, MailNavbarDisplayDriver>();
        services.AddScoped<RecordPages>();
        services.AddContentPart<MailDossierPart>().UseDisplayDriver<MailDossierPartDisplayDriver>();
    }

    public override void Configure(IApplicationBuilder app, IEndpointRouteBuilder routes, IServiceProvider serviceProvider)
    {
        var prefix = $"{_admin.AdminUrlPrefix}/{Path}";
        routes.MapMailIntegrationApi("/" + prefix);
        foreach (var (name, pattern) in Screens)
        {
            routes.MapAreaControllerRoute(
                name, MailConstants.Features.Core, prefix + pattern, new { controller = "MailCentre", action = "Index" });
        }

        routes.MapMailPortalApi(MailConstants.PortalPath);
        routes.MapAreaControllerRoute(
            "MailPortalTask",
            MailConstants.Features.Core,
            MailConstants.PortalPath.TrimStart('/') + "/task/{token}",
            new { controller = "MailPortal", action = "Task" });
        routes.MapAreaControllerRoute(
            "MailPortal",
            MailConstants.Features.Core,
            MailConstants.PortalPath.TrimStart('/') + "/{key?}",
            new { controller = "MailPortal", action = "Index" });
        routes.MapAreaControllerRoute(
            "MailCentrePanel",
            MailConstants.Features.Core,
            prefix + "/emails/{id}/panel",
            new { controller = "MailCentre", action = "Panel" });
        routes.MapAreaControllerRoute(
            "MailRecord",
            MailConstants.Features.Core,
            prefix + "/records/{contentItemId}",
            new { controller = "RecordMail", action = "Index" });
    }
}
