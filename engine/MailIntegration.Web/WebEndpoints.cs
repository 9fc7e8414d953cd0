using MailIntegration.Web.Endpoints;
using MailIntegration.Web.Pages;
using MailIntegration.Web.Portal;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web;

/// <summary>Maps the HTTP API and the mail centre.</summary>
public static class WebEndpoints
{
    /// <param name="prefix">Mount path, for example <c>/mail</c>; begins with a slash, does not end with one.</param>
    /// <returns>The group of pages, for the home's own below the same path.</returns>
    public static RouteGroupBuilder MapMailIntegration(this IEndpointRouteBuilder endpoints, string prefix)
    {
        var pages = MapMailIntegrationApi(endpoints, prefix);
        pages.MapPages();
        return pages;
    }

    /// <summary>The same without the pages: for a home that shows the mail centre inside pages of its own, under the
    /// addresses of the screens below the same path.</summary>
    public static RouteGroupBuilder MapMailIntegrationApi(this IEndpointRouteBuilder endpoints, string prefix)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        if (!prefix.StartsWith('/') || prefix.EndsWith('/'))
        {
            throw new ArgumentException("The mount path begins with a slash and does not end with one.", nameof(prefix));
        }

        var group = endpoints.MapGroup(prefix).WithMetadata(new MountPath(prefix));
        group.MapClientFiles();
        group.MapConnect();
        group.MapPush();
        group.MapHealth();
        group.MapInbound();
        group.MapAccountConnect();
        MapApi(group);
        return group;
    }

    /// <summary>Maps the contact's side with its page.</summary>
    /// <param name="prefix">Where contacts reach it, for example <c>/mail/portal</c>.</param>
    public static void MapMailPortal(this IEndpointRouteBuilder endpoints, string prefix) =>
        MapMailPortalApi(endpoints, prefix).MapPortalPage();

    /// <summary>The same without the page, for a home that shows <c>contact-portal</c> inside pages of its own.</summary>
    public static RouteGroupBuilder MapMailPortalApi(this IEndpointRouteBuilder endpoints, string prefix)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var group = endpoints.MapGroup(prefix).WithMetadata(new MountPath(prefix));
        group.MapClientFiles();
        group.MapPortal();
        group.MapOpenings();
        return group;
    }

    private static void MapApi(RouteGroupBuilder pages)
    {
        var api = pages.MapGroup("/api").BehindGate();
        api.MapOpenApi("/{documentName}.json");
        var described = api.MapGroup("/").WithGroupName(WebServices.Group)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
        described.MapSession();
        described.MapSettings();
        described.MapHealthDetails();
        described.MapChannels();
        described.MapAccounts();
        described.MapChecks();
        described.MapAddresses();
        described.MapHosted();
        described.MapLedger();
        described.MapSync();
        described.MapConversations();
        described.MapStreams();
        described.MapContactMessages();
        described.MapTickets();
        described.MapTasks();
        described.MapDossiers();
        described.MapEmails();
        described.MapEmailContent();
        described.MapWriting();
        described.MapOutbox();
        described.MapSnippets();
        described.MapJournal();
        described.MapNotices();
        described.MapFollows();
        described.MapInvitations();
        described.MapTemplates();
        described.MapRules();
        described.MapUnprocessed();
        described.MapTryOut();
        described.MapProcessing();
        described.MapContacts();
        described.MapLive();
        // Below the API an unknown address is a problem in JSON, not the shell page.
        api.MapFallback("{**path}", () => Problems.NotFound()).ExcludeFromDescription();
    }
}
