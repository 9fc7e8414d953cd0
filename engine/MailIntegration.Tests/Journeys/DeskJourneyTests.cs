using System.Text.RegularExpressions;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Notifications;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MailIntegration.Tests.Journeys;

/// <summary>Working on mail together: notes, mentions, presence, tickets, tasks, the messenger (CV1, CV4 to CV7, AD11, PR11).</summary>
public sealed class DeskJourneyTests
{
    private const string Subject = "Order number two, and a small invention";

    [BrowserFact]
    public async Task Note_WithAMention_IsSeenLiveByTheOther()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var anna = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("inbox");
        await Row(anna, Subject).ClickAsync();
        await Expect(anna.Locator("iframe").First).ToBeVisibleAsync();
        var lena = await centre.OpenForAsync("lena");
        await lena.GotoAsync(anna.Url);
        await Expect(lena.Locator("presence-line")).ToContainTextAsync("Anna de Wit is reading this too.");
        await Expect(anna.Locator("presence-line")).ToContainTextAsync("Lena Brinkmann is reading this too.");

        // The keyboard alone: a note, a mention out of the suggestions, sent.
        await anna.Locator(".mc-subject").FocusAsync();
        await anna.Keyboard.PressAsync("n");
        await anna.Keyboard.TypeAsync("Please look at this today @Len");
        await Expect(anna.Locator(".mc-mentions [role=option]")).ToHaveTextAsync(new Regex("Lena Brinkmann"));
        await anna.Keyboard.PressAsync("Enter");
        await anna.Keyboard.PressAsync("Control+Enter");

        var note = lena.Locator(".mc-note").Filter(new() { HasText = "Please look at this today" });
        await Expect(note.Locator(".mc-mention")).ToHaveTextAsync("@Lena Brinkmann");
        await Expect(lena.Locator(".mc-followers [aria-pressed]")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(anna.Locator(".mc-note").Filter(new() { HasText = "Please look at this today" }).Locator(".mc-seen"))
            .ToContainTextAsync("Seen by Lena Brinkmann");
        await Expect(anna.Locator(".mc-email-marks .mc-seen").First).ToContainTextAsync("Lena Brinkmann");
        await centre.PicturesAsync("internal-stream");

        // An answer, and no longer following.
        await note.GetByRole(AriaRole.Button, new() { Name = "Answer" }).ClickAsync();
        await lena.Keyboard.TypeAsync("Done by noon");
        await lena.Keyboard.PressAsync("Control+Enter");
        await Expect(anna.Locator(".mc-note").Filter(new() { HasText = "Done by noon" }).Locator(".mc-note-quote")).ToContainTextAsync("Please look");
        await lena.Locator(".mc-followers [aria-pressed]").ClickAsync();
        await Expect(lena.Locator(".mc-followers [aria-pressed]")).ToHaveAttributeAsync("aria-pressed", "false");

        // The messenger keeps the streams apart.
        await centre.GoAsync("messenger");
        await Expect(anna.Locator(".mc-messenger-internal .mc-messenger-row").First).ToContainTextAsync("Done by noon");
        await Expect(anna.Locator(".mc-messenger-external")).Not.ToContainTextAsync("Done by noon");
        await Expect(anna.Locator(".mc-messenger-customers .mc-messenger-row").First).ToBeVisibleAsync();
        await centre.PictureAsync("messenger");
        Assert.Empty(centre.Complaints);
    }

    /// <summary>CV3 and CV4 as the author sees them: delivered, then sent as e-mail to whoever did not look.</summary>
    [BrowserFact]
    public async Task Note_NobodySees_ShowsThatItWentOutAsEmail()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var anna = centre.Page;
        var setup = centre.Services.GetRequiredService<IMailSetupStore>();
        await centre.SignInAsync();
        await centre.GoAsync("inbox");
        await Row(anna, Subject).ClickAsync();
        await Expect(anna.Locator("iframe").First).ToBeVisibleAsync();
        var settings = (await setup.GetAsync(default)).Settings;
        var soon = new NoticePolicy { DelaySeconds = NoticeRules.MinDelay };
        Assert.True(await setup.SaveAsync(settings with { Notices = new NoticePolicies { Internal = soon, External = soon } }, default));

        await anna.Locator(".mc-subject").FocusAsync();
        await anna.Keyboard.PressAsync("n");
        await anna.Keyboard.TypeAsync("The customer waits for @Len");
        await anna.Locator(".mc-mentions [role=option]").WaitForAsync();
        await anna.Keyboard.PressAsync("Enter");
        await anna.Keyboard.PressAsync("Control+Enter");
        var note = anna.Locator(".mc-note").Filter(new() { HasText = "The customer waits for" });
        await Expect(note.Locator(".mc-note-delivered")).ToHaveTextAsync("Delivered");
        await Expect(note.Locator(".mc-mailed")).ToContainTextAsync("Sent as e-mail to Lena Brinkmann", new() { Timeout = 90_000 });
        await centre.PicturesAsync("marks");
        await note.Locator(".mc-mailed").ClickAsync();
        await Expect(anna.Locator(".mc-popover-seen li")).ToContainTextAsync(["Lena Brinkmann"]);
        Assert.Empty(centre.Complaints);
    }

    [BrowserFact]
    public async Task Ticket_OfNewMail_IsClosedAndReopened_AndATaskIsMade()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("inbox");
        await Row(page, Subject).WaitForAsync();
        Deliver(centre, "desk-1", "Is my wheel ready?", "");
        await page.Locator(".mc-list-refresh").ClickAsync();
        await Row(page, "Is my wheel ready?").ClickAsync();

        // Received mail opened a ticket by itself.
        var chip = page.Locator(".mc-ticket-chip");
        await Expect(chip).ToContainTextAsync("Open");
        await page.GetByRole(AriaRole.Button, new() { Name = "Close ticket" }).ClickAsync();
        await Expect(chip).ToContainTextAsync("Closed");
        await Expect(page.Locator(".mc-chip-done")).ToBeVisibleAsync();
        Deliver(centre, "desk-2", "Re: Is my wheel ready?", "In-Reply-To: <desk-1@customer.example>\r\n");
        await page.Locator(".mc-list-refresh").ClickAsync();
        await Expect(chip).ToContainTextAsync("Open");

        // A task out of the e-mail's menu; finished from the list.
        await page.Locator(".mc-email-more").Last.ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Make a task of it" }).ClickAsync();
        await page.GetByLabel("What is to be done").FillAsync("Call about the wheel");
        await page.Locator("dialog").GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator(".mc-task-line")).ToContainTextAsync("Call about the wheel");
        await centre.PictureAsync("ticket-and-task");
        await centre.GoAsync("tasks");
        var task = page.Locator(".mc-desk-row").Filter(new() { HasText = "Call about the wheel" });
        await task.Locator(".mc-task-done").ClickAsync();
        await Expect(task).ToHaveCountAsync(0);

        // Many at once.
        await centre.GoAsync("tickets");
        await Expect(page.Locator(".mc-desk-row").Filter(new() { HasText = "Is my wheel ready?" })).ToBeVisibleAsync();
        await page.Locator(".mc-check-all").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Close ticket" }).ClickAsync();
        await Expect(page.Locator(".mc-desk-row")).ToHaveCountAsync(0);
        await centre.PictureAsync("tickets");
        Assert.Empty(centre.Complaints);
    }

    private static void Deliver(CentrePage centre, string id, string subject, string headers)
    {
        var mailbox = centre.Sandbox.State.FindMailbox("info@fietskompas.example")!;
        mailbox.Add(mailbox.Inbox, TestMail.New(
            TestMail.Text($"{id}@customer.example", subject, headers: headers), DateTimeOffset.UtcNow));
    }

    private static ILocator Row(IPage page, string subject) =>
        page.Locator(".mc-row").Filter(new() { HasText = subject }).First;
}
