using System.Net;
using System.Net.Http.Headers;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Microsoft365.Login;

namespace MailIntegration.Tests.Sandbox;

public sealed class LoginTests
{
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
}
