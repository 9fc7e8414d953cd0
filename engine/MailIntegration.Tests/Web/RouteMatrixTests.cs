using System.Net;
using System.Text.RegularExpressions;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Web;

/// <summary>Every route of the API, taken from the running host, for everybody.</summary>
public sealed partial class RouteMatrixTests : IClassFixture<MailWorld>
{
    private readonly MailWorld _world;

    public RouteMatrixTests(MailWorld world)
    {
        _world = world;
    }

    [Fact]
    public void Routes_OfTheApi_AreAllBehindTheGate()
    {
        var routes = Routes();
        Assert.True(routes.Count >= 38, $"Only {routes.Count} routes were found.");
        Assert.All(routes, r => Assert.NotNull(r.Endpoint.Metadata.GetMetadata<GateMetadata>()));
    }

    [Fact]
    public async Task Routes_NotSignedIn_Are401()
    {
        using var anonymous = _world.Host.Anonymous();
        foreach (var route in Routes())
        {
            using var answer = await anonymous.SendAsync(route.Method, route.Path, Body(route));
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{route.Name}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Routes_TeamMember_AreOpenUnlessTheyAskForAPermission()
    {
        var refused = 0;
        foreach (var route in Routes())
        {
            using var answer = await _world.Joost.SendAsync(route.Method, route.Path, Body(route));
            var isManagersOnly = route.Endpoint.Metadata.GetMetadata<PermissionMetadata>() is not null;
            refused += isManagersOnly ? 1 : 0;
            Assert.True(
                isManagersOnly == (answer.StatusCode == HttpStatusCode.Forbidden)
                    && (int)answer.StatusCode is not 401 and < 500,
                $"{route.Name}: {answer.StatusCode}");
        }

        // Settings (2), health (1), channels (11), addresses (8), sign-in links (1), snippets (3), budgets (2), contacts (5), rules (8),
        // forwarding addresses (16), templates (12), messaging centre (4), journal (6), try-out (2).
        Assert.Equal(83, refused);
    }

    [Fact]
    public async Task Routes_Manager_AreAllOpen()
    {
        foreach (var route in Routes())
        {
            using var answer = await _world.Anna.SendAsync(route.Method, route.Path, Body(route));
            Assert.True((int)answer.StatusCode is not (401 or 403) and < 500, $"{route.Name}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task UnsafeRoutes_WithoutToken_AreRefused()
    {
        var unsafeRoutes = Routes().Where(r => r.Method != HttpMethod.Get).ToList();
        Assert.True(unsafeRoutes.Count >= 18, $"Only {unsafeRoutes.Count} unsafe routes were found.");
        foreach (var route in unsafeRoutes)
        {
            using var answer = await _world.Anna.SendAsync(route.Method, route.Path, Body(route), token: "");
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(
                answer.StatusCode == HttpStatusCode.BadRequest && text.Contains("\"antiforgery\"", StringComparison.Ordinal),
                $"{route.Name}: {answer.StatusCode} {text}");
        }
    }

    [Fact]
    public async Task UnsafeRoutes_WithSomebodyElsesToken_AreRefused()
    {
        foreach (var route in Routes().Where(r => r.Method != HttpMethod.Get))
        {
            var problem = await _world.Anna.ProblemAsync(route.Method, route.Path, Body(route), _world.Joost.Token);
            Assert.True(problem is { Status: 400, Code: "antiforgery" }, $"{route.Name}: {problem.Code}");
        }
    }

    [Fact]
    public async Task UnsafeRoute_WithTokenInAForm_IsRefused()
    {
        using var answer = await _world.Anna.PostFormAsync(
            "/mail/api/emails/read", new() { ["__RequestVerificationToken"] = _world.Anna.Token! });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task OpenApi_Document_NamesEveryRoute()
    {
        var document = await _world.Anna.GetJsonAsync("openapi.json");
        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Select(m => $"{m.Name.ToUpperInvariant()} {p.Name.TrimEnd('/')}"))
            .ToHashSet(StringComparer.Ordinal);
        var mapped = Routes()
            .Where(r => !r.Pattern.Contains("documentName", StringComparison.Ordinal) && !r.Pattern.Contains("**", StringComparison.Ordinal))
            .Select(r => $"{r.Method} {r.Pattern}")
            .ToHashSet(StringComparer.Ordinal);
        Assert.Equal(mapped.Order(), described.Order());
    }

    [Fact]
    public async Task Routes_WithoutSignIn_AreThoseThatBringAProofOrSayNothing()
    {
        var open = _world.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAllowAnonymous>() is not null)
            .Select(e => e.RoutePattern.RawText!)
            .Where(p => !p.Contains("/sign-", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        Assert.Equal(["/mail/health", "/mail/portal/o/{token}.gif", "/mail/push/google", "/mail/push/microsoft365"], open);
        using var anonymous = _world.Host.Anonymous();
        using var health = await anonymous.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(_world.Host.Address, "/mail/health")));
        Assert.Contains(await health.Content.ReadAsStringAsync(), new[] { "Healthy", "Degraded" });
    }

    private static object? Body(Route route) => route.Method == HttpMethod.Get || route.Method == HttpMethod.Delete ? null : new { };

    /// <summary>Values that name nothing: what is there is the business of other tests.</summary>
    private List<Route> Routes() => _world.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>()
        .Where(e => e.RoutePattern.RawText!.StartsWith("/mail/api", StringComparison.Ordinal))
        .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(m =>
        {
            var pattern = e.RoutePattern.RawText!.TrimEnd('/');
            var path = Parameter().Replace(pattern["/mail/api/".Length..], "missing").Replace("missing.json", "openapi.json", StringComparison.Ordinal);
            var query = path.EndsWith("/missing", StringComparison.Ordinal) && m == "DELETE" ? "?withMail=false" : "";
            return new Route(e, HttpMethod.Parse(m), pattern, path + query);
        }))
        .ToList();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();

    private sealed record Route(RouteEndpoint Endpoint, HttpMethod Method, string Pattern, string Path)
    {
        public string Name => $"{Method} {Pattern}";
    }
}
