using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace OrchardCore.MailIntegration.People;

/// <summary>The user of the request that is under way.</summary>
public sealed class CurrentUser
{
    private readonly IHttpContextAccessor _http;

    public CurrentUser(IHttpContextAccessor http)
    {
        _http = http;
    }

    /// <summary>Null outside requests, and when nobody is signed in.</summary>
    public string? Id => _http.HttpContext?.User.FindFirstValue(ClaimTypes.NameIdentifier);
}
