using MailIntegration.Engine.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using OrchardCore.Admin.Models;
using OrchardCore.DisplayManagement.Handlers;
using OrchardCore.DisplayManagement.Views;
using OrchardCore.MailIntegration.Permissions;
using OrchardCore.MailIntegration.Services;
using OrchardCore.MailIntegration.ViewModels;

namespace OrchardCore.MailIntegration.Drivers;

/// <summary>The mail icon with the number of unread mails, at the top right of the admin.</summary>
public sealed class MailNavbarDisplayDriver : DisplayDriver<Navbar>
{
    private readonly IAuthorizationService _authorization;
    private readonly IHttpContextAccessor _http;
    private readonly MailBadge _badge;

    public MailNavbarDisplayDriver(IAuthorizationService authorization, IHttpContextAccessor http, MailBadge badge)
    {
        _authorization = authorization;
        _http = http;
        _badge = badge;
    }

    public override async Task<IDisplayResult?> DisplayAsync(Navbar model, BuildDisplayContext context)
    {
        var http = _http.HttpContext;
        if (http is null || !await _authorization.AuthorizeAsync(http.User, MailPermissions.ViewFollowedMail))
        {
            return null;
        }

        return Initialize<MailNavbarViewModel>("MailNavbar")
            .Processing<MailNavbarViewModel>(async badge =>
            {
                badge.Unread = await _badge.CountAsync(http.User, http.RequestAborted) ?? 0;
                badge.Cap = MailCounts.Cap;
            })
            .Location(OrchardCoreConstants.DisplayType.DetailAdmin, "Content:8");
    }
}
