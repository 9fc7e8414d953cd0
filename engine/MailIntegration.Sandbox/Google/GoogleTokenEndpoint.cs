using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Microsoft365;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Sandbox.Google;

/// <summary>
/// oauth2.googleapis.com/token for service accounts: a signed JWT that names a user gets a token in the user's name
/// (developers.google.com/identity/protocols/oauth2/service-account).
/// </summary>
internal sealed class GoogleTokenEndpoint
{
    private const string Grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private const int Leeway = 300;
    private static readonly string[] Audiences =
        ["https://oauth2.googleapis.com/token", "https://www.googleapis.com/oauth2/v4/token", "https://accounts.google.com/o/oauth2/token"];

    private readonly SandboxState _state;
    private readonly ServerTime _time;

    public GoogleTokenEndpoint(SandboxState state, ServerTime time)
    {
        _state = state;
        _time = time;
    }

    public async Task HandleAsync(HttpContext context)
    {
        int status;
        JsonObject answer;
        try
        {
            var form = context.Request.HasFormContentType
                ? await context.Request.ReadFormAsync(context.RequestAborted)
                : throw new Refusal("invalid_request", "Bad Request");
            (status, answer) = (200, form["grant_type"].ToString() switch
            {
                Grant => Show(Issue(context.Request, form["assertion"].ToString())),
                "authorization_code" => Exchange(form),
                "refresh_token" => Refresh(context.Request, form),
                var other => throw new Refusal("unsupported_grant_type", $"Invalid grant_type: {other}"),
            });
        }
        catch (Refusal refusal)
        {
            status = refusal.Error is "unauthorized_client" or "invalid_client" ? 401 : 400;
            answer = new JsonObject { ["error"] = refusal.Error, ["error_description"] = refusal.Message };
        }

        _state.Statistics.CountRequest("POST token", status, 0);
        context.Response.StatusCode = status;
        context.Response.Headers.Date = _time.Now.ToString("R", CultureInfo.InvariantCulture);
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    private JsonObject Exchange(IFormCollection form)
    {
        var client = Authenticate(form);
        var grant = _state.Google.SignIns.TakeCode(form["code"].ToString(), _time.Now);
        if (grant is null || grant.ClientId != client.ClientId || grant.RedirectUri != form["redirect_uri"] || !grant.IsProvedBy(form["code_verifier"].ToString()))
        {
            throw new Refusal("invalid_grant", "Malformed auth code.");
        }

        var answer = Show(IssueFor(grant, client));
        answer["scope"] = string.Join(' ', grant.Scopes.Where(s => s != "offline"));
        if (grant.Scopes.Contains("offline"))
        {
            answer["refresh_token"] = _state.Google.SignIns.IssueRefresh(grant);
        }

        return answer;
    }

    /// <summary>Google keeps the refresh token.</summary>
    private JsonObject Refresh(HttpRequest request, IFormCollection form)
    {
        _state.RunDueWork();
        var client = Authenticate(form);
        var grant = _state.Google.SignIns.FindRefresh(form["refresh_token"].ToString());
        var target = new FaultTarget("POST", request.Path, grant?.User);
        if (grant is null || grant.ClientId != client.ClientId || !grant.User.AccountEnabled || _state.Faults.Take(FaultKind.ConsentRevoked, target) is not null)
        {
            throw new Refusal("invalid_grant", "Token has been expired or revoked.");
        }

        var answer = Show(IssueFor(grant, client));
        answer["scope"] = string.Join(' ', grant.Scopes.Where(s => s != "offline"));
        return answer;
    }

    private GoogleOAuthClient Authenticate(IFormCollection form)
    {
        var client = _state.Google.FindClient(form["client_id"].ToString());
        return client is not null && client.Secret == form["client_secret"]
            ? client
            : throw new Refusal("invalid_client", client is null ? "The OAuth client was not found." : "Unauthorized");
    }

    private GoogleToken IssueFor(Accounts.SignInGrant grant, GoogleOAuthClient client) => _state.Google.Issue(
        _state.Google.CreateAccount("oauth", client.ProjectId), grant.Tenant, grant.User, grant.Scopes, _time.Now + _state.Options.Limits.TokenLife);

    private JsonObject Show(GoogleToken token) => new()
    {
        ["access_token"] = token.Value,
        ["expires_in"] = (int)_state.Options.Limits.TokenLife.TotalSeconds,
        ["token_type"] = "Bearer",
    };

    private GoogleToken Issue(HttpRequest request, string jwt)
    {
        _state.RunDueWork();
        var parts = jwt.Split('.');
        if (parts.Length != 3 || Read(parts[0]) is not { } header || Read(parts[1]) is not { } claims || !Base64Url.IsValid(parts[2]))
        {
            throw new Refusal("invalid_grant", "Invalid JWT: Failed to parse JWT.");
        }

        var account = _state.Google.FindAccount((string?)claims["iss"] ?? "")
            ?? throw new Refusal("invalid_grant", "Invalid grant: account not found");
        var target = new FaultTarget("POST", request.Path, null);
        if ((string?)header["alg"] != "RS256"
            || !account.IsSigned((string?)header["kid"], Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]))
            || _state.Faults.Take(FaultKind.WrongSecret, target) is not null)
        {
            throw new Refusal("invalid_grant", "Invalid JWT Signature.");
        }

        CheckClaims(request, claims);
        if (account.IsDisabled || _state.Faults.Take(FaultKind.ExpiredSecret, target) is not null)
        {
            throw new Refusal("disabled_client", "The OAuth client was disabled.");
        }

        return Issue(account, claims, request);
    }

    private GoogleToken Issue(ServiceAccount account, JsonObject claims, HttpRequest request)
    {
        var scopes = ((string?)claims["scope"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (scopes.Length == 0 || scopes.Any(scope => !scope.StartsWith("https://", StringComparison.Ordinal)))
        {
            throw new Refusal("invalid_scope", "Invalid OAuth scope or ID token audience provided.");
        }

        var subject = (string?)claims["sub"] ?? "";
        var tenant = _state.Tenants.FirstOrDefault(t => t.Domains.Contains(Organisation.DomainOf(subject)));
        var granted = tenant is null ? new HashSet<string>() : _state.Google.ScopesOf(tenant, account);
        var user = tenant?.FindByAddress(subject);
        var target = new FaultTarget("POST", request.Path, user);
        if (tenant is null || scopes.Any(scope => !granted.Contains(scope) || IsMissing(scope, target))
            || _state.Faults.Take(FaultKind.ConsentRevoked, target) is not null)
        {
            throw new Refusal("unauthorized_client", "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.");
        }

        if (user is null || !user.AccountEnabled || _state.Faults.Take(FaultKind.UserSuspended, target) is not null)
        {
            throw new Refusal("invalid_grant", "Invalid email or User ID");
        }

        return _state.Google.Issue(account, tenant, user, scopes, _time.Now + _state.Options.Limits.TokenLife);
    }

    private bool IsMissing(string scope, FaultTarget target) => _state.Faults.Take(FaultKind.MissingPermission, scope, target) is not null;

    private void CheckClaims(HttpRequest request, JsonObject claims)
    {
        var audience = (string?)claims["aud"];
        if (!Audiences.Contains(audience) && audience != $"{request.Scheme}://{request.Host}/token")
        {
            throw new Refusal("invalid_grant", "Invalid JWT: Failed audience check. The right audience is https://oauth2.googleapis.com/token");
        }

        var now = _time.Now.ToUnixTimeSeconds();
        if (Seconds(claims["iat"]) is not { } issued || Seconds(claims["exp"]) is not { } expires
            || issued > now + Leeway || expires < now - Leeway || expires - issued > 3600)
        {
            throw new Refusal("invalid_grant", "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.");
        }
    }

    private static long? Seconds(JsonNode? node) =>
        long.TryParse(node?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;

    private static JsonObject? Read(string part)
    {
        try
        {
            return Base64Url.IsValid(part) ? JsonNode.Parse(Base64Url.DecodeFromChars(part)) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed class Refusal(string error, string description) : Exception(description)
    {
        public string Error { get; } = error;
    }
}
