using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace MailIntegration.Web.Security;

/// <summary>Who sends a request: the host's sign-in, as a member id.</summary>
public interface ICurrentMember
{
    /// <summary>Null when nobody is signed in.</summary>
    string? GetId(HttpContext context);
}

/// <summary>Takes the name identifier of the signed-in user.</summary>
public sealed class ClaimsCurrentMember : ICurrentMember
{
    public string? GetId(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.User.Identity is { IsAuthenticated: true }
            ? context.User.FindFirstValue(ClaimTypes.NameIdentifier)
            : null;
    }
}
