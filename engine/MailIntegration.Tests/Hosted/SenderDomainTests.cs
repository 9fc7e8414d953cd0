using System.Net;
using System.Text.Json;
using MailIntegration.Engine.Dns;
using MailIntegration.Tests.Web;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Hosted;

/// <summary>Connecting a domain that answers come from, over HTTP (AD7).</summary>
public sealed class SenderDomainTests : IAsyncLifetime
{
    private const string Domain = "shop.example";
    private const string Key = "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQ==";

    private readonly FakeDns _dns = new();
    private HostedWorld _world = null!;

    public async Task InitializeAsync() => _world = await HostedWorld.StartAsync(s => s.AddSingleton<IDnsResolver>(_dns));

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Connect_AddressOfUnknownDomain_FirstProvesWhoseItIs()
    {
        var refused = await ConnectAddressAsync("support@" + Domain);
        Assert.Equal("domain-not-connected", refused.CodeOf("email"));

        var begun = await BeginAsync("support@Shop.example", mechanisms: ["include:spf.mailer.example"], selectors: ["s1"]);
        Assert.Equal((Domain, false, "pending"), Summary(begun));
        Assert.Equal(["pending ownership-missing", "pending spf-missing", "pending dkim-missing"], States(begun));
        var record = Check(begun, "ownership");
        Assert.Equal("_mail-integration." + Domain, record.GetProperty("name").GetString());

        _dns.Set(record.GetProperty("name").GetString()!, "something else", record.GetProperty("value").GetString()!);
        var owned = await CheckAsync();
        Assert.Equal((Domain, true, "pending"), Summary(owned));
        Assert.Equal(["verified ", "pending spf-missing", "pending dkim-missing"], States(owned));
        await _world.ConnectAsync("support", email: "support@" + Domain);

        _dns.Set("spf.mailer.example", "v=spf1 ip4:192.0.2.1 -all");
        _dns.Set(Domain, "google-site-verification=1", "v=spf1 mx include:spf.mailer.example ~all");
        _dns.SetAlias("s1._domainkey." + Domain, "s1.mailer.example", Key);
        Assert.Equal((Domain, true, "verified"), Summary(await CheckAsync()));
        Assert.Equal((Domain, true, "verified"), Summary(await _world.Anna.GetJsonAsync("hosted/sender-domains/" + Domain)));

        Assert.Equal(HttpStatusCode.NoContent, await _world.Anna.StatusAsync(HttpMethod.Delete, "hosted/sender-domains/" + Domain));
        Assert.False((await _world.Anna.GetJsonAsync("hosted/sender-domains/" + Domain)).GetProperty("isConnected").GetBoolean());
        Assert.Equal(HttpStatusCode.NotFound, await _world.Anna.StatusAsync(HttpMethod.Delete, "hosted/sender-domains/" + Domain));
    }

    [Fact]
    public async Task Check_RecordOfAnotherSite_FailsAndOneThatWentFailsToo()
    {
        var begun = await BeginAsync(Domain);
        var record = Check(begun, "ownership");
        _dns.Set(record.GetProperty("name").GetString()!, "mail-integration=0123");
        Assert.Equal("failed ownership-differs", States(await CheckAsync())[0]);
        _dns.Set(record.GetProperty("name").GetString()!, record.GetProperty("value").GetString()!);
        Assert.True((await CheckAsync()).GetProperty("isConnected").GetBoolean());
        _dns.Set(record.GetProperty("name").GetString()!);
        var gone = await CheckAsync();
        Assert.Equal("failed ownership-gone", States(gone)[0]);
        Assert.False(gone.GetProperty("isConnected").GetBoolean());

        // Begun again, the token is the same: the record that somebody added stays right.
        Assert.Equal(
            record.GetProperty("value").GetString(),
            Check(await BeginAsync(Domain), "ownership").GetProperty("value").GetString());
    }

    [Fact]
    public async Task Check_DnsWithoutAnswer_KeepsWhatWasKnownAndSaysSo()
    {
        var record = Check(await BeginAsync(Domain), "ownership");
        _dns.Set(record.GetProperty("name").GetString()!, record.GetProperty("value").GetString()!);
        await CheckAsync();
        _dns.IsDown = true;
        var seen = await CheckAsync();
        Assert.Equal("verified dns-unavailable", States(seen)[0]);
        Assert.True(seen.GetProperty("isConnected").GetBoolean());
        await _world.ConnectAsync("support", email: "support@" + Domain);
    }

    [Theory]
    [InlineData("v=spf1 include:spf.mailer.example ~all", "verified ")]
    [InlineData("v=spf1 include:nested.example -all", "verified ")]
    [InlineData("v=spf1 redirect=nested.example", "verified ")]
    [InlineData("V=SPF1 +include:SPF.mailer.example ~all", "verified ")]
    [InlineData("v=spf1 mx ~all", "failed spf-mailer-missing")]
    [InlineData("v=spf1 include:spf.mailer.example +all", "failed spf-open")]
    [InlineData("v=spf1 include:spf.mailer.example all", "failed spf-open")]
    [InlineData("v=spf1 include:nothing.example ~all", "failed spf-include-broken")]
    [InlineData("v=spf1 include:loop.example ~all", "failed spf-too-long")]
    [InlineData("v=spf10 include:spf.mailer.example ~all", "pending spf-missing")]
    public async Task Check_Spf_IsReadAsReceiversReadIt(string record, string expected)
    {
        _dns.Set("spf.mailer.example", "v=spf1 ip4:192.0.2.1 -all");
        _dns.Set("nested.example", "v=spf1 include:spf.mailer.example ~all");
        _dns.Set("loop.example", "v=spf1 include:loop.example ~all");
        _dns.Set(Domain, record, "unrelated");
        Assert.Equal(expected, States(await BeginAsync(Domain, mechanisms: ["include:spf.mailer.example"]))[1]);
        Assert.InRange(_dns.Questions, 1, 40);
    }

    [Fact]
    public async Task Check_SpfLacksTheMailer_ShowsTheWholeRecordToSet()
    {
        _dns.Set(Domain, "v=spf1 mx ~all");
        var spf = Check(await BeginAsync(Domain, mechanisms: ["include:spf.mailer.example"]), "spf");
        Assert.Equal("v=spf1 include:spf.mailer.example mx ~all", spf.GetProperty("value").GetString());
        _dns.Set(Domain, "v=spf1 mx ~all", "v=spf1 a ~all");
        Assert.Equal("failed spf-twice", States(await CheckAsync())[1]);
        Assert.Equal("verified spf-mailer-unknown", await SpfWithoutMailerAsync());
    }

    [Theory]
    [InlineData("verified ", Key)]
    [InlineData("verified ", "p=MIGf MA0G CSqG SIb3")]
    [InlineData("failed dkim-revoked", "v=DKIM1; p=")]
    [InlineData("failed dkim-malformed", "v=DKIM1; k=rsa")]
    [InlineData("failed dkim-malformed", "v=DKIM1; p=<your key>")]
    [InlineData("failed dkim-malformed", "v=DKIM2; p=MIGf")]
    [InlineData("failed dkim-twice", Key, Key)]
    [InlineData("pending dkim-missing")]
    public async Task Check_Dkim_IsReadAsReceiversReadIt(string expected, params string[] texts)
    {
        _dns.Set("mail._domainkey." + Domain, texts);
        Assert.Equal(expected, States(await BeginAsync(Domain, selectors: ["other", "mail"]))[2].Replace("other", "mail", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_DkimAliasWithoutKey_NamesItsTarget()
    {
        _dns.SetAlias("selector1._domainkey." + Domain, "selector1-shop-example._domainkey.shop.onmicrosoft.com");
        var dkim = Check(await BeginAsync(Domain, selectors: ["selector1"]), "dkim");
        Assert.Equal("dkim-target-missing", dkim.GetProperty("reason").GetProperty("code").GetString());
        Assert.Equal("pending dkim-selector-unknown", States(await BeginAsync(Domain, selectors: []))[2]);
    }

    [Theory]
    [InlineData("eva@gmail.com", "domain", "domain-shared")]
    [InlineData("nonsense", "domain", "domain-malformed")]
    [InlineData("", "domain", "domain-malformed")]
    public async Task Begin_DomainThatNobodyCanConnect_IsRefused(string domain, string field, string code)
    {
        var problem = await _world.Anna.ProblemAsync(HttpMethod.Post, "hosted/sender-domains", new { domain });
        Assert.Equal(code, problem.CodeOf(field));
    }

    [Theory]
    [InlineData("mechanisms", "spf-mechanism-malformed")]
    [InlineData("selectors", "dkim-selector-malformed")]
    public async Task Begin_NeedsThatAreNone_AreRefused(string field, string code)
    {
        var problem = await _world.Anna.ProblemAsync(
            HttpMethod.Post, "hosted/sender-domains", new { domain = Domain, mechanisms = new[] { "include:a b" }, selectors = new[] { "a b" } });
        Assert.Equal(code, problem.CodeOf(field));
    }

    [Fact]
    public async Task Begin_DomainOfAConnectedOrganisation_NeedsNoConnecting()
    {
        var channel = await _world.Host.ConnectAsync();
        await _world.Host.ActivateAsync(channel.Id, "info@fietskompas.example");
        var known = await BeginAsync("desk@fietskompas.example");
        Assert.True(known.GetProperty("isConnected").GetBoolean());
        Assert.Equal(JsonValueKind.Null, known.GetProperty("state").ValueKind);
        await _world.ConnectAsync("desk", email: "desk@fietskompas.example");
    }

    [Fact]
    public async Task Begin_AnswersLeaveByMicrosoft_KnowsWhatMicrosoftNeeds()
    {
        var channel = await _world.Host.ConnectAsync();
        var address = await _world.Host.ActivateAsync(channel.Id, "info@fietskompas.example");
        _dns.Set(Domain, "v=spf1 include:spf.protection.outlook.com -all");
        _dns.Set("spf.protection.outlook.com", "v=spf1 ip4:192.0.2.0/24 -all");
        _dns.Set("selector2._domainkey." + Domain, Key);
        var begun = await _world.Anna.PostAsync("hosted/sender-domains", new { domain = Domain, sendVia = address.Id });
        Assert.Equal(["pending ownership-missing", "verified ", "verified "], States(begun));
    }

    [Fact]
    public async Task Domains_OfWhoeverManagesNoChannels_AreRefused()
    {
        using var joost = await _world.Host.SignInAsync("joost");
        Assert.Equal(HttpStatusCode.Forbidden, await joost.GetStatusAsync("hosted/sender-domains/" + Domain));
        Assert.Equal(HttpStatusCode.Forbidden, await joost.StatusAsync(HttpMethod.Post, "hosted/sender-domains", new { domain = Domain }));
        Assert.Equal(HttpStatusCode.NotFound, await _world.Anna.StatusAsync(HttpMethod.Post, $"hosted/sender-domains/{Domain}/check", new { }));
    }

    private async Task<string> SpfWithoutMailerAsync()
    {
        _dns.Set(Domain, "v=spf1 mx ~all");
        return States(await BeginAsync(Domain, mechanisms: []))[1];
    }

    private Task<JsonElement> BeginAsync(string domain, string[]? mechanisms = null, string[]? selectors = null) =>
        _world.Anna.PostAsync("hosted/sender-domains", new { domain, mechanisms, selectors });

    private Task<JsonElement> CheckAsync() => _world.Anna.PostAsync($"hosted/sender-domains/{Domain}/check", new { });

    private Task<Problem> ConnectAddressAsync(string email) => _world.Anna.ProblemAsync(
        HttpMethod.Post, "hosted/addresses", new { localPart = "support", email, displayName = "Support" });

    private static (string, bool, string) Summary(JsonElement domain) => (
        domain.GetProperty("domain").GetString()!, domain.GetProperty("isConnected").GetBoolean(), domain.GetProperty("state").GetString()!);

    private static JsonElement Check(JsonElement domain, string kind) =>
        domain.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("kind").GetString() == kind);

    private static List<string> States(JsonElement domain) => domain.GetProperty("checks").EnumerateArray()
        .Select(c => c.GetProperty("state").GetString() + " "
            + (c.GetProperty("reason").ValueKind == JsonValueKind.Null ? "" : c.GetProperty("reason").GetProperty("code").GetString()))
        .ToList();
}
