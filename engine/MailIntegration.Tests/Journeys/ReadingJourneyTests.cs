using System.Text.RegularExpressions;
using MailIntegration.Tests.Support;
using Microsoft.Playwright;

namespace MailIntegration.Tests.Journeys;

/// <summary>A team member's morning: refresh, read, mark unread, delete, undo.</summary>
public sealed class ReadingJourneyTests
{
    private const string Subject = "Order number two, and a small invention";

    [BrowserFact]
    public async Task Read_MarkUnreadDeleteAndRefresh_WorkInTheBrowser()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("inbox");
        var row = Row(page, Subject);
        await row.WaitForAsync();
        await centre.PictureAsync("inbox");

        // Unread is bold; opening reads it, for this member.
        Assert.Equal("true", await IsUnreadAsync(row));
        await row.ClickAsync();
        await Assertions.Expect(page.Locator("iframe").First).ToBeVisibleAsync();
        await Assertions.Expect(row).Not.ToHaveClassAsync(new Regex("unread"));
        await centre.PictureAsync("conversation");

        // Mark as unread from the keyboard.
        await page.Keyboard.PressAsync("u");
        await Assertions.Expect(row).ToHaveClassAsync(new Regex("unread"));

        // Delete takes it out of the inbox and into Deleted.
        await row.ClickAsync();
        await page.Keyboard.PressAsync("#");
        await Assertions.Expect(Row(page, Subject)).ToHaveCountAsync(0);
        await centre.GoAsync("deleted");
        await Row(page, Subject).WaitForAsync();

        // A new mail comes with Refresh, without reloading the page.
        await centre.GoAsync("inbox");
        await Row(page, "Foto van de rekken").WaitForAsync();
        var mailbox = centre.Sandbox.State.FindMailbox("info@fietskompas.example")!;
        mailbox.Add(mailbox.Inbox, TestMail.New(
            TestMail.Text("fresh@customer.example", "Is the workshop open on Saturday?"), DateTimeOffset.UtcNow));
        await page.Locator(".mc-list-refresh").ClickAsync();
        await Row(page, "Is the workshop open on Saturday?").WaitForAsync();
        Assert.Empty(centre.Complaints);
    }

    [BrowserFact]
    public async Task Look_PhoneDarkAndDutch_AreUsable()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true, new BrowserNewContextOptions
        {
            ViewportSize = new() { Width = 390, Height = 844 },
            ColorScheme = ColorScheme.Dark,
            Locale = "nl",
        });
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("inbox");
        await Row(page, Subject).WaitForAsync();

        await centre.PictureAsync("phone-dark");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await Row(page, Subject).ClickAsync();
        await Assertions.Expect(page.Locator("iframe").First).ToBeVisibleAsync();
        await centre.PictureAsync("phone-dark-mail");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        Assert.Empty(centre.Complaints);
    }

    private static ILocator Row(IPage page, string subject) =>
        page.Locator(".mc-row").Filter(new() { HasText = subject }).First;

    private static Task<string> IsUnreadAsync(ILocator row) =>
        row.EvaluateAsync<string>("r => String(r.className.includes('unread') || r.querySelector('[class*=unread]') !== null)");
}
