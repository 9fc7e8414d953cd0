using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Accounts;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Microsoft365;
using Microsoft.AspNetCore.WebUtilities;

namespace MailIntegration.Sandbox.Google;

/// <summary>accounts.google.com for web applications: the page on which somebody signs in and agrees, scope by scope, and who he
/// is (developers.google.com/identity/protocols/oauth2/web-server).</summary>
internal sealed class GoogleSignIn
{
    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(10);
    private static readonly string[] Basic = ["openid", "email", "profile"];

    private static readonly Dictionary<string, string> Meanings = new(StringComparer.Ordinal)
    {
        ["openid"] = "Associate you with your personal info on Google",
        ["email"] = "See your primary Google Account email address",
        ["profile"] = "See your personal info, including any personal info you've made publicly available",
        [GoogleCloud.ModifyScope] = "Read, compose, and send emails from your Gmail account",
    };

    private readonly SandboxState _state;
    private readonly ServerTime _time;

    public GoogleSignIn(SandboxState state, ServerTime time)
    {
        _state = state;
        _time = time;
    }

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/o/oauth2/v2/auth", (HttpRequest request) => Answer(request.Query, page => Show(page, request.Query["login_hint"])));
        app.MapPost("/o/oauth2/v2/auth", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
            return Answer(request.Query, page => Choose(page, request.Query, form));
        });
        app.MapGet("/v1/userinfo", (HttpRequest request) => UserInfo(request));
    }

    private static IResult Answer(IQueryCollection query, Func<Asked, IResult> next)
    {
        try
        {
            return next(Read(query));
        }
        catch (ArgumentException exception)
        {
            return Page(SignInPages.Error(exception.Message), 400);
        }
    }

    private IResult Show(Asked asked, string? hint)
    {
        var client = Find(asked);
        var scopes = asked.Scopes.Select(s => new ShownScope(s, Meanings.GetValueOrDefault(s, s), !Basic.Contains(s)));
        return Page(SignInPages.Choose("Google", client.Name, Users(), hint, scopes));
    }

    private IResult Choose(Asked asked, IQueryCollection query, IFormCollection form)
    {
        var client = Find(asked);
        if (form["choice"] != "accept")
        {
            return Return(asked, new() { ["error"] = "access_denied" });
        }

        var user = Users().FirstOrDefault(u => u.UserPrincipalName == form["account"]);
        if (user is null)
        {
            return Page(SignInPages.Error("Couldn't find your Google Account"), 400);
        }

        // A refresh token comes with consent only, and only for offline access.
        var isOffline = query["access_type"] == "offline" && query["prompt"].ToString().Contains("consent", StringComparison.Ordinal);
        var granted = asked.Scopes.Where(s => Basic.Contains(s) || form["scope"].Contains(s)).ToList();
        var code = _state.Google.SignIns.IssueCode(new SignInGrant(
            client.ClientId, TenantOf(user), user, isOffline ? [.. granted, "offline"] : granted, asked.RedirectUri, asked.Challenge, _time.Now + CodeLife));
        return Return(asked, new() { ["code"] = code, ["scope"] = string.Join(' ', granted) });
    }

    /// <summary>The account behind an access token.</summary>
    private IResult UserInfo(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.Ordinal) || _state.Google.FindToken(header[7..]) is not { } token || token.Expires <= _time.Now)
        {
            return Results.Json(new { error = "invalid_request", error_description = "Invalid Credentials" }, statusCode: 401);
        }

        var user = token.User;
        var json = new JsonObject { ["sub"] = DirectoryEndpoints.GoogleId(user), ["email"] = user.Mail, ["email_verified"] = true, ["name"] = user.DisplayName };
        return Results.Content(json.ToJsonString(), "application/json");
    }

    private GoogleOAuthClient Find(Asked asked) => _state.Google.FindClient(asked.ClientId) is { } client
        ? client.Accepts(asked.RedirectUri) ? client : throw new ArgumentException("Error 400: redirect_uri_mismatch")
        : throw new ArgumentException("Error 401: invalid_client. The OAuth client was not found.");

    private IEnumerable<MailUser> Users() => _state.Tenants.SelectMany(t => t.Users).Where(u => u is { AccountEnabled: true, Mail: not null });

    private Organisation TenantOf(MailUser user) => _state.Tenants.First(t => t.Users.Contains(user));

    private static IResult Return(Asked asked, Dictionary<string, string?> values)
    {
        values["state"] = asked.State;
        return Results.Redirect(QueryHelpers.AddQueryString(asked.RedirectUri, values));
    }

    private static Asked Read(IQueryCollection query)
    {
        string Required(string name) => query[name].ToString() is { Length: > 0 } value
            ? value
            : throw new ArgumentException($"Error 400: invalid_request. Required parameter is missing: {name}");
        if (Required("response_type") != "code" || query["code_challenge_method"] != "S256")
        {
            throw new ArgumentException("Error 400: invalid_request. The sandbox takes the code flow with PKCE (S256).");
        }

        return new Asked(
            Required("client_id"), Required("redirect_uri"), Required("state"), Required("code_challenge"),
            Required("scope").Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static IResult Page(string html, int status = 200) => Results.Content(html, "text/html; charset=utf-8", statusCode: status);

    private sealed record Asked(string ClientId, string RedirectUri, string State, string Challenge, string[] Scopes);
}

/// <summary>An OAuth client of the type web application.</summary>
/// <param name="RedirectUris">Empty: any loopback address, which real clients do not allow.</param>
public sealed record GoogleOAuthClient(string ClientId, string Secret, string Name, IReadOnlyList<string> RedirectUris)
{
    public const string DefaultId = "314159265358-sandbox.apps.googleusercontent.com";
    public const string DefaultSecret = "sandbox-google-secret";

    internal string ProjectId => "oauth-" + ClientId.Split('-')[0];

    internal bool Accepts(string redirectUri) => RedirectUris.Count > 0
        ? RedirectUris.Contains(redirectUri, StringComparer.Ordinal)
        : Uri.TryCreate(redirectUri, UriKind.Absolute, out var uri) && uri.IsLoopback;
}
