using System.Security.Claims;
using MailIntegration.Engine.Security;
using MailIntegration.Web.Pages;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using OrchardCore.Admin;
using OrchardCore.MailIntegration.Permissions;
using OrchardCore.MailIntegration.Services;
using OrchardCore.MailIntegration.ViewModels;
using OrchardCore.Modules;

namespace OrchardCore.MailIntegration.Controllers;

/// <summary>The mail centre inside the admin: one page for all its screens; the client reads the address.</summary>
[Admin]
[Feature(MailConstants.Features.MailCentre)]
public sealed class MailCentreController : Controller
{
    private readonly IAuthorizationService _authorization;
    private readonly ClientFiles _client;
    private readonly AdminOptions _admin;
    private readonly IMailAuthorization _members;
    private readonly EmailPanel _panel;

    public MailCentreController(
        IAuthorizationService authorization,
        IMailAuthorization members,
        EmailPanel panel,
        ClientFiles client,
        IOptions<AdminOptions> admin)
    {
        _authorization = authorization;
        _members = members;
        _panel = panel;
        _client = client;
        _admin = admin.Value;
    }

    private string Base => $"{Request.PathBase}/{_admin.AdminUrlPrefix}/{MailCentreStartup.Path}";

    [HttpGet]
    public async Task<IActionResult> Index()
    {
        if (!await MaySeeAsync())
        {
            return Forbid();
        }

        Response.Headers.CacheControl = "no-store";
        return View(new MailCentreViewModel
        {
            Base = Base,
            Version = _client.Version,
            Modules = _client.Modules,
            Language = ShellPage.Language(HttpContext),
        });
    }

    /// <summary>A piece of HTML: the parts and fields that the site added to an e-mail.</summary>
    [HttpGet]
    public async Task<IActionResult> Panel(string id)
    {
        if (User.FindFirstValue(ClaimTypes.NameIdentifier) is not { } userId
            || await _members.GetRightsAsync(userId, HttpContext.RequestAborted) is not { } rights)
        {
            return Forbid();
        }

        Response.Headers.CacheControl = "no-store";
        return await _panel.BuildAsync(rights.Reader, id, HttpContext.RequestAborted) is { } shape ? View(shape) : NotFound();
    }

    /// <summary>Members, and those who manage environments or settings without reading mail.</summary>
    private async Task<bool> MaySeeAsync()
    {
        foreach (var permission in new[]
            { MailPermissions.ViewFollowedMail, MailPermissions.ManageMailChannels, MailPermissions.ManageMailSettings })
        {
            if (await _authorization.AuthorizeAsync(User, permission))
            {
                return true;
            }
        }

        return false;
    }
}
