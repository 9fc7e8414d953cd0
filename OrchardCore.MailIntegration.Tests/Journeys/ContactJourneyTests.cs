using MailIntegration.Tests.Journeys;
using Microsoft.Playwright;

namespace OrchardCore.MailIntegration.Tests.Journeys;

/// <summary>A stranger's mail inside Orchard's admin: add the contact, try again, open the content item (PR4).</summary>
[Collection(nameof(SampleSitePage))]
public sealed class ContactJourneyTests
{
    private readonly SampleSitePage _site;

    public ContactJourneyTests(SampleSitePage site)
    {
        _site = site;
    }

    [BrowserFact]
    public async Task Stranger_AddContactAndTryAgain_BringsTheMailIn()
    {
        var page = await _site.SignInAsync();
        await _site.GoAsync(page, "Admin/Mail/unprocessed");
        var row = page.Locator(".mc-unprocessed .mc-row").Filter(new() { HasText = "wil.peters@postbode.example" });
        await row.WaitForAsync();
        await SampleSitePage.PictureAsync(page, "orchard-unprocessed");
        await row.Locator(".mc-add-sender").ClickAsync();
        var dialog = page.Locator("dialog[open]");
        await dialog.Locator("[name=organisation]").FillAsync("Peters");
        await dialog.Locator("[type=submit]").ClickAsync();
        await Assertions.Expect(row.Locator(".mc-unprocessed-ready")).ToContainTextAsync("Wil Peters is a contact now");
        await row.Locator(".mc-retry").ClickAsync();
        await Assertions.Expect(row).ToHaveCountAsync(0);

        await _site.GoAsync(page, "Admin/Mail/contacts?q=wil.peters");
        await page.Locator(".mc-desk-title").First.ClickAsync();
        await SampleSitePage.PictureAsync(page, "orchard-contact");
        await dialog.GetByText("All fields").ClickAsync();
        await Assertions.Expect(page.Locator("textarea[name$='Addresses']")).ToHaveValueAsync("wil.peters@postbode.example");
        await SampleSitePage.PictureAsync(page, "orchard-contact-item");
        await _site.GoAsync(page, "Admin/Contents/ContentItems?q=email%3Awil.peters");
        await Assertions.Expect(page.GetByText("Wil Peters").First).ToBeVisibleAsync();
        Assert.Empty(_site.Complaints);
    }
}
