using MailIntegration.Web.Pages;
using MailIntegration.Web.Portal;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using OrchardCore.MailIntegration.ViewModels;
using OrchardCore.Modules;
using OrchardCore.Users;

namespace OrchardCore.MailIntegration.Controllers;

/// <summary>The contact's page inside the site's theme. The page holds nothing: what it shows comes by the portal's API, which
/// asks for the link or the account.</summary>
[Feature(MailConstants.Features.MailCentre)]
public sealed class MailPortalController : Controller
{
    private readonly ClientFiles _client;
    private readonly UserOptions _users;

    public MailPortalController(ClientFiles client, IOptions<UserOptions> users)
    {
        _client = client;
        _users = users.Value;
    }

    [HttpGet]
    public IActionResult Index(string? key) => View(Model(string.IsNullOrEmpty(key) ? PortalKeys.Account : key));

    /// <summary>A task by link (PR7).</summary>
    [HttpGet]
    public IActionResult Task(string token) => View(Model(token));

    private MailPortalViewModel Model(string key)
    {
        Response.Headers.CacheControl = "no-store";
        Response.Headers["Referrer-Policy"] = "no-referrer";
        Response.Headers["X-Robots-Tag"] = "noindex";
        return new MailPortalViewModel
        {
            Base = Request.PathBase + MailConstants.PortalPath,
            Key = key,
            Version = _client.Version,
            Language = ShellPage.Language(HttpContext),
            SignIn = Request.PathBase + $"/{_users.LoginPath}?ReturnUrl=" + Uri.EscapeDataString(Request.PathBase + MailConstants.PortalPath),
        };
    }
}
