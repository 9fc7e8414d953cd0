using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrchardCore.Users;
using OrchardCore.Users.Services;

namespace OrchardCore.MailIntegration.Tests.Support;

/// <summary>Stands in for the tokens of an identity provider: the token is the user's name. Orchard's APIs ask this scheme.</summary>
internal sealed class TestBearer : AuthenticationHandler<AuthenticationSchemeOptions>
{
    public const string Name = "Bearer";

    public TestBearer(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : base(options, logger, encoder)
    {
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var parts = Request.Headers.Authorization.ToString().Split(' ');
        if (parts is not [Name, var name]
            || await Context.RequestServices.GetRequiredService<IUserService>().GetUserAsync(name) is not { } user)
        {
            return AuthenticateResult.NoResult();
        }

        var principal = await Context.RequestServices.GetRequiredService<IUserClaimsPrincipalFactory<IUser>>().CreateAsync(user);
        return AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name));
    }
}
