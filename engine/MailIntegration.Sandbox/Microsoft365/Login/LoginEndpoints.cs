using System.Globalization;
using System.Text.Json.Nodes;

namespace MailIntegration.Sandbox.Microsoft365.Login;

/// <summary>What login.microsoftonline.com serves, as far as an application without a user needs it.</summary>
internal sealed class LoginEndpoints
{
    private readonly TokenEndpoint _token;
    private readonly ConsentEndpoint _consent;
    private readonly AccountSignInEndpoint _accounts;
    private readonly ServerTime _time;

    public LoginEndpoints(SandboxState state, ServerTime time)
    {
        _token = new TokenEndpoint(state, time);
        _consent = new ConsentEndpoint(state);
        _accounts = new AccountSignInEndpoint(state, time);
        _time = time;
    }

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/{tenant}/oauth2/v2.0/token", (HttpContext context, string tenant) => _token.HandleAsync(context, tenant));
        app.MapGet("/{tenant}/oauth2/v2.0/authorize", (HttpRequest request, string tenant) => _accounts.Show(request, tenant));
        app.MapPost("/{tenant}/oauth2/v2.0/authorize", (HttpRequest request, string tenant) => _accounts.ChooseAsync(request, tenant));
        app.MapGet("/{tenant}/v2.0/adminconsent", (HttpRequest request, string tenant) => _consent.Show(request, tenant));
        app.MapPost("/{tenant}/v2.0/adminconsent", (HttpRequest request, string tenant) => _consent.ChooseAsync(request, tenant));
        app.MapGet("/{tenant}/v2.0/.well-known/openid-configuration", (HttpRequest request, string tenant) => Json(request, Configuration(request, tenant)));
        app.MapGet("/common/discovery/instance", (HttpRequest request) => Json(request, Discovery(request)));
    }

    private IResult Json(HttpRequest request, JsonObject json)
    {
        request.HttpContext.Response.Headers.Date = _time.Now.ToString("R", CultureInfo.InvariantCulture);
        return Results.Content(json.ToJsonString(), "application/json; charset=utf-8");
    }

    private static JsonObject Configuration(HttpRequest request, string tenant)
    {
        var authority = $"{request.Scheme}://{request.Host}/{tenant}";
        return new JsonObject
        {
            ["token_endpoint"] = $"{authority}/oauth2/v2.0/token",
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_post", "private_key_jwt"),
            ["issuer"] = $"{authority}/v2.0",
            ["authorization_endpoint"] = $"{authority}/oauth2/v2.0/authorize",
            ["tenant_region_scope"] = "EU",
            ["cloud_instance_name"] = "microsoftonline.com",
            ["msgraph_host"] = request.Host.ToString(),
        };
    }

    private static JsonObject Discovery(HttpRequest request) => new()
    {
        ["tenant_discovery_endpoint"] = $"{request.Scheme}://{request.Host}/organizations/v2.0/.well-known/openid-configuration",
        ["api-version"] = "1.1",
        ["metadata"] = new JsonArray(new JsonObject
        {
            ["preferred_network"] = request.Host.ToString(),
            ["preferred_cache"] = request.Host.ToString(),
            ["aliases"] = new JsonArray(request.Host.ToString()),
        }),
    };
}
