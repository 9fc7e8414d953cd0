using MailIntegration.Engine.People;
using Microsoft.AspNetCore.Http;

namespace MailIntegration.Web.Portal;

/// <summary>A contact who signed in to the site.</summary>
/// <param name="Address">His proven e-mail address, normalised; one of the contact's.</param>
public sealed record PortalAccount(Contact Contact, string Address);

/// <summary>Port: contacts who are users of the site, in homes that have accounts.</summary>
public interface IPortalAccounts
{
    /// <summary>Null when nobody is signed in, or no contact has the user's proven address.</summary>
    Task<PortalAccount?> FindAsync(HttpContext context, CancellationToken cancellationToken);
}

/// <summary>A home without accounts: contacts come by link.</summary>
internal sealed class NoPortalAccounts : IPortalAccounts
{
    public Task<PortalAccount?> FindAsync(HttpContext context, CancellationToken cancellationToken) =>
        Task.FromResult<PortalAccount?>(null);
}
