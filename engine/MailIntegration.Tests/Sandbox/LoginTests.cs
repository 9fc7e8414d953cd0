using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Microsoft365.Login;
using MailIntegration.Sandbox.Scenarios;
using Microsoft.AspNetCore.WebUtilities;

namespace MailIntegration.Tests.Sandbox;

public sealed class LoginTests
{
    private const string Redirect = "http://localhost:7000/connected?x=1";

    [Fact]
    public async Task Consent_AsAdministrator_ReturnsWithTenantAndOpensTheMailbox()
    {
        await using var host = await SandboxHost.StartAsync(consented: false);

        var page = await ShowAsync(host);
        var location = await ChooseAsync(host, "accept", "admin@sandbox.example");
        await host.SignInAsync();

        Assert.Contains("Mail.ReadWrite", page, StringComparison.Ordinal);
        Assert.Contains("admin@sandbox.example", page, StringComparison.Ordinal);
        var query = QueryHelpers.ParseQuery(location!.Query);
        Assert.Equal(
            $"1 True {host.Tenant.Id} s t/1 https://graph.microsoft.com/.default",
            $"{query["x"]} {query["admin_consent"]} {query["tenant"]} {query["state"]} {query["scope"]}");
        (await host.GetAsync("users/info@sandbox.example/mailFolders/inbox")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Consent_Cancelled_ReturnsAccessDenied()
    {
        await using var host = await SandboxHost.StartAsync(consented: false);

        var query = QueryHelpers.ParseQuery((await ChooseAsync(host, "cancel", "admin@sandbox.example"))!.Query);

        Assert.Equal("access_denied", query["error"]);
        Assert.StartsWith("AADSTS65004", query["error_description"], StringComparison.Ordinal);
        Assert.Equal("s t/1", query["state"]);
        Assert.Equal("invalid_client", (string?)(await host.TokenAsync()).Json["error"]);
    }

    [Fact]
    public async Task Consent_AsOrdinaryUser_NeedsAnAdministrator()
    {
        await using var host = await SandboxHost.StartAsync(consented: false);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        using var form = Form("accept", "anna@sandbox.example");
        using var answer = await http.PostAsync(ConsentAddress(host), form);
        var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("Need admin approval", html, StringComparison.Ordinal);
        Assert.Contains("error=access_denied", html, StringComparison.Ordinal);
        Assert.Contains("AADSTS90094", html, StringComparison.Ordinal);
        Assert.Null(host.State.Tokens.Consent(host.Tenant.Id, AppRegistration.DefaultClientId));
    }

    [Theory]
    [InlineData("redirect_uri", "https://elsewhere.example/", "AADSTS50011")]
    [InlineData("client_id", "7e57", "AADSTS700016")]
    [InlineData("scope", "", "AADSTS900144")]
    public async Task Consent_WrongRequest_ShowsAnErrorAndGoesNowhere(string name, string value, string expected)
    {
        await using var host = await SandboxHost.StartAsync(consented: false);

        using var answer = await host.Http.GetAsync(ConsentAddress(host, (name, value)));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consent_ToSingleScopes_GivesAnAppNoPermissions()
    {
        await using var host = await SandboxHost.StartAsync(consented: false);

        await ChooseAsync(host, "accept", "admin@sandbox.example", ("scope", "https://graph.microsoft.com/Mail.Read"));
        await host.SignInAsync();

        (await host.GetAsync("users/info@sandbox.example/messages")).ExpectError(HttpStatusCode.Forbidden, "ErrorAccessDenied");
        (await host.GetAsync("users")).ExpectError(HttpStatusCode.Forbidden, "Authorization_RequestDenied");
    }

    [Theory]
    [InlineData(null, "client_secret", "wrong", 7000215, "invalid_client", 401)]
    [InlineData(null, "client_id", "no-such-app", 700016, "unauthorized_client", 400)]
    [InlineData("11111111-2222-3333-4444-555555555555", "x", "x", 90002, "invalid_request", 400)]
    [InlineData("organizations", "x", "x", 50194, "invalid_request", 400)]
    [InlineData(null, "scope", "https://graph.microsoft.com/Mail.Read", 1002012, "invalid_scope", 400)]
    [InlineData(null, "scope", "https://elsewhere.example/.default", 500011, "invalid_resource", 400)]
    [InlineData(null, "grant_type", "password", 70003, "unsupported_grant_type", 400)]
    [InlineData(null, "client_secret", "", 7000218, "invalid_client", 401)]
    public async Task Token_WrongRequest_IsRefusedAsEntraDoes(string? tenant, string name, string value, int number, string error, int status)
    {
        await using var host = await SandboxHost.StartAsync();

        var (code, json) = await host.TokenAsync(tenant, (name, value));

        Assert.Equal(status, (int)code);
        Assert.Equal(error, (string?)json["error"]);
        Assert.Equal(number, (int)json["error_codes"]![0]!);
        Assert.StartsWith($"AADSTS{number}: ", (string?)json["error_description"], StringComparison.Ordinal);
        Assert.All(new[] { "timestamp", "trace_id", "correlation_id" }, member => Assert.NotNull(json[member]));
    }

    [Fact]
    public async Task Token_WithoutConsent_NamesTheMissingServicePrincipal()
    {
        await using var host = await SandboxHost.StartAsync(consented: false);

        Assert.Equal(7000229, (int)(await host.TokenAsync()).Json["error_codes"]![0]!);
    }

    [Fact]
    public async Task Token_ExpiredSecret_IsRefused()
    {
        await using var host = await SandboxHost.StartAsync();
        host.State.Apps.Values.First().Secrets = [new ClientSecret(AppRegistration.DefaultSecret, host.State.Clock.GetUtcNow().AddDays(1))];
        Assert.Equal(HttpStatusCode.OK, (await host.TokenAsync()).Status);
        host.State.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(7000222, (int)(await host.TokenAsync()).Json["error_codes"]![0]!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("sandbox.invented")]
    public async Task Graph_WithoutAProperToken_IsUnauthorized(string token)
    {
        await using var host = await SandboxHost.StartAsync();
        host.Http.DefaultRequestHeaders.Authorization = token.Length == 0 ? null : new AuthenticationHeaderValue("Bearer", token);

        (await host.GetAsync("users")).ExpectError(HttpStatusCode.Unauthorized, "InvalidAuthenticationToken");
    }

    [Fact]
    public async Task Graph_TokenOfAnotherCloud_IsUnauthorized()
    {
        await using var host = await SandboxHost.StartAsync();
        var (_, json) = await host.TokenAsync(null, ("scope", "https://graph.microsoft.us/.default"));
        host.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)json["access_token"]);

        var answer = await host.GetAsync("users");

        answer.ExpectError(HttpStatusCode.Unauthorized, "InvalidAuthenticationToken");
        Assert.Contains("audience", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Graph_ExpiredToken_IsUnauthorizedUntilANewOne()
    {
        await using var host = await SandboxHost.StartAsync();
        host.State.Clock.Advance(TimeSpan.FromHours(2));

        (await host.GetAsync("users")).ExpectError(HttpStatusCode.Unauthorized, "InvalidAuthenticationToken");
        await host.SignInAsync();
        (await host.GetAsync("users")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Graph_UserOfAnotherTenant_IsInvalid()
    {
        await using var host = await SandboxHost.StartAsync();
        var other = host.State.AddTenant(new Organisation(Guid.NewGuid(), "Other"));
        other.Add(new MailUser(Guid.NewGuid().ToString(), "Eve", "eve@other.example", "eve@other.example"));

        (await host.GetAsync("users/eve@other.example/messages")).ExpectError(HttpStatusCode.NotFound, "ErrorInvalidUser");
    }

    [Theory]
    [InlineData("RS256", null, 0)]
    [InlineData("PS256", null, 0)]
    [InlineData("RS256", "aud", 700023)]
    [InlineData("RS256", "exp", 700024)]
    [InlineData("RS256", "jti", 50027)]
    [InlineData("RS256", "iss", 700021)]
    [InlineData("RS256", "signature", 700027)]
    [InlineData("HS256", null, 700027)]
    [InlineData("RS256", "x5t", 700027)]
    public async Task Token_WithCertificate_ChecksTheAssertion(string algorithm, string? wrong, int number)
    {
        await using var host = await SandboxHost.StartAsync();
        using var key = RSA.Create(2048);
        using var certificate = Certificate(key);
        host.State.Apps.Values.First().Certificates = [certificate];

        var (status, json) = await host.TokenAsync(null, ("client_secret", ""),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", Assertion(host, key, certificate, algorithm, wrong)));

        Assert.Equal(number == 0 ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, status);
        Assert.Equal(number, (int?)json["error_codes"]?[0] ?? 0);
    }

    [Fact]
    public async Task AzureIdentity_RefusesHttpItself()
    {
        await using var host = await SandboxHost.StartAsync();

        Assert.Throws<ArgumentException>(() => new ClientSecretCredential(
            host.Tenant.Id.ToString(), "id", "secret", new ClientSecretCredentialOptions { AuthorityHost = host.Server.BaseAddress }));
    }

    [Fact]
    public async Task AzureIdentity_ThroughASchemeHandler_SignsInWithSecretAndCertificate()
    {
        await using var host = await SandboxHost.StartAsync();
        using var key = RSA.Create(2048);
        using var certificate = Certificate(key);
        host.State.Apps.Values.First().Certificates = [certificate];
        using var http = new HttpClient(new LoopbackHttp());
        var authority = new UriBuilder(host.Server.BaseAddress) { Scheme = "https" }.Uri;
        var tenant = host.Tenant.Id.ToString();
        var context = new TokenRequestContext(["https://graph.microsoft.com/.default"]);

        var secret = await new ClientSecretCredential(tenant, AppRegistration.DefaultClientId, AppRegistration.DefaultSecret, new ClientSecretCredentialOptions
        {
            AuthorityHost = authority, DisableInstanceDiscovery = true, Transport = new HttpClientTransport(http),
        }).GetTokenAsync(context);
        var signed = await new ClientCertificateCredential(tenant, AppRegistration.DefaultClientId, certificate, new ClientCertificateCredentialOptions
        {
            AuthorityHost = authority, DisableInstanceDiscovery = true, Transport = new HttpClientTransport(http),
        }).GetTokenAsync(context);
        host.State.Faults.Add(new Fault { Kind = FaultKind.ExpiredSecret });
        var refused = await Assert.ThrowsAsync<AuthenticationFailedException>(async () => await new ClientSecretCredential(
            tenant, AppRegistration.DefaultClientId, AppRegistration.DefaultSecret, new ClientSecretCredentialOptions
            {
                AuthorityHost = authority, DisableInstanceDiscovery = true, Transport = new HttpClientTransport(http),
            }).GetTokenAsync(context));

        Assert.NotEqual(secret.Token, signed.Token);
        Assert.Contains("AADSTS7000222", refused.ToString(), StringComparison.Ordinal);
    }

    private static Uri ConsentAddress(SandboxHost host, params (string Name, string Value)[] changes)
    {
        var query = new Dictionary<string, string?>
        {
            ["client_id"] = AppRegistration.DefaultClientId,
            ["redirect_uri"] = Redirect,
            ["state"] = "s t/1",
            ["scope"] = "https://graph.microsoft.com/.default",
        };
        foreach (var (name, value) in changes)
        {
            query[name] = value;
        }

        return new Uri(QueryHelpers.AddQueryString(new Uri(host.Server.BaseAddress, "organizations/v2.0/adminconsent").ToString(), query));
    }

    private static async Task<string> ShowAsync(SandboxHost host) =>
        WebUtility.HtmlDecode(await host.Http.GetStringAsync(ConsentAddress(host)));

    private static async Task<Uri?> ChooseAsync(SandboxHost host, string choice, string account, params (string Name, string Value)[] changes)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var form = Form(choice, account);
        using var answer = await http.PostAsync(ConsentAddress(host, changes), form);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return answer.Headers.Location;
    }

    private static FormUrlEncodedContent Form(string choice, string account) =>
        new(new Dictionary<string, string> { ["choice"] = choice, ["account"] = account });

    private static X509Certificate2 Certificate(RSA key)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=mail", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private static string Assertion(SandboxHost host, RSA key, X509Certificate2 certificate, string algorithm, string? wrong)
    {
        var now = host.State.Clock.GetUtcNow().ToUnixTimeSeconds();
        var thumbprint = wrong == "x5t" ? new byte[20] : certificate.GetCertHash(HashAlgorithmName.SHA1);
        var header = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT", ["x5t"] = Base64Url.EncodeToString(thumbprint) };
        var claims = new JsonObject
        {
            ["aud"] = wrong == "aud" ? "https://elsewhere.example" : $"{host.Server.BaseAddress}{host.Tenant.Id}/oauth2/v2.0/token",
            ["iss"] = wrong == "iss" ? "someone" : AppRegistration.DefaultClientId,
            ["sub"] = AppRegistration.DefaultClientId,
            ["exp"] = wrong == "exp" ? now - 10 : now + 300,
            ["jti"] = wrong == "jti" ? null : Guid.NewGuid().ToString(),
        };
        var data = $"{Encode(header)}.{Encode(claims)}";
        var padding = algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        var signature = key.SignData(Encoding.ASCII.GetBytes(wrong == "signature" ? data + "x" : data), HashAlgorithmName.SHA256, padding);
        return $"{data}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    /// <summary>Azure.Identity asks for https; this speaks http to loopback instead.</summary>
    private sealed class LoopbackHttp : DelegatingHandler
    {
        public LoopbackHttp() : base(new SocketsHttpHandler())
        {
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri is { IsLoopback: true } uri)
            {
                request.RequestUri = new UriBuilder(uri) { Scheme = "http" }.Uri;
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
