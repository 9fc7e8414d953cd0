using System.Text.RegularExpressions;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MailIntegration.Tests.Journeys;

/// <summary>Writing in a browser, from the first key to the mail at the provider.</summary>
public sealed class WritingJourneyTests
{
    private const string Receiver = "mila@customer.example";

    [BrowserFact]
    public async Task Write_WithAttachmentAndPastedPicture_ArrivesOnceAsWritten()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("inbox");
        await page.WriteAsync($"Mila <{Receiver}>", "Two roller brakes", "Dear Mila,");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Control+b");
        await page.Keyboard.TypeAsync("Both fit.");
        await page.AttachAsync("offer.pdf", 2_000);
        await Expect(page.Locator("attachment-field")).ToContainTextAsync("offer.pdf");
        await page.PastePictureAsync();
        await Expect(page.Text().Locator("img[data-cid]")).ToHaveCountAsync(1);
        await centre.PictureAsync("write");

        await page.AttachAsync("too-large.pdf", 3_200_000);
        await Expect(page.Locator(".mc-attachment-bad")).ToContainTextAsync("3 MB");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove too-large.pdf" }).ClickAsync();
        await page.Text().ClickAsync();
        await page.Keyboard.PressAsync("Control+Enter");

        await Expect(page.Locator(".mc-toast-undo")).ToContainTextAsync("Sending in");
        await Expect(page.Composer()).ToHaveCountAsync(0);
        var mail = await centre.DeliveredAsync(Receiver);
        using var raw = new MemoryStream(mail.Raw);
        var content = await new MimeCodec().ReadAsync(raw, default);
        Assert.Equal("Two roller brakes", content.Subject);
        Assert.Equal("Mila", Assert.Single(content.To).Name);
        Assert.Contains("<strong>Both fit.</strong>", content.Html, StringComparison.Ordinal);
        Assert.Contains("cid:", content.Html, StringComparison.Ordinal);
        Assert.Contains("Both fit.", content.Text, StringComparison.Ordinal);
        Assert.Equal(["offer.pdf", "sketch.png"], content.Attachments.Select(a => a.FileName).Order(StringComparer.Ordinal));
        Assert.Empty(centre.Complaints);
    }

    [BrowserFact]
    public async Task Answer_ReplyUndoReplyAllForward_FillInWhatBelongs()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.OpenConversationAsync("Torenvalk");

        // A conversation of two: no Reply all. The answer goes out by the address that received the mail.
        await Expect(page.Locator(".mc-reply-foot .mc-reply-replyAll")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("r");
        await page.Text().WaitForAsync();
        await Expect(page.Locator(".mc-recipients-to .mc-recipient")).ToHaveTextAsync("Bram Kuipers");
        await Expect(page.Composer().Locator("[name=subject]")).ToHaveValueAsync(new Regex("^Re: .*Torenvalk"));
        await page.Keyboard.TypeAsync("Tot morgen!");
        await page.Keyboard.PressAsync("Control+Enter");
        await page.Locator(".mc-toast-undo").WaitForAsync();
        await centre.PictureAsync("write-undo");

        // Taken back by a key: every word is there again.
        await page.Keyboard.PressAsync("z");
        await Expect(page.Text()).ToHaveTextAsync("Tot morgen!");
        Assert.Empty(centre.DeliveredTo("bram.kuipers@postbode.example"));
        await page.Text().ClickAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        var mail = await centre.DeliveredAsync("bram.kuipers@postbode.example");
        Assert.Matches(@"(?im)^In-Reply-To:\s*<", mail.Source());
        Assert.Matches(@"(?im)^From: .*support@fietskompas\.example", mail.Source());

        // The mark below the sent e-mail follows it.
        await Expect(page.Locator("email-card")).ToHaveCountAsync(4, new() { Timeout = 30_000 });
        var sent = page.Locator("email-card").Last;
        await sent.Locator(".mc-email-toggle").ClickAsync();
        await Expect(sent.Locator("delivery-mark")).ToContainTextAsync("Sent");

        await page.Locator(".mc-reply-foot .mc-reply-forward").ClickAsync();
        await Expect(page.Composer().Locator("[name=subject]")).ToHaveValueAsync(new Regex("^Fwd: "));
        await Expect(page.Locator(".mc-recipients-to .mc-recipient")).ToHaveCountAsync(0);
        await page.Locator(".mc-quote-fold").ClickAsync();
        await Expect(page.Locator(".mc-quote-text")).ToContainTextAsync("Tot morgen!");
        Assert.Empty(centre.Complaints);
    }

    [BrowserFact]
    public async Task Draft_ClosedBrowserAndSecondWindow_KeepEveryWord()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("inbox");
        await page.WriteAsync(Receiver, "About Saturday", "This was saved.");
        await Expect(page.SavedState()).ToContainTextAsync("Saved");

        // Without a connection what is typed stays on the device, also when the window is closed.
        await page.RouteAsync("**/api/drafts/**", route => route.AbortAsync());
        await page.Keyboard.TypeAsync(" This was not.");
        await Expect(page.SavedState()).ToContainTextAsync("kept on this device");
        await centre.PictureAsync("write-offline");
        await page.CloseAsync();
        var again = await page.Context.NewPageAsync();
        await again.GotoAsync(new Uri(centre.Address, "/mail/drafts").AbsoluteUri);

        await again.GetByText("Unsaved text was found").WaitForAsync();
        await again.Locator(".mc-draft-open").First.ClickAsync();
        await Expect(again.Text()).ToHaveTextAsync("This was saved. This was not.");

        // The same draft changed elsewhere: nobody's words are overwritten unasked.
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync(new Uri(centre.Address, "/mail/drafts").AbsoluteUri);
        await other.Locator(".mc-draft-open").First.ClickAsync();
        await other.Composer().Locator("[name=subject]").FillAsync("About Sunday");
        await Expect(other.SavedState()).ToContainTextAsync("Saved");
        await again.Composer().Locator("[name=subject]").FillAsync("About Monday");
        await again.GetByText("also changed in another window").WaitForAsync();
        await again.GetByRole(AriaRole.Button, new() { Name = "Show the other one" }).ClickAsync();
        await Expect(again.Composer().Locator("[name=subject]")).ToHaveValueAsync("About Sunday");
    }

    [BrowserFact]
    public async Task Send_LaterAndAnsweredMeanwhile_AskFirst()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("inbox");
        var mailbox = centre.Sandbox.State.FindMailbox("info@fietskompas.example")!;
        mailbox.Add(mailbox.Inbox, TestMail.New(TestMail.Text("first@customer.example", "Spokes for Eva"), DateTimeOffset.UtcNow));
        await page.Locator(".mc-list-refresh").ClickAsync();
        await page.Locator(".mc-row").Filter(new() { HasText = "Spokes for Eva" }).First.ClickAsync();
        await page.Locator(".mc-reply-foot .mc-reply-reply").ClickAsync();
        await page.Text().ClickAsync();
        await page.Keyboard.TypeAsync("We have them.");
        await Expect(page.SavedState()).ToContainTextAsync("Saved");

        mailbox.Add(mailbox.Inbox, TestMail.New(
            TestMail.Text("second@customer.example", "Re: Spokes for Eva", "Never mind.", headers: "In-Reply-To: <first@customer.example>\r\n"),
            DateTimeOffset.UtcNow));
        await page.Locator(".mc-list-refresh").ClickAsync();
        await Expect(page.Locator("email-card")).ToHaveCountAsync(2);
        await page.Text().ClickAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        var stop = page.GetByRole(AriaRole.Alertdialog);
        await Expect(stop).ToContainTextAsync("Eva has written in this conversation");
        await centre.PictureAsync("write-answered");
        await stop.GetByRole(AriaRole.Button, new() { Name = "Look at it first" }).ClickAsync();
        await Expect(page.Text()).ToHaveTextAsync("We have them.");

        // Having looked, it may go: tomorrow, and only if nobody answers before.
        await page.GetByRole(AriaRole.Button, new() { Name = "More ways to send" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Send later" }).ClickAsync();
        await page.Locator("dialog [name=onlyIfUnanswered]").CheckAsync(new() { Force = true });
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("Tomorrow morning") }).ClickAsync();
        await Expect(page.Locator(".mc-reply-pending")).ToContainTextAsync("Will be sent on");
        await centre.GoAsync("outbox");
        await Expect(page.Locator(".mc-outbox")).ToContainTextAsync("Will be sent on");
        await centre.PictureAsync("outbox");
        await page.GetByRole(AriaRole.Button, new() { Name = "Back to drafts" }).ClickAsync();
        await Expect(page.Text()).ToHaveTextAsync("We have them.");
        Assert.Empty(centre.DeliveredTo("eva@customer.example"));
        Assert.Empty(centre.Complaints);
    }

    [BrowserFact]
    public async Task Send_BadAddressAndControlCharacters_AreExplained()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("inbox");
        await page.WriteAsync("mila at customer", "Hello\u0007Bcc: thief@elsewhere.example", "Text");
        await page.Keyboard.PressAsync("Control+Enter");

        await Expect(page.Locator(".mc-recipient-error").First).ToHaveTextAsync("mila at customer is not an e-mail address.");
        await Expect(page.Locator(".mc-recipient-bad")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Backspace");
        await page.Keyboard.PressAsync("Backspace");
        await page.Recipients("to").FillAsync($"{Receiver}, \"Vries, Anna\" <anna@customer.example>;");
        await page.Recipients("to").PressAsync("Enter");
        await Expect(page.Locator(".mc-recipients-to .mc-recipient")).ToHaveCountAsync(2);
        await page.Composer().Locator(".mc-send").ClickAsync();

        await Expect(page.Composer()).ToContainTextAsync("control characters are not allowed");
        Assert.Empty(centre.Sandbox.State.Transport.Outbound);

        // Mail to one of them came back for good: told before it is sent, and held back when it is sent all the same.
        await centre.Services.GetRequiredService<Suppressions>().AddAsync(
            [new SuppressedAddress("anna@customer.example", TimeProvider.System.GetUtcNow(), "550 User unknown", null)], default);
        await page.Composer().Locator("[name=subject]").FillAsync("Hello");
        await page.Composer().Locator(".mc-send").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Alertdialog);
        await Expect(dialog).ToContainTextAsync("E-mail to anna@customer.example came back before (550 User unknown)");
        await centre.PictureAsync("write-suppressed");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(page.Composer()).ToBeVisibleAsync();
        await page.Composer().Locator(".mc-send").ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Send anyway" }).ClickAsync();
        await Expect(page.Composer()).ToHaveCountAsync(0);
        Assert.Empty(centre.Sandbox.State.Transport.Outbound);
    }

    [BrowserFact]
    public async Task Write_OnAPhoneInTheDark_FillsTheScreen()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true, new BrowserNewContextOptions
        {
            ViewportSize = new() { Width = 390, Height = 844 }, ColorScheme = ColorScheme.Dark, Locale = "de",
        });
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("inbox");
        await page.Locator(".mc-write-float").ClickAsync();
        await page.Text().WaitForAsync();
        var box = await page.Composer().BoundingBoxAsync();
        Assert.Equal((390, 844), ((int)box!.Width, (int)box.Height));
        await page.Recipients("to").FillAsync("brinkmann");
        await page.Text().ClickAsync();
        await page.Keyboard.TypeAsync("Guten Morgen, die Räder sind da.");
        await centre.PictureAsync("phone-dark-write");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await Expect(page.SavedState()).ToContainTextAsync("gespeichert");

        // Back closes it; the draft is kept.
        await page.GoBackAsync();
        await Expect(page.Composer()).ToHaveCountAsync(0);
        await centre.GoAsync("drafts");
        await Expect(page.Locator(".mc-draft-row")).ToContainTextAsync("Guten Morgen");
        Assert.Empty(centre.Complaints);
    }
}
