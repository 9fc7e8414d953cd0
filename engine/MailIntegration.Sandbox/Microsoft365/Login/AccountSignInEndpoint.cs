using MailIntegration.Sandbox.Accounts;
using MailIntegration.Sandbox.Mailboxes;
using Microsoft.AspNetCore.WebUtilities;

namespace MailIntegration.Sandbox.Microsoft365.Login;

/// <summary>The page on which somebody signs in to his own account with delegated permissions
/// (learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow).</summary>
internal sealed class AccountSignInEndpoint
{
    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(10);

    private static readonly Dictionary<string, string> Meanings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["offline_access"] = "Maintain access to data you have given it access to",
        ["openid"] = "Sign you in",
        ["User.Read"] = "View your basic profile",
        ["Mail.ReadWrite"] = "Read and write access to your mail",
        ["Mail.Send"] = "Send mail as you",
    };

    private readonly SandboxState _state;
    private readonly ServerTime _time;

    public AccountSignInEndpoint(SandboxState state, ServerTime time)
    {
        _state = state;
        _time = time;
    }

    public IResult Show(HttpRequest request, string tenant) => Answer(tenant, request.Query, (asked, users) => Page(SignInPages.Choose(
        "Microsoft", asked.App.DisplayName, users, request.Query["login_hint"],
        asked.Scopes.Select(s => new ShownScope(s, Meanings.GetValueOrDefault(Short(s), s), Short(s).StartsWith("Mail.", StringComparison.Ordinal))))));

    public async Task<IResult> ChooseAsync(HttpRequest request, string tenant)
    {
        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        return Answer(tenant, request.Query, (asked, users) => Choose(asked, users, form));
    }

    private IResult Choose(Asked asked, IEnumerable<MailUser> users, IFormCollection form)
    {
        if (form["choice"] != "accept")
        {
            return Return(asked, new()
            {
                ["error"] = "access_denied", ["error_subcode"] = "cancel", ["error_description"] = "AADSTS65004: User declined to consent to access the app.",
            });
        }

        var user = users.FirstOrDefault(u => u.UserPrincipalName == form["account"])
            ?? throw new LoginException(50034, "invalid_request", "The user account does not exist in the directory.");
        var granted = asked.Scopes.Where(s => !Short(s).StartsWith("Mail.", StringComparison.Ordinal) || form["scope"].Contains(s)).ToList();
        var tenant = _state.Tenants.First(t => t.Users.Contains(user));
        var code = _state.Tokens.SignIns.IssueCode(new SignInGrant(
            asked.App.ClientId, tenant, user, granted, asked.RedirectUri, asked.Challenge, _time.Now + CodeLife));
        return Return(asked, new() { ["code"] = code, ["session_state"] = Guid.NewGuid().ToString() });
    }

    private IResult Answer(string tenant, IQueryCollection query, Func<Asked, IEnumerable<MailUser>, IResult> next)
    {
        try
        {
            return next(Read(query), Users(tenant));
        }
        catch (LoginException exception)
        {
            return Page(SignInPages.Error($"AADSTS{exception.Number}: {exception.Message}"), exception.Status);
        }
    }

    private List<MailUser> Users(string tenant) => _state.Tenants
        .Where(t => tenant.ToLowerInvariant() is "common" or "organizations" or "consumers" || tenant == t.Id.ToString() || t.Domains.Contains(tenant.ToLowerInvariant()))
        .SelectMany(t => t.Users).Where(u => u.AccountEnabled).ToList();

    private Asked Read(IQueryCollection query)
    {
        var clientId = Required(query, "client_id");
        var redirect = Required(query, "redirect_uri");
        var app = _state.Apps.GetValueOrDefault(clientId)
            ?? throw new LoginException(700016, "unauthorized_client", $"Application with identifier '{clientId}' was not found in the directory.");
        var isKnown = app.RedirectUris.Count > 0
            ? app.RedirectUris.Contains(redirect, StringComparer.Ordinal)
            : Uri.TryCreate(redirect, UriKind.Absolute, out var uri) && uri.IsLoopback;
        if (!isKnown)
        {
            throw new LoginException(50011, "invalid_request", $"The redirect URI '{redirect}' specified in the request does not match the redirect URIs configured for the application '{clientId}'.");
        }

        if (Required(query, "response_type") != "code" || query["code_challenge_method"] != "S256")
        {
            throw new LoginException(501481, "invalid_request", "The sandbox takes the code flow with PKCE (S256).");
        }

        return new Asked(
            app, redirect, Required(query, "state"), Required(query, "code_challenge"), Required(query, "scope").Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    internal static string Short(string scope) => scope[(scope.LastIndexOf('/') + 1)..];

    private static IResult Return(Asked asked, Dictionary<string, string?> values)
    {
        values["state"] = asked.State;
        return Results.Redirect(QueryHelpers.AddQueryString(asked.RedirectUri, values));
    }

    private static IResult Page(string html, int status = 200) => Results.Content(html, "text/html; charset=utf-8", statusCode: status);

    private static string Required(IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 } value
        ? value
        : throw new LoginException(900144, "invalid_request", $"The request must contain the following parameter: '{name}'.");

    private sealed record Asked(AppRegistration App, string RedirectUri, string State, string Challenge, string[] Scopes);
}
