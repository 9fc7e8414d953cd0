using System.Net;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Microsoft365.Login;
using Microsoft.AspNetCore.WebUtilities;

namespace MailIntegration.Tests.Sandbox;

public sealed class ConsentTests
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
}
