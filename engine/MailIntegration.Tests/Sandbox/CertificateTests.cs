using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using MailIntegration.Sandbox.Microsoft365.Login;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Tests.Sandbox;

public sealed class CertificateTests
{
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
