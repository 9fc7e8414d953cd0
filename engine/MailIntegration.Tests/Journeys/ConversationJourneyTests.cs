using System.Text;
using System.Text.RegularExpressions;
using MailIntegration.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MailIntegration.Tests.Journeys;

/// <summary>Putting mail where it belongs (TH2, HF5), and trying settings out (PR9), in the browser.</summary>
public sealed class ConversationJourneyTests
{
    [BrowserFact]
    public async Task Mail_InTheWrongConversation_IsSplitMovedMergedAndCorrected()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("inbox");
        await Expect(page.Locator(".mc-row").First).ToBeVisibleAsync();
        Deliver(centre, "one", "About a bell", "");
        Deliver(centre, "two", "Re: About a bell", "In-Reply-To: <one@customer.example>\r\n");
        Deliver(centre, "three", "Re: About a bell", "In-Reply-To: <two@customer.example>\r\n");
        await page.Locator(".mc-list-refresh").ClickAsync();
        await Row(page, "About a bell").ClickAsync();
        await Expect(page.Locator("email-card")).ToHaveCountAsync(3);

        // Split from the last e-mail on: a conversation of its own opens, and offers no way back but by hand.
        await OpenMenuAsync(page, page.Locator("email-card").Last);
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Split from here" }).ClickAsync();
        await page.Locator("dialog").GetByRole(AriaRole.Button, new() { Name = "Split" }).ClickAsync();
        await Expect(page.Locator("email-card")).ToHaveCountAsync(1);

        // Move it back into the conversation that is found by its subject.
        await OpenMenuAsync(page, page.Locator("email-card").Last);
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Move to another conversation" }).ClickAsync();
        await page.Locator("dialog .mc-choice").Filter(new() { HasText = "About a bell" }).First.ClickAsync();
        await Expect(page.Locator("email-card")).ToHaveCountAsync(3);

        // Give it to somebody else; the explanation tells what was done.
        await OpenMenuAsync(page, page.Locator("email-card").Last);
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Correct whom it belongs to" }).ClickAsync();
        await page.GetByLabel("E-mail address").FillAsync("first@writer.example");
        await page.Locator("dialog").GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator(".mc-chip-sender")).ToContainTextAsync("belongs to");
        await OpenMenuAsync(page, page.Locator("email-card").Last);
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Why is this here?" }).ClickAsync();
        await Expect(page.Locator(".mc-explanation")).ToContainTextAsync("It was split off into a new conversation.");
        await Expect(page.Locator(".mc-explanation")).ToContainTextAsync("It was given to first@writer.example.");
        await centre.PictureAsync("explanation-later");

        // An equal subject is suggested; accepting merges.
        Deliver(centre, "four", "About a bell", "");
        await page.Locator(".mc-list-refresh").ClickAsync();
        await Expect(page.Locator(".mc-row").Filter(new() { HasText = "About a bell" })).ToHaveCountAsync(2, new() { Timeout = 30_000 });
        await Row(page, "About a bell").ClickAsync();
        await Expect(page.Locator(".mc-suggestion-accept")).ToBeVisibleAsync();
        await centre.PictureAsync("suggestion");
        await page.Locator(".mc-suggestion-accept").ClickAsync();
        await Expect(page.Locator("email-card")).ToHaveCountAsync(4);
        Assert.Empty(centre.Complaints);
    }

    [BrowserFact]
    public async Task TryItOut_MailAndReplay_ShowsWhatWouldHappen()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("inbox");
        await Expect(page.Locator(".mc-row").First).ToBeVisibleAsync();
        await centre.GoAsync("try-out");
        await page.Locator("#mc-try-file").SetInputFilesAsync(new FilePayload
        {
            Name = "question.eml", MimeType = "message/rfc822", Buffer = Encoding.UTF8.GetBytes(TestMail.Text("try@customer.example", "A question")),
        });
        await Expect(page.Locator(".mc-try-card")).ToContainTextAsync("Stored");
        await Expect(page.Locator(".mc-try-card")).ToContainTextAsync("It begins a new conversation.");
        await centre.PictureAsync("try-out-mail");

        await page.Locator(".mc-try-changes > summary").ClickAsync();
        await page.Locator(".mc-link button").First.ClickAsync();
        await page.GetByLabel("Hours").FillAsync("720");
        await page.Locator(".mc-try-go").ClickAsync();
        await Expect(page.Locator(".mc-try-sum")).ToHaveTextAsync(new Regex("e-mails? (was|were) looked at"));
        await Expect(page.Locator(".mc-try-table").First).ToContainTextAsync("Linked to");
        await centre.PictureAsync("try-out-replay");
        await page.SetViewportSizeAsync(390, 844);
        await centre.PictureAsync("try-out-phone");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await centre.PictureAsync("try-out-dark");
        Assert.Empty(centre.Complaints);
    }

    private static async Task OpenMenuAsync(IPage page, ILocator card)
    {
        await Expect(card.Locator(".mc-email-more")).ToBeVisibleAsync();
        await card.Locator(".mc-email-more").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Menuitem).First).ToBeVisibleAsync();
    }

    private static void Deliver(CentrePage centre, string id, string subject, string headers)
    {
        var mailbox = centre.Sandbox.State.FindMailbox("info@fietskompas.example")!;
        mailbox.Add(mailbox.Inbox, TestMail.New(
            TestMail.Text($"{id}@customer.example", subject, "Text of " + id, headers: headers), DateTimeOffset.UtcNow));
    }

    private static ILocator Row(IPage page, string subject) =>
        page.Locator(".mc-row").Filter(new() { HasText = subject }).First;
}
