using System.Security.Claims;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Web.Portal;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Users;
using OrchardCore.Users.Models;

namespace OrchardCore.MailIntegration.Portal;

/// <summary>
/// Contacts who are users of the site. Only a confirmed e-mail address proves anything: whoever registers can type any. A
/// disabled user is nobody, even while his cookie lives.
/// </summary>
public sealed class OrchardPortalAccounts : IPortalAccounts
{
    public async Task<PortalAccount?> FindAsync(HttpContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var services = context.RequestServices;
        if (context.User.Identity?.IsAuthenticated != true
            || context.User.FindFirstValue(ClaimTypes.NameIdentifier) is not { } userId
            || await services.GetRequiredService<UserManager<IUser>>().FindByIdAsync(userId) is not User { IsEnabled: true, EmailConfirmed: true } user
            || EmailAddresses.Normalize(user.Email) is not { } address)
        {
            return null;
        }

        var found = await services.GetRequiredService<IContacts>().FindByAddressesAsync([address], cancellationToken);
        return found.GetValueOrDefault(address) is { } contact ? new PortalAccount(contact, address) : null;
    }
}
