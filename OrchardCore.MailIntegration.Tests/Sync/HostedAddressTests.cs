using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Providers.Hosted;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.MailIntegration.Setup;
using OrchardCore.MailIntegration.Tests.Setup;
using OrchardCore.MailIntegration.Tests.Support;

namespace OrchardCore.MailIntegration.Tests.Sync;

/// <summary>Forwarding addresses on a real tenant: the feature, the door, what is stored and what never leaves it.</summary>
public sealed class HostedAddressTests : IClassFixture<TenantHost>
{
    private readonly TenantHost _host;

    public HostedAddressTests(TenantHost host)
    {
        _host = host;
    }

    [Fact]
    public async Task Arrival_AtTheDoor_IsReadByTheWorkerWithoutAClick()
    {
        var (address, secret) = await ConnectAsync("support");
        using (var wrong = await BringAsync(address.Id, "wrong", "Kwartel"))
        using (var right = await BringAsync(address.Id, secret, "Kwartel"))
        using (var again = await BringAsync(address.Id, secret, "Kwartel"))
        {
            Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);
            Assert.Equal(HttpStatusCode.OK, right.StatusCode);
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        }

        using var manager = _host.Client("manager");
        await TenantQuarantineTests.UntilAsync("The mail did not arrive.", async () => (await SubjectsAsync(manager)).Contains("Kwartel"));
        Assert.Single(await SubjectsAsync(manager), s => s == "Kwartel");
        using var member = _host.Client("member");
        Assert.DoesNotContain("Kwartel", await SubjectsAsync(member));
    }

    [Fact]
    public async Task Address_StoredAsContent_KeepsItsRulesAndNoSecret()
    {
        var (address, secret) = await ConnectAsync("rules");
        await _host.DisableAsync(MailConstants.Features.Hosted);
        await _host.EnableAsync(MailConstants.Features.Hosted);
        var (stored, json) = await _host.UsingAsync(async services =>
        {
            var setup = services.GetRequiredService<IMailSetupStore>();
            var item = await services.GetRequiredService<IContentManager>().GetAsync(
                (await ((OrchardSetupStore)setup).FindContentItemIdAsync(address.Id, default))!);
            return ((await setup.GetAsync(default)).FindAddress(address.Id)!, (string)JsonSerializer.Serialize<object>(item));
        });
        Assert.Equal(address.Hosted, stored.Hosted);
        Assert.Equal(7.5, stored.Hosted!.SpamThreshold);
        Assert.Equal(["bad.example"], stored.Hosted.DeniedSenders);
        Assert.DoesNotContain(secret, json, StringComparison.Ordinal);
        using var accepted = await BringAsync(address.Id, secret, "Patrijs");
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
    }

    [Fact]
    public async Task Domain_ConnectedOnce_IsKnownWhenTheTenantStartsAgain()
    {
        const string domain = "orchard-shop.example";
        await ConnectAsync("first");
        var ownership = await _host.UsingAsync(async services =>
        {
            var refused = await TryConnectAsync(services, "shop", "hello@" + domain);
            Assert.Equal("domain-not-connected", refused.Errors.Fields["email"][0].Code);
            var begun = await services.GetRequiredService<SenderDomains>().ConnectAsync(
                domain, new SenderPolicy(["include:spf.mailer.example"], ["s1"]), default);
            Assert.Equal(DomainState.Pending, begun.Value!.State);
            return begun.Value.Checks.Single(c => c.Kind == DomainCheckKind.Ownership);
        });
        OrchardHost.Dns.Set(ownership.Name, ownership.Value);
        OrchardHost.Dns.Set(domain, "v=spf1 include:spf.mailer.example -all");
        OrchardHost.Dns.Set("spf.mailer.example", "v=spf1 -all");
        OrchardHost.Dns.Set("s1._domainkey." + domain, "v=DKIM1; p=MIGf");
        await _host.UsingAsync(async services =>
            Assert.Equal(DomainState.Verified, (await services.GetRequiredService<SenderDomains>().CheckAsync(domain, default))!.State));

        await _host.DisableAsync(MailConstants.Features.Hosted);
        await _host.EnableAsync(MailConstants.Features.Hosted);
        await _host.UsingAsync(async services =>
        {
            var known = await services.GetRequiredService<SenderDomains>().FindAsync(domain, default);
            Assert.Equal((DomainState.Verified, true), (known!.State, known.IsOwned));
            Assert.Equal(["s1"], known.Policy.Selectors);
            Assert.Equal("hello@" + domain, (await TryConnectAsync(services, "shop", "hello@" + domain)).Value!.Address.Email);
        });
    }

    [Fact]
    public async Task Editor_OfAForwardingAddress_SavesAndChecksWhatOnlyItHas()
    {
        var (address, secret) = await ConnectAsync("editor");
        var item = await _host.UsingAsync(s => s.GetRequiredService<OrchardSetupStore>().FindContentItemIdAsync(address.Id, default));
        var path = $"Admin/Contents/ContentItems/{item}/Edit";
        using var client = _host.Client("admin");
        var shown = WebUtility.HtmlDecode(await client.GetStringAsync(path));
        Assert.Contains("editor@in.site.example", shown, StringComparison.Ordinal);
        Assert.Contains("bad.example", shown, StringComparison.Ordinal);

        var (status, page) = await WritingEditorTests.SaveAsync(client, path, Form("nonsense", "nobody"));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Matches("data-valmsg-for=\"MailAddressPart.DeniedSenders\"[^>]*>[^<]+", page);
        Assert.Matches("data-valmsg-for=\"MailAddressPart.SendVia\"[^>]*>[^<]+", page);

        (status, _) = await WritingEditorTests.SaveAsync(client, path, Form("Worse.example\r\nEva@Bad.example", ""));
        Assert.Equal(HttpStatusCode.Found, status);
        var saved = await _host.UsingAsync(async s => (await s.GetRequiredService<IMailSetupStore>().GetAsync(default)).FindAddress(address.Id)!);
        Assert.Equal(
            new HostedAddress { RequireSignature = true, TrustedServer = "mx.site.example", DeniedSenders = ["worse.example", "eva@bad.example"], SpamThreshold = 3 },
            saved.Hosted);
        Assert.Equal((address.MailboxId, address.Email), (saved.MailboxId, saved.Email));
        using var unsigned = await BringAsync(address.Id, secret, "Wulp");
        Assert.Equal(HttpStatusCode.Forbidden, unsigned.StatusCode);
    }

    [Fact]
    public async Task Journal_OfTheTenant_TellsWhatWasHeld()
    {
        var (address, secret) = await ConnectAsync("journal");
        using var held = await BringAsync(address.Id, secret, "Grutto", "X-Spam-Score: 9\r\n");
        Assert.Equal(HttpStatusCode.OK, held.StatusCode);
        using var admin = _host.Client("admin");
        var rows = (await admin.GetFromJsonAsync<JsonElement>("Admin/Mail/api/journal/incoming?outcome=held")).GetProperty("rows");
        var row = Assert.Single(rows.EnumerateArray(), r => r.GetProperty("subject").GetString() == "Grutto");
        Assert.Equal("spam-score", row.GetProperty("reason").GetProperty("code").GetString());
        Assert.Equal(address.Id, row.GetProperty("addressId").GetString());
    }

    private static Dictionary<string, string> Form(string denied, string sendVia) => new()
    {
        ["MailAddressPart.DisplayName"] = "Desk editor",
        ["MailAddressPart.Folders"] = "Inbox",
        ["MailAddressPart.TicketsEnabled"] = "true",
        ["MailAddressPart.SendVia"] = sendVia,
        ["MailAddressPart.RequireSignature"] = "true",
        ["MailAddressPart.TrustedServer"] = "mx.site.example",
        ["MailAddressPart.SpamThreshold"] = "3",
        ["MailAddressPart.DeniedSenders"] = denied,
        ["submit.Publish"] = "submit.Publish",
    };

    private static Task<SetupResult<HostedConnected>> TryConnectAsync(IServiceProvider services, string localPart, string email) =>
        services.GetRequiredService<HostedService>().ConnectAsync(
            new HostedInput(localPart, email, "Desk " + localPart, [], new HostedAddress()), default);

    private async Task<(ChannelAddress Address, string Secret)> ConnectAsync(string localPart)
    {
        await _host.EnableAsync(MailConstants.Features.Hosted);
        return await _host.UsingAsync(async services =>
        {
            var setup = services.GetRequiredService<IMailSetupStore>();
            var settings = (await setup.GetAsync(default)).Settings;
            Assert.True(await setup.SaveAsync(settings with { Enabled = true, UnknownSenders = UnknownSenderRule.Create }, default));
            var hosted = services.GetRequiredService<HostedService>();
            Assert.Null((await hosted.SetDomainAsync("in.site.example", default)).Errors.First);
            var result = await hosted.ConnectAsync(
                new HostedInput(localPart, "", "Desk " + localPart, [], new HostedAddress { SpamThreshold = 7.5, DeniedSenders = ["bad.example"] }),
                default);
            Assert.Null(result.Errors.First);
            return (result.Value!.Address, result.Value.Secret);
        });
    }

    private async Task<HttpResponseMessage> BringAsync(string addressId, string secret, string subject, string headers = "")
    {
        var raw = $"From: Eva <eva@customer.example>\r\nTo: support@in.site.example\r\nSubject: {subject}\r\n"
            + $"{headers}Message-ID: <{subject}@customer.example>\r\nContent-Type: text/plain\r\n\r\nHello.\r\n";
        using var client = _host.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "Admin/Mail/inbound/" + addressId)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(raw)),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return await client.SendAsync(request);
    }

    private static async Task<IReadOnlyList<string>> SubjectsAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonElement>("Admin/Mail/api/conversations?box=all")).GetProperty("rows").EnumerateArray()
            .Select(r => r.GetProperty("subject").GetString()!).ToList();
}
