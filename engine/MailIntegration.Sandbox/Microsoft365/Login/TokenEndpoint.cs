using System.Globalization;
using System.Text.Json.Nodes;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Sandbox.Microsoft365.Login;

/// <summary>The client credentials grant of <c>/{tenant}/oauth2/v2.0/token</c>, with secret or certificate.</summary>
internal sealed class TokenEndpoint
{
    private readonly SandboxState _state;
    private readonly ServerTime _time;
    private readonly ClientAssertion _assertion;

    public TokenEndpoint(SandboxState state, ServerTime time)
    {
        _state = state;
        _time = time;
        _assertion = new ClientAssertion(time);
    }

    public async Task HandleAsync(HttpContext context, string tenant)
    {
        try
        {
            var form = context.Request.HasFormContentType
                ? await context.Request.ReadFormAsync(context.RequestAborted)
                : throw new LoginException(900144, "invalid_request", "The request body must contain the following parameter: 'grant_type'.");
            await RespondAsync(context, 200, Issue(context.Request, tenant, form));
        }
        catch (LoginException exception)
        {
            await RespondAsync(context, exception.Status, Refusal(exception));
        }
    }

    private JsonObject Issue(HttpRequest request, string tenantName, IFormCollection form)
    {
        var grant = Required(form, "grant_type");
        if (grant is "authorization_code" or "refresh_token")
        {
            return IssueDelegated(request, tenantName, form, grant);
        }

        if (grant != "client_credentials")
        {
            throw new LoginException(70003, "unsupported_grant_type", $"The app requested an unsupported grant type '{grant}'.");
        }

        var clientId = Required(form, "client_id");
        var tenant = FindTenant(tenantName);
        var app = _state.Apps.GetValueOrDefault(clientId) ?? throw new LoginException(700016, "unauthorized_client",
            $"Application with identifier '{clientId}' was not found in the directory '{tenant.Name}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.");
        var audience = Audience(request, Required(form, "scope"));
        Authenticate(request, tenantName, app, form);
        if (_state.Tokens.Consent(tenant.Id, clientId) is null)
        {
            throw new LoginException(7000229, "invalid_client",
                $"The client application {clientId} is missing service principal in the tenant {tenant.Id}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119", 401);
        }

        var life = _state.Options.Limits.TokenLife;
        var token = _state.Tokens.Issue(tenant.Id, clientId, audience, _time.Now + life);
        return new JsonObject
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)life.TotalSeconds,
            ["ext_expires_in"] = (int)life.TotalSeconds,
            ["access_token"] = token.Value,
        };
    }

    /// <summary>Every refresh gives a new refresh token; the old one goes on working, as at Microsoft.</summary>
    private JsonObject IssueDelegated(HttpRequest request, string tenantName, IFormCollection form, string kind)
    {
        _state.RunDueWork();
        var clientId = Required(form, "client_id");
        var app = _state.Apps.GetValueOrDefault(clientId)
            ?? throw new LoginException(700016, "unauthorized_client", $"Application with identifier '{clientId}' was not found in the directory.");
        Authenticate(request, tenantName, app, form);
        var isCode = kind == "authorization_code";
        var grant = isCode
            ? _state.Tokens.SignIns.TakeCode(Required(form, "code"), _time.Now)
            : _state.Tokens.SignIns.FindRefresh(Required(form, "refresh_token"));
        if (grant is null || !grant.ClientId.Equals(clientId, StringComparison.OrdinalIgnoreCase)
            || (isCode && (grant.RedirectUri != form["redirect_uri"] || !grant.IsProvedBy(form["code_verifier"].ToString()))))
        {
            throw isCode
                ? new LoginException(70008, "invalid_grant", "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.")
                : new LoginException(700082, "invalid_grant", "The refresh token has expired due to inactivity.");
        }

        if (!grant.User.AccountEnabled || _state.Faults.Take(FaultKind.ConsentRevoked, new FaultTarget("POST", request.Path, grant.User)) is not null)
        {
            throw new LoginException(50173, "invalid_grant", "The provided grant has expired due to it being revoked, a fresh auth token is needed.");
        }

        var life = _state.Options.Limits.TokenLife;
        var scopes = grant.Scopes.Where(s => s != "offline_access").ToList();
        var token = _state.Tokens.IssueDelegated(grant, [.. scopes.Select(AccountSignInEndpoint.Short)], _time.Now + life);
        var answer = new JsonObject
        {
            ["token_type"] = "Bearer",
            ["scope"] = string.Join(' ', scopes),
            ["expires_in"] = (int)life.TotalSeconds,
            ["ext_expires_in"] = (int)life.TotalSeconds,
            ["access_token"] = token.Value,
        };
        if (grant.Scopes.Contains("offline_access"))
        {
            answer["refresh_token"] = _state.Tokens.SignIns.IssueRefresh(grant);
        }

        return answer;
    }

    private Organisation FindTenant(string name)
    {
        if (name.ToLowerInvariant() is "common" or "organizations" or "consumers")
        {
            throw new LoginException(50194, "invalid_request", $"The '/{name}' endpoint cannot be used with the client credentials grant. Use a tenant-specific endpoint.");
        }

        return _state.Tenants.FirstOrDefault(tenant => Guid.TryParse(name, out var id) ? tenant.Id == id : tenant.Domains.Contains(name.ToLowerInvariant()))
            ?? throw new LoginException(90002, "invalid_request", $"Tenant '{name}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.");
    }

    private void Authenticate(HttpRequest request, string tenantName, AppRegistration app, IFormCollection form)
    {
        if (form.TryGetValue("client_assertion", out var assertion))
        {
            if (form["client_assertion_type"] != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            {
                throw new LoginException(900144, "invalid_request", "The request body must contain the following parameter: 'client_assertion_type'.");
            }

            _assertion.Check(app, assertion.ToString(), $"{request.Host}/{tenantName}");
            return;
        }

        var secret = form["client_secret"].ToString();
        if (secret.Length == 0)
        {
            throw new LoginException(7000218, "invalid_client", "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.", 401);
        }

        CheckSecret(app, secret, new FaultTarget("POST", request.Path, null));
    }

    private void CheckSecret(AppRegistration app, string secret, FaultTarget target)
    {
        var known = app.Secrets.FirstOrDefault(candidate => candidate.Value == secret);
        if (known is null || _state.Faults.Take(FaultKind.WrongSecret, target) is not null)
        {
            throw new LoginException(7000215, "invalid_client", $"Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{app.ClientId}'.", 401);
        }

        if (known.Expires <= _time.Now || _state.Faults.Take(FaultKind.ExpiredSecret, target) is not null)
        {
            throw new LoginException(7000222, "invalid_client", $"The provided client secret keys for app '{app.ClientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.", 401);
        }
    }

    private static string Audience(HttpRequest request, string scope)
    {
        if (!scope.EndsWith("/.default", StringComparison.Ordinal) || scope.Contains(' ', StringComparison.Ordinal))
        {
            throw new LoginException(1002012, "invalid_scope", $"The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).");
        }

        var resource = scope[..^"/.default".Length].TrimEnd('/');
        var own = $"{request.Scheme}://{request.Host}";
        string[] known = [TokenStore.GraphResource, own, "https://graph.microsoft.us", "https://dod-graph.microsoft.us", "https://microsoftgraph.chinacloudapi.cn"];
        return known.Contains(resource, StringComparer.OrdinalIgnoreCase) ? resource : throw new LoginException(
            500011, "invalid_resource", $"The resource principal named {resource} was not found in the tenant. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.");
    }

    private static string Required(IFormCollection form, string name) => form[name].ToString() is { Length: > 0 } value
        ? value
        : throw new LoginException(900144, "invalid_request", $"The request body must contain the following parameter: '{name}'.");

    private JsonObject Refusal(LoginException exception)
    {
        var trace = Guid.NewGuid().ToString();
        var correlation = Guid.NewGuid().ToString();
        var time = _time.Now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ssZ", CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["error"] = exception.Error,
            ["error_description"] = $"AADSTS{exception.Number}: {exception.Message} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {time}",
            ["error_codes"] = new JsonArray(exception.Number),
            ["timestamp"] = time,
            ["trace_id"] = trace,
            ["correlation_id"] = correlation,
            ["error_uri"] = $"https://login.microsoftonline.com/error?code={exception.Number}",
        };
    }

    private async Task RespondAsync(HttpContext context, int status, JsonObject json)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store, no-cache";
        context.Response.Headers.Date = _time.Now.ToString("R", CultureInfo.InvariantCulture);
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(json.ToJsonString(), context.RequestAborted);
    }
}
