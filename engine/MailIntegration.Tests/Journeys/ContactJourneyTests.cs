using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MailIntegration.Tests.Journeys;

/// <summary>Mail of a stranger: read, add the contact, try again, and find it in the inbox (PR4); contacts with the keyboard.</summary>
public sealed class ContactJourneyTests
{
    [BrowserFact]
    public async Task Stranger_AddContactAndTryAgain_BringsTheMailIn()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("unprocessed");
        var row = page.Locator(".mc-unprocessed .mc-row").Filter(new() { HasText = "j.koehler@tischlerei-koehler.example" });
        await row.WaitForAsync();
        await row.Locator(".mc-unprocessed-read").ClickAsync();
        await Expect(row.Locator(".mc-unprocessed-body")).ToContainTextAsync("Nabe");
        await centre.PictureAsync("unprocessed-strangers");

        await row.Locator(".mc-add-sender").ClickAsync();
        var dialog = page.Locator("dialog[open]");
        await Expect(dialog.Locator("[name=name]")).ToHaveValueAsync("Jürgen Köhler");
        await Expect(dialog.Locator("[name=addresses]")).ToHaveValueAsync("j.koehler@tischlerei-koehler.example");
        await dialog.Locator("[name=organisation]").FillAsync("Tischlerei Köhler");
        await dialog.Locator("[name=ownerId]").SelectOptionAsync("lena");
        await dialog.Locator("[name=preferred]").SelectOptionAsync("phone");
        await centre.PictureAsync("contact-add");
        await page.Keyboard.PressAsync("Escape");
        await Expect(row.Locator(".mc-add-sender")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await dialog.Locator("[name=organisation]").FillAsync("Tischlerei Köhler");
        await dialog.Locator("[name=ownerId]").SelectOptionAsync("lena");
        await dialog.Locator("[type=submit]").ClickAsync();
        await Expect(row.Locator(".mc-unprocessed-ready")).ToContainTextAsync("Jürgen Köhler is a contact now");
        await Expect(row.Locator(".mc-retry")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(row).ToHaveCountAsync(0);

        await centre.GoAsync("inbox?q=Nabenschaltung");
        await page.Locator(".mc-row").Filter(new() { HasText = "Köhler" }).First.ClickAsync();
        await Expect(page.Locator(".mc-contact-row")).ToContainTextAsync("Jürgen Köhler, Tischlerei Köhler");
        await Expect(page.Locator(".mc-contact-row")).ToContainTextAsync("Lena Brinkmann");
        await centre.PictureAsync("conversation-contact");
        Assert.Empty(centre.Complaints);
    }

    [BrowserFact]
    public async Task Contacts_SearchOpenChangeAndDelete_WithTheKeyboard()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("inbox");
        await page.Locator(".mc-row").First.WaitForAsync();
        await centre.GoAsync("contacts");
        var rows = page.Locator(".mc-desk-list .mc-row");
        await rows.First.WaitForAsync();
        await centre.PictureAsync("contacts");
        var all = await rows.CountAsync();
        await page.Locator(".mc-desk-search").FillAsync("marloes");
        await Expect(rows).ToHaveCountAsync(1);
        Assert.True(all > 5, $"Only {all} contacts were made of the sample.");

        await page.Locator(".mc-desk-title").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var dialog = page.Locator("dialog[open]");
        await Expect(dialog.Locator("[name=name]")).ToHaveValueAsync("Marloes Hendriks");
        await dialog.Locator("[name=preferred]").SelectOptionAsync("post");
        await dialog.Locator("[name=addresses]").FillAsync("marloes@familiehendriks.example\nnot an address");
        await dialog.Locator("[type=submit]").ClickAsync();
        await Expect(dialog.Locator("[data-field=addresses] .mc-field-error")).ToBeVisibleAsync();
        await dialog.Locator("[name=addresses]").FillAsync("marloes@familiehendriks.example\nhendriks@mail.example");
        await dialog.Locator("[type=submit]").ClickAsync();
        await Expect(rows.First).ToContainTextAsync("prefers post");
        await Expect(rows.First).ToContainTextAsync("+1 address");

        await page.SetViewportSizeAsync(390, 844);
        await centre.PictureAsync("contacts-phone");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await rows.First.Locator(".mc-desk-title").ClickAsync();
        await centre.PictureAsync("contact-phone");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete contact" }).ClickAsync();
        await page.Locator("dialog[open] .mc-button-danger").ClickAsync();
        await Expect(rows).ToHaveCountAsync(0);
        Assert.Empty(centre.Complaints);
    }
}
