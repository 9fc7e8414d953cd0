using System.Text.RegularExpressions;
using MailIntegration.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MailIntegration.Tests.Journeys;

/// <summary>The messaging centre as a content editor uses it (MC1-MC6).</summary>
public sealed class MessagingJourneyTests
{
    [BrowserFact]
    public async Task Template_FromTheListToItsReceiver_AndIntoTheJournal()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var page = centre.Page;
        await centre.SignInAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Messaging centre" }).First.ClickAsync();

        // The critical message is first, and has no switch.
        await Expect(page.Locator(".mc-template").First).ToContainTextAsync("New message in a conversation");
        await Expect(page.Locator("[data-id=new-message] [role=switch]")).ToHaveCountAsync(0);
        await centre.PictureAsync("messaging-messages");

        await page.GetByRole(AriaRole.Link, new() { Name = "System e-mails" }).ClickAsync();
        await Expect(page.Locator("[data-id=password-reset]")).ToContainTextAsync("Not available here");
        await centre.PictureAsync("messaging-system");
        var off = page.Locator("[data-id=unassignment] [role=switch]");
        await off.ClickAsync();
        await Expect(page.Locator("[data-id=unassignment] [role=switch]")).Not.ToBeCheckedAsync();

        // Its own text, with a mistake first.
        await page.GetByRole(AriaRole.Link, new() { Name = "Two-step code" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Change this text" }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Subject", Exact = true }).FillAsync("Your own code");
        await page.GetByLabel("Text (HTML)").FillAsync("<p>Hi {{ recipient.name }}</p>\n<p>{{ cod }}</p>");
        await Expect(page.Locator("template-preview .mc-notice")).ToContainTextAsync("Line 2, column 4: there is no field cod.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Expect(page.Locator(".mc-studio-errors")).ToContainTextAsync("English, Text (HTML): Line 2, column 4");
        await centre.PictureAsync("template-mistake");

        await page.GetByLabel("Text (HTML)").FillAsync("<p>Hi {{ recipient.name }}</p>\n<p>{{ code }}</p>");
        var body = page.FrameLocator(".mc-studio-frame");
        await Expect(body.Locator("body")).ToContainTextAsync("482913");
        await page.GetByRole(AriaRole.Button, new() { Name = "Phone" }).ClickAsync();
        await Expect(page.Locator(".mc-studio-phone")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Dark" }).ClickAsync();
        await Expect(page.Locator(".mc-studio-dark")).ToBeVisibleAsync();
        await centre.PictureAsync("template-studio");
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Expect(page.GetByText("Published: this text is sent from now on")).ToBeVisibleAsync();

        // A test to oneself shows in the journal, live.
        await page.GetByRole(AriaRole.Button, new() { Name = "Send me a test" }).ClickAsync();
        await Expect(page.GetByText("A test is on its way")).ToBeVisibleAsync();
        await centre.GoAsync("messaging/outgoing");
        var row = page.Locator(".mc-journal-row").Filter(new() { HasText = "Your own code" });

        // The worker looks every five seconds: one look sends it, the next hands out what became of it.
        await Expect(row).ToContainTextAsync(new Regex("Sent"), new() { Timeout = 60_000 });
        await centre.PictureAsync("messaging-outgoing");
        await row.ClickAsync();
        await Expect(page.Locator(".mc-journal-steps")).ToContainTextAsync("Being sent");
        await Expect(page.Locator(".mc-journal-facts")).ToContainTextAsync("Two-step code");
        await page.Keyboard.PressAsync("Escape");
        await page.GetByLabel("Contact or subject").FillAsync("nobody at all");
        await Expect(page.GetByText("Nothing fits these filters.")).ToBeVisibleAsync();
        Assert.Empty(centre.Complaints);
    }

    [BrowserFact]
    public async Task Sections_EachOfThem_DoWhatTheirUserWants()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        await centre.SignInAsync();
        var walk = new MessagingWalk(centre.Page, centre.GoAsync, name => centre.PictureAsync("messaging-" + name), centre.Sandbox);
        await walk.MessagesAsync();
        await walk.EmailsAsync();
        await walk.SystemAsync();
        await walk.IncomingAsync();
        await walk.OutgoingAsync("sent", "Sent");
        await walk.NotificationsAsync();
        await walk.SettingsAsync();
        Assert.Empty(centre.Complaints);
    }

    [BrowserFact]
    public async Task Incoming_OnAPhone_ShowsWhatArrivedAndWhy()
    {
        await using var centre = await CentrePage.OpenAsync(
            sample: true,
            new BrowserNewContextOptions { ViewportSize = new() { Width = 390, Height = 844 }, Locale = "en", ColorScheme = ColorScheme.Dark });
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("inbox");
        await page.Locator(".mc-rows .mc-row").First.WaitForAsync();
        var mailbox = centre.Sandbox.State.FindMailbox("info@fietskompas.example")!;
        mailbox.Add(mailbox.Folder("inbox"), TestMail.New(
            TestMail.Text("journal@customer.example", "Just arrived", "Hello"), TimeProvider.System.GetUtcNow(), isRead: false));

        await page.Locator(".mc-list-refresh").ClickAsync();
        await centre.GoAsync("messaging/incoming");
        var row = page.Locator(".mc-journal-row").Filter(new() { HasText = "Just arrived" });
        await Expect(row).ToBeVisibleAsync(new() { Timeout = 60_000 });
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        await centre.PictureAsync("messaging-incoming-phone");
        await row.ClickAsync();
        await Expect(page.Locator(".mc-journal-details")).ToContainTextAsync("Explanation");
        Assert.Empty(centre.Complaints);
    }
}
