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

    private async Task<HttpResponseMessage> BringAsync(string addressId, string secret, string subject)
    {
        var raw = $"From: Eva <eva@customer.example>\r\nTo: support@in.site.example\r\nSubject: {subject}\r\n"
            + $"Message-ID: <{subject}@customer.example>\r\nContent-Type: text/plain\r\n\r\nHello.\r\n";
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
