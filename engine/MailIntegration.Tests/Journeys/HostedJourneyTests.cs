using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MailIntegration.Engine.Dns;
using MailIntegration.Tests.Hosted;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace MailIntegration.Tests.Journeys;

/// <summary>Mail that is hosted anywhere, by hand: inbound domain, a domain of one's own, forwarding address, first mail (HF0, HF1, AD7).</summary>
public sealed class HostedJourneyTests
{
    private const string Domain = "webshop.example";

    [BrowserFact]
    public async Task Wizard_FromNothingToTheFirstMail_WorksByHand()
    {
        var dns = new FakeDns();
        await using var centre = await CentrePage.OpenAsync(sample: true, configure: s => s.AddSingleton<IDnsResolver>(dns));
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("channels");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add environment" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("Hosted address") }).Last.ClickAsync();
        var dialog = page.Locator("dialog[open]");
        await dialog.Locator("[name=domain]").FillAsync("in.fietskompas.example");
        await dialog.Locator("[type=submit]").ClickAsync();

        await dialog.Locator("[name=email]").FillAsync("hello@" + Domain);
        await dialog.Locator("[name=displayName]").FillAsync("Webshop");
        await dialog.Locator("[type=submit]").ClickAsync();
        await ConnectDomainAsync(centre, dns, dialog);
        await dialog.Locator("[type=submit]").ClickAsync();
        await Assertions.Expect(dialog.Locator("[name=ticketsEnabled]")).ToBeVisibleAsync();
        await dialog.Locator("[type=submit]").ClickAsync();
        await Assertions.Expect(dialog.Locator("[name=localPart]")).ToHaveValueAsync("hello");
        await centre.PictureAsync("forwarding-address");
        await dialog.Locator("[type=submit]").ClickAsync();

        await dialog.GetByText("Waiting for the first mail").WaitForAsync();
        Assert.Equal("hello@in.fietskompas.example", await ValueAsync(dialog, "Forwarding address"));
        await centre.PictureAsync("forwarding-wizard");
        await dialog.GetByText("For mail servers and services", new() { Exact = true }).ClickAsync();
        await BringAsync(await ValueAsync(dialog, "Web address for mail servers and services"), await ValueAsync(dialog, "Secret"));
        await dialog.GetByText("Connected, first mail").WaitForAsync();

        await page.Keyboard.PressAsync("Escape");
        await centre.GoAsync("inbox");
        await page.GetByText("A bell for my bike").First.WaitForAsync();
        await centre.GoAsync("channels");
        await Assertions.Expect(page.GetByText("Forwarding addresses").First).ToBeVisibleAsync();
        Assert.Empty(centre.Complaints);
    }

    /// <summary>Nothing goes on before the domain is ours; then what SPF and DKIM lack is shown.</summary>
    private static async Task ConnectDomainAsync(CentrePage centre, FakeDns dns, ILocator dialog)
    {
        var panel = dialog.Locator(".mc-sender-domain");
        await panel.GetByText("Pending").First.WaitForAsync();
        await centre.PictureAsync("forwarding-domain");
        await dialog.Locator("[type=submit]").ClickAsync();
        await Assertions.Expect(panel).ToBeVisibleAsync();

        dns.Set(await ValueAsync(panel, "Name of the TXT record"), await ValueAsync(panel, "Value"));
        dns.Set(Domain, "v=spf1 mx ~all");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Check again" }).ClickAsync();
        await panel.GetByText("Verified").First.WaitForAsync();

        await panel.Locator("[name=mechanisms]").FillAsync("include:spf.mailer.example");
        await panel.Locator("[name=selectors]").FillAsync("s1");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Save and check" }).ClickAsync();
        await panel.GetByText("include:spf.mailer.example is missing").WaitForAsync();
        await centre.PictureAsync("forwarding-domain-failed");
        dns.Set("spf.mailer.example", "v=spf1 ip4:192.0.2.1 -all");
        dns.Set(Domain, await ValueAsync(panel, "Value"));
        dns.Set("s1._domainkey." + Domain, "v=DKIM1; p=MIGfMA0GCSqG");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Check again" }).ClickAsync();
        await Assertions.Expect(panel.GetByText("Verified")).ToHaveCountAsync(4);
    }

    private static Task<string> ValueAsync(ILocator place, string label) =>
        place.GetByLabel(label, new() { Exact = true }).First.InputValueAsync();

    private static async Task BringAsync(string url, string secret)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(TestMail.Text(
                "bell@customer.example", "A bell for my bike", "Which one fits?", "Bram Kuipers <bram.kuipers@kuipersbouw.example>", "hello@" + Domain))),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
