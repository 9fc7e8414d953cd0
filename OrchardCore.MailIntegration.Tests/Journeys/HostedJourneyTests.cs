using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MailIntegration.Tests.Journeys;
using MailIntegration.Tests.Support;
using Microsoft.Playwright;

namespace OrchardCore.MailIntegration.Tests.Journeys;

/// <summary>A forwarding address inside Orchard's admin: wizard, first mail, held mail in the journal, content editor (HF0, HF1, HF6).</summary>
[Collection(nameof(SampleSitePage))]
public sealed class HostedJourneyTests
{
    private const string Forwarding = "bells@in.orchard-shop.example";

    private readonly SampleSitePage _site;

    public HostedJourneyTests(SampleSitePage site)
    {
        _site = site;
    }

    [BrowserFact]
    public async Task Wizard_InTheAdmin_ConnectsAnAddressThatBringsMail()
    {
        var page = await _site.SignInAsync();
        await _site.GoAsync(page, "Admin/Mail/channels");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add environment" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("Hosted address") }).Last.ClickAsync();
        var dialog = page.Locator("dialog[open]");
        await dialog.Locator("[name=domain]").FillAsync("in.orchard-shop.example");
        await dialog.Locator("[type=submit]").ClickAsync();
        await dialog.Locator("[name=displayName]").FillAsync("Bell desk");
        await SampleSitePage.PictureAsync(page, "orchard-forwarding-sender");
        await dialog.Locator("[type=submit]").ClickAsync();
        await Assertions.Expect(dialog.Locator("[name=ticketsEnabled]")).ToBeVisibleAsync();
        await dialog.Locator("[type=submit]").ClickAsync();
        await dialog.Locator("[name=localPart]").FillAsync("bells");
        await dialog.Locator("[type=submit]").ClickAsync();
        await dialog.GetByText("Waiting for the first mail").WaitForAsync();
        Assert.Equal(Forwarding, await ValueAsync(dialog, "Forwarding address"));
        await SampleSitePage.PictureAsync(page, "orchard-forwarding");

        await dialog.GetByText("For mail servers and services", new() { Exact = true }).ClickAsync();
        var (url, secret) = (await ValueAsync(dialog, "Web address for mail servers and services"), await ValueAsync(dialog, "Secret"));
        await BringAsync(url, secret, TestMail.Text("bell@x", "A bell for my bike", "Which one fits?", "Bram <bram@kuipersbouw.example>", Forwarding));
        await BringAsync(url, secret, TestMail.Text(
            "gmail@x", "(#304298959) Gmail Forwarding Confirmation", "Confirmation code: 304298959", "forwarding-noreply@google.com", Forwarding));
        await dialog.GetByText("Connected, first mail").WaitForAsync();
        await Assertions.Expect(dialog.GetByLabel("Confirmation code")).ToHaveValueAsync("304298959");

        await _site.GoAsync(page, "Admin/Mail/messaging/incoming?status=confirmation");
        await page.GetByText("Gmail Forwarding Confirmation").First.WaitForAsync();
        await SampleSitePage.PictureAsync(page, "orchard-forwarding-journal");
        await EditAsync(page);
        Assert.Empty(_site.Complaints);
    }

    private async Task EditAsync(IPage page)
    {
        await _site.GoAsync(page, "Admin/Contents/ContentItems?q=Bell+desk");
        var row = page.Locator("li.list-group-item").Filter(new() { HasText = Forwarding });
        await row.GetByRole(AriaRole.Link, new() { Name = "Edit" }).First.ClickAsync();
        await page.Locator("textarea[name$='DeniedSenders']").FillAsync("spam.example");
        await page.Locator("button[name='submit.Publish'][value='submit.Publish']").ClickAsync();
        await Assertions.Expect(page.Locator(".message-success, .alert-success").First).ToBeVisibleAsync();
        await _site.GoAsync(page, "Admin/Contents/ContentItems?q=Bell+desk");
        await row.GetByRole(AriaRole.Link, new() { Name = "Edit" }).First.ClickAsync();
        await Assertions.Expect(page.Locator("textarea[name$='DeniedSenders']")).ToHaveValueAsync("spam.example");
        await Assertions.Expect(page.Locator("select[name$='SendVia'] option")).Not.ToHaveCountAsync(1);
    }

    private static Task<string> ValueAsync(ILocator place, string label) =>
        place.GetByLabel(label, new() { Exact = true }).First.InputValueAsync();

    private static async Task BringAsync(string url, string secret, string raw)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(raw)) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
