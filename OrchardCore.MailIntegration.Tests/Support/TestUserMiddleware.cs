using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Users;
using OrchardCore.Users.Services;

namespace OrchardCore.MailIntegration.Tests.Support;

/// <summary>Signs a request in as the user that its header names, with the claims that the site itself would give him.</summary>
internal sealed class TestUserMiddleware
{
    public const string Header = "X-Test-User";

    private readonly RequestDelegate _next;

    public TestUserMiddleware(RequestDelegate next)
    {
        _next = next;
    }

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Headers.TryGetValue(Header, out var name)
            && context.RequestServices.GetService<IUserService>() is { } users
            && await users.GetUserAsync(name.ToString()) is { } user)
        {
            context.User = await context.RequestServices.GetRequiredService<IUserClaimsPrincipalFactory<IUser>>().CreateAsync(user);
        }

        await _next(context);
    }
}
