using System.Net;
using System.Text.RegularExpressions;
using System.Web;
using Story = MailIntegration.Embedded.Sample.SampleCompany;

namespace MailIntegration.Tests.Web;

/// <summary>Consent of an administrator (CH3), over the sandbox's own pages.</summary>
public sealed partial class ConsentTests : IAsyncLifetime
{
    private MailHost _host = null!;
    private Browser _anna = null!;

    public async Task InitializeAsync()
    {
        _host = await MailHost.StartAsync(isConsented: false);
        await _host.EnableAsync();
        _anna = await _host.SignInAsync("anna");
    }

    public async Task DisposeAsync()
    {
        _anna.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Consent_ByAdministrator_ConnectsTheOrganisation()
    {
        var back = await ConsentAsync("anna@fietskompas.example");
        var target = await ReturnAsync(_anna, back);
        Assert.Matches("^/mail/channels/[0-9a-f]{32}\\?connected=1$", target);
        var channel = Assert.Single((await _anna.GetJsonAsync("channels")).EnumerateArray());
        Assert.Equal("Fietskompas", channel.GetProperty("name").GetString());
        Assert.Equal("connected", channel.GetProperty("state").GetString());
        Assert.Equal(Story.TenantId, channel.GetProperty("microsoft365").GetProperty("tenantId").GetString());
    }

    [Fact]
    public async Task Consent_Replayed_IsRefused()
    {
        var back = await ConsentAsync("anna@fietskompas.example");
        await ReturnAsync(_anna, back);
        Assert.Equal("consent-expired", await ErrorAsync(_anna, back));
        Assert.Equal(1, (await _anna.GetJsonAsync("channels")).GetArrayLength());
    }

    [Fact]
    public async Task Consent_ByAnotherManager_IsRefused()
    {
        using var boss = await _host.SignInAsync("boss");
        var back = await ConsentAsync("anna@fietskompas.example");
        Assert.Equal("consent-other-member", await ErrorAsync(boss, back));
        Assert.Equal(0, (await _anna.GetJsonAsync("channels")).GetArrayLength());
    }

    [Fact]
    public async Task Consent_ByATeamMember_IsRefused()
    {
        using var joost = await _host.SignInAsync("joost");
        Assert.Equal("forbidden", await ErrorAsync(joost, await ConsentAsync("anna@fietskompas.example")));
    }

    [Fact]
    public async Task Consent_After15Minutes_IsRefused()
    {
        var back = await ConsentAsync("anna@fietskompas.example");
        _host.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal("consent-expired", await ErrorAsync(_anna, back));
    }

    [Fact]
    public async Task Consent_WithInventedState_IsRefused() =>
        Assert.Equal("consent-expired", await ErrorAsync(
            _anna, $"/mail/connect/microsoft365?admin_consent=True&tenant={Story.TenantId}&state={new string('A', 43)}"));

    [Fact]
    public async Task Consent_Declined_SaysSo() =>
        Assert.Equal("consent-declined", await ErrorAsync(_anna, await ConsentAsync("anna@fietskompas.example", "cancel")));

    [Fact]
    public async Task Consent_ByNonAdministrator_SaysSo()
    {
        var page = await ConsentPageAsync("joost@fietskompas.example");
        var link = WebUtility.HtmlDecode(ReturnLink().Match(page).Groups[1].Value);
        Assert.Equal("consent-not-administrator", await ErrorAsync(_anna, new Uri(link).PathAndQuery));
    }

    [Theory]
    [InlineData("..%2F..%2Fcommon", "consent-tenant-malformed")]
    [InlineData("00000000-0000-0000-0000-000000000000", "consent-tenant-malformed")]
    [InlineData("11111111-2222-3333-4444-555555555555", "unknown-tenant")]
    public async Task Consent_WithAnotherTenantInTheAnswer_IsNotBelieved(string tenant, string code)
    {
        var back = await ConsentAsync("anna@fietskompas.example");
        Assert.Equal(code, await ErrorAsync(_anna, back.Replace(Story.TenantId, tenant, StringComparison.Ordinal)));
        Assert.Equal(0, (await _anna.GetJsonAsync("channels")).GetArrayLength());
    }

    [Fact]
    public async Task Consent_ErrorTextFromTheAddressBar_IsNotShown()
    {
        var state = HttpUtility.ParseQueryString(new Uri(await StartAsync()).Query)["state"];
        var target = await ReturnAsync(_anna, $"/mail/connect/microsoft365?error=%3Cscript%3E&error_description=hello&state={state}");
        Assert.Equal("/mail/channels?connectError=consent-failed&arg.code=unknown", target);
    }

    [Fact]
    public async Task Consent_WithoutRegistration_SaysSo()
    {
        var settings = (await _host.Setup.GetAsync(default)).Settings;
        Assert.True(await _host.Setup.SaveAsync(settings with { Microsoft = null }, default));
        var problem = await _anna.ProblemAsync(HttpMethod.Post, "channels/microsoft365/consent", new { name = "X" });
        Assert.Equal("registration-missing", problem.Code);
    }

    [Fact]
    public async Task Consent_WithTakenName_SaysSoBeforeMicrosoftIsAsked()
    {
        await ReturnAsync(_anna, await ConsentAsync("anna@fietskompas.example"));
        var problem = await _anna.ProblemAsync(HttpMethod.Post, "channels/microsoft365/consent", new { name = "FIETSKOMPAS" });
        Assert.Equal("name-taken", problem.CodeOf("name"));
        problem = await _anna.ProblemAsync(HttpMethod.Post, "channels/microsoft365/consent", new { name = " " });
        Assert.Equal("name-required", problem.CodeOf("name"));
    }

    [Fact]
    public async Task Reconnect_AfterConsentWasWithdrawn_GoesOnWithTheSameChannel()
    {
        await ReturnAsync(_anna, await ConsentAsync("anna@fietskompas.example"));
        var channel = (await _host.Setup.GetAsync(default)).Channels[0];
        Assert.True(await _host.Setup.SaveAsync(channel with { Attention = new Engine.Reason("consent-missing") }, default));

        var reconnect = await _anna.PostAsync($"channels/{channel.Id}/reconnect", new { });
        Assert.Equal("attention", reconnect.GetProperty("channel").GetProperty("state").GetString());
        var back = await ChooseAsync(reconnect.GetProperty("url").GetString()!, "anna@fietskompas.example", "accept");
        Assert.Equal($"/mail/channels/{channel.Id}?connected=1", await ReturnAsync(_anna, back.Headers.Location!.PathAndQuery));
        Assert.Null((await _host.Setup.GetAsync(default)).FindChannel(channel.Id)!.Attention);
    }

    private async Task<string> StartAsync() =>
        (await _anna.PostAsync("channels/microsoft365/consent", new { name = "Fietskompas", returnTo = "/mail/channels" }))
            .GetProperty("url").GetString()!;

    /// <summary>The address that Microsoft sends the browser back to.</summary>
    private async Task<string> ConsentAsync(string account, string choice = "accept")
    {
        using var answer = await ChooseAsync(await StartAsync(), account, choice);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.PathAndQuery;
    }

    private async Task<string> ConsentPageAsync(string account)
    {
        using var answer = await ChooseAsync(await StartAsync(), account, "accept");
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<HttpResponseMessage> ChooseAsync(string url, string account, string choice)
    {
        using var browser = new Browser(_host.Sandbox.BaseAddress);
        using var page = await browser.OpenAsync(url);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        return await browser.PostFormAsync(url, new() { ["choice"] = choice, ["account"] = account });
    }

    private static async Task<string> ReturnAsync(Browser browser, string path)
    {
        using var answer = await browser.OpenAsync(path);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.OriginalString;
    }

    private static async Task<string?> ErrorAsync(Browser browser, string path)
    {
        var target = await ReturnAsync(browser, path);
        Assert.StartsWith("/mail/channels?", target, StringComparison.Ordinal);
        return HttpUtility.ParseQueryString(target.Split('?')[1])["connectError"];
    }

    [GeneratedRegex("href=\"([^\"]+)\" id=\"return\"")]
    private static partial Regex ReturnLink();
}
