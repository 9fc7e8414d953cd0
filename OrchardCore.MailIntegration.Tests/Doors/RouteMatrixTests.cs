using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.MailIntegration.Tests.Support;

namespace OrchardCore.MailIntegration.Tests.Doors;

/// <summary>Every route below the mail centre, generated from the routes themselves, tried by everybody.</summary>
public sealed class RouteMatrixTests : IClassFixture<TenantHost>
{
    private static readonly string[] Outsiders = ["", "customer", "editor"];

    private readonly TenantHost _host;

    public RouteMatrixTests(TenantHost host)
    {
        _host = host;
    }

    [Fact]
    public async Task Routes_Everybody_GetWhatTheyMay()
    {
        var routes = await RoutesAsync();
        Assert.True(routes.Count > 40, $"Only {routes.Count} routes were found.");
        var wrong = new StringBuilder();
        foreach (var user in Outsiders.Concat(["member", "manager", "admin"]))
        {
            using var client = _host.Client(user.Length == 0 ? null : user);
            foreach (var route in routes.Where(r => !r.IsOpen && !r.Path.EndsWith("/live", StringComparison.Ordinal)))
            {
                using var response = await SendAsync(client, route, await TokenAsync(client));
                if (IsWrong(user, route, response.StatusCode))
                {
                    wrong.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{(user.Length == 0 ? "nobody" : user)} {route.Method} {route.Path}: {(int)response.StatusCode}");
                }
            }
        }

        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    [Fact]
    public async Task Routes_UnsafeWithoutToken_AreRefused()
    {
        using var client = _host.Client("admin");
        foreach (var route in (await RoutesAsync()).Where(
            r => r.Method is not ("GET" or "HEAD") && !r.IsPush && !r.IsInbound && !r.Permission.Contains("ManageTeam", StringComparison.Ordinal)))
        {
            using var response = await SendAsync(client, route, token: null);
            Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{route.Method} {route.Path}: {response.StatusCode}");
        }
    }

    [Fact]
    public async Task PushRoutes_WithoutProof_RefuseEverybody()
    {
        var routes = (await RoutesAsync()).Where(r => r.IsPush).ToList();
        Assert.Equal(2, routes.Count);
        foreach (var user in Outsiders.Concat(["member", "manager", "admin"]))
        {
            using var client = _host.Client(user.Length == 0 ? null : user);
            foreach (var route in routes)
            {
                using var response = await SendAsync(client, route, await TokenAsync(client));
                Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"{user} {route.Path}: {response.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task Health_Anybody_GetsOneWord()
    {
        using var client = _host.Client();
        using var response = await client.GetAsync("Admin/Mail/health");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(await response.Content.ReadAsStringAsync(), new[] { "Healthy", "Degraded" });
    }

    private static bool IsWrong(string user, Route route, HttpStatusCode status)
    {
        if (status >= HttpStatusCode.InternalServerError && status != HttpStatusCode.BadGateway)
        {
            return true;
        }

        var isRefused = status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.Found;
        return user switch
        {
            "" or "customer" or "editor" => !isRefused,
            "admin" => status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden && !route.Permission.Contains("ManageTeam", StringComparison.Ordinal),
            _ => (status == HttpStatusCode.Forbidden) == Holds(user, route.Permission) || status == HttpStatusCode.Unauthorized,
        };
    }

    /// <summary>Members hold no further permission; mail managers see all mail and configure nothing.</summary>
    private static bool Holds(string user, string permission) =>
        permission.Length == 0 || (user == "manager" && permission.Contains("SeeAll", StringComparison.Ordinal));

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, Route route, string? token)
    {
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), route.Path);
        if (token is not null)
        {
            request.Headers.Add("X-CSRF-TOKEN", token);
        }

        if (route.Method is not ("GET" or "HEAD"))
        {
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        }

        return await client.SendAsync(request);
    }

    private static async Task<string> TokenAsync(HttpClient client)
    {
        using var response = await client.GetAsync("Admin/Mail/api/session");
        if (!response.IsSuccessStatusCode)
        {
            return "none";
        }

        using var session = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return session.RootElement.GetProperty("antiforgeryToken").GetString()!;
    }

    private async Task<List<Route>> RoutesAsync()
    {
        using (var client = _host.Client())
        {
            // The pipeline of a tenant, and with it its routes, is made by the first request.
            using var first = await client.GetAsync("Admin/Mail/api/session");
        }

        return await _host.UsingAsync(services => Task.FromResult(services.GetServices<EndpointDataSource>()
            .SelectMany(s => s.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(e => (e.RoutePattern.RawText ?? "").TrimStart('/').StartsWith("Admin/Mail", StringComparison.Ordinal))
            .SelectMany(Route.Of)
            .Distinct()
            .ToList()));
    }

    private sealed record Route(string Method, string Path, string Permission)
    {
        /// <summary>Files of the client hold no mail, health is one word; unknown addresses of the API say so to members only.</summary>
        public bool IsOpen => Path.Contains("/client/", StringComparison.Ordinal) || Path.EndsWith("Mail/health", StringComparison.Ordinal) || IsPush || IsInbound;

        /// <summary>Providers bring a proof instead of a sign-in; without one nobody gets in, see the tests of push.</summary>
        public bool IsPush => Path.Contains("Mail/push/", StringComparison.Ordinal);

        /// <summary>Doors of forwarding addresses: they ask for a key or signature of their own.</summary>
        public bool IsInbound => Path.Contains("Mail/inbound", StringComparison.Ordinal);

        public static IEnumerable<Route> Of(RouteEndpoint endpoint)
        {
            var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"];
            var permission = endpoint.Metadata.FirstOrDefault(m => m.GetType().Name == "PermissionMetadata")?.ToString() ?? "";
            return methods.Select(m => new Route(m, Fill(endpoint.RoutePattern), permission));
        }

        private static string Fill(RoutePattern pattern) => string.Join('/', pattern.PathSegments.Select(s => string.Concat(
            s.Parts.Select(p => p switch
            {
                RoutePatternLiteralPart literal => literal.Content,
                RoutePatternSeparatorPart separator => separator.Content,
                RoutePatternParameterPart { Name: "screen" } => "inbox",
                RoutePatternParameterPart { Name: "day" } => "2026-11-02",
                RoutePatternParameterPart { Name: "documentName" } => "openapi",
                _ => "unknown",
            }))));
    }
}
