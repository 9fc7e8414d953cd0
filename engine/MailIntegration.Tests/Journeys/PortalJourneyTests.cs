using System.Text;
using System.Text.RegularExpressions;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Portal;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Tasks;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MailIntegration.Tests.Journeys;

/// <summary>A contact on his phone: he reads and answers by link, a member sees it at once; he approves something by link.</summary>
public sealed partial class PortalJourneyTests
{
    private const string Eva = "eva.journey@customer.example";

    [BrowserFact]
    public async Task Contact_OnAPhone_AnswersAndAMemberSeesItLive()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var (contact, conversation) = await ReceiveAsync(centre);
        await centre.GoAsync("conversations/" + conversation);
        await Expect(centre.Page.Locator(".mc-email")).ToHaveCountAsync(1);
        var links = centre.Services.GetRequiredService<PortalLinks>();
        var token = await links.IssueAsync(contact, Eva, conversation, default);

        var phone = await PhoneAsync(centre);
        await phone.GotoAsync(new Uri(centre.Address, "/mail/portal/" + token).AbsoluteUri);
        await Expect(phone.GetByRole(AriaRole.Heading, new() { Name = "A question from the train" })).ToBeVisibleAsync();
        await Expect(phone.Locator("iframe").First.ContentFrame.Locator("body")).ToContainTextAsync("Do you repair on Saturdays?");
        await phone.GetByLabel("Your answer").FillAsync("It is the front wheel, by the way.");
        await phone.GetByRole(AriaRole.Button, new() { Name = "Send answer" }).ClickAsync();
        await Expect(phone.GetByText("Your answer was sent.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(phone.Locator(".mc-portal-own")).ToHaveCountAsync(2);
        Assert.True(await phone.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        await PictureAsync(phone, "portal-phone-dark");

        // The member has the conversation open: no reload.
        await Expect(centre.Page.Locator(".mc-email")).ToHaveCountAsync(2, new() { Timeout = 30_000 });
        await centre.PictureAsync("portal-answer-at-member");
        await phone.SetViewportSizeAsync(1280, 800);
        await PictureAsync(phone, "portal-wide");

        await links.RevokeAsync(contact.Id, conversation, default);
        await phone.ReloadAsync();
        await Expect(phone.GetByText("This link does not work any more")).ToBeVisibleAsync();
        Assert.Empty(centre.Complaints);
    }

    [BrowserFact]
    public async Task Member_WritesToThePage_TheContactSeesAnswersAndAsksForAll()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var (contact, conversation) = await ReceiveAsync(centre);
        var token = await centre.Services.GetRequiredService<PortalLinks>().IssueAsync(contact, Eva, conversation, default);
        var phone = await PhoneAsync(centre);
        await phone.GotoAsync(new Uri(centre.Address, "/mail/portal/" + token).AbsoluteUri);
        await Expect(phone.Locator(".mc-portal-mail")).ToHaveCountAsync(1);

        await centre.GoAsync("messenger");
        await centre.Page.GetByRole(AriaRole.Link, new() { Name = "Answer: A question from the train" }).Last.ClickAsync();
        await centre.Page.GetByLabel("Message to the contact's page").FillAsync("On Saturdays we close at four.");
        await centre.PicturesAsync("portal-message-box");
        await centre.Page.GetByRole(AriaRole.Button, new() { Name = "Send message" }).ClickAsync();

        // Live on both sides: his page shows it, the member's screen that he saw it.
        await Expect(phone.Locator(".mc-portal-mail")).ToHaveCountAsync(2, new() { Timeout = 30_000 });
        await Expect(phone.Locator("iframe").Nth(1).ContentFrame.Locator("body")).ToContainTextAsync("On Saturdays we close at four.");
        var message = centre.Page.Locator("email-card.mc-email-sent");
        await Expect(message).ToHaveCountAsync(1);
        await Expect(message.GetByText("Seen by Eva Visser (contact)")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await centre.PicturesAsync("portal-message-seen");

        await phone.GetByLabel("Your answer").FillAsync("Then I come before four.");
        await phone.GetByRole(AriaRole.Button, new() { Name = "Send answer" }).ClickAsync();
        await Expect(centre.Page.Locator(".mc-email")).ToHaveCountAsync(3, new() { Timeout = 30_000 });

        await phone.GetByRole(AriaRole.Button, new() { Name = "All my conversations" }).ClickAsync();
        await Expect(phone.GetByText("The link is on its way")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await PictureAsync(phone, "portal-phone-asked");
        var all = new Uri(centre.Address, "/mail/portal/" + await FindAsync(centre, AllLink())).AbsoluteUri;
        await phone.GotoAsync(all);
        await Expect(phone.GetByRole(AriaRole.Heading, new() { Name = "Your conversations" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await PictureAsync(phone, "portal-phone-list");
        await Expect(phone.Locator(".mc-portal-row")).ToHaveCountAsync(1);
        await phone.GetByText("A question from the train").First.ClickAsync();
        await Expect(phone.Locator(".mc-portal-mail")).ToHaveCountAsync(3);

        // Nobody looks any more: the next one goes out as e-mail.
        await phone.GotoAsync("about:blank");
        var setup = centre.Services.GetRequiredService<IMailSetupStore>();
        var settings = (await setup.GetAsync(default)).Settings;
        Assert.True(await setup.SaveAsync(
            settings with { Notices = settings.Notices with { External = settings.Notices.External with { DelaySeconds = 10 } } }, default));
        await centre.Page.Locator(".mc-reply-message").ClickAsync();
        await centre.Page.GetByLabel("Message to the contact's page").FillAsync("The gate is at the back.");
        await centre.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(centre.Page.GetByText("Stands on the page")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(centre.Page.GetByText("Sent as e-mail to Eva Visser")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await centre.PicturesAsync("portal-message-mailed");

        var other = await PhoneAsync(centre);
        await other.GotoAsync(all);
        await Expect(other.GetByText("This link belongs to another browser")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(other.GetByRole(AriaRole.Button, new() { Name = "Send me a new link" })).ToBeVisibleAsync();
        await PictureAsync(other, "portal-phone-elsewhere");
        Assert.Empty(centre.Complaints);
    }

    [BrowserFact]
    public async Task Contact_ApprovesByLink_WithACodeByMail()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var (_, conversation) = await ReceiveAsync(centre);
        var setup = centre.Services.GetRequiredService<IMailSetupStore>();
        Assert.True(await setup.SaveAsync((await setup.GetAsync(default)).Settings with { TwoStepForTasks = true }, default));
        await using (var scope = centre.Services.CreateAsyncScope())
        {
            var services = scope.ServiceProvider;
            var manager = (await services.GetRequiredService<IPeople>().GetMembersAsync(default)).First(m => m.IsManager);
            var rights = (await services.GetRequiredService<IMailAuthorization>().GetRightsAsync(manager.Id, default))!;
            var task = await services.GetRequiredService<TaskService>().CreateAsync(
                rights, new TaskInput("Wheel", Contact: new MailboxAddress("Eva", Eva), ConversationId: conversation), default);
            var asked = await services.GetRequiredService<TaskAsks>().AskAsync(
                rights, task.Value!.Id, TaskAskKind.Approve, "May we replace the wheel for 85 euros?", 1, default);
            Assert.True(asked.Value is not null, asked.Errors.First?.ToString());
        }

        var token = await FindAsync(centre, Link());
        var phone = await PhoneAsync(centre);
        await phone.GotoAsync(new Uri(centre.Address, "/mail/portal/task/" + token).AbsoluteUri);
        await Expect(phone.GetByText("May we replace the wheel for 85 euros?")).ToBeVisibleAsync();
        await phone.GetByRole(AriaRole.Button, new() { Name = "Send me a code" }).ClickAsync();
        await Expect(phone.GetByText("The code is on its way")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await PictureAsync(phone, "portal-task-phone-dark");
        await phone.GetByLabel("Code", new() { Exact = true }).FillAsync("000000");
        await phone.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(phone.GetByText("This code is not right.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await phone.GetByLabel("Code", new() { Exact = true }).FillAsync(await FindAsync(centre, Code()));
        await phone.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(phone.GetByText("Thank you, your answer was received.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Empty(centre.Complaints);
    }

    /// <summary>A new mail of a new contact, fetched.</summary>
    private static async Task<(Contact Contact, string ConversationId)> ReceiveAsync(CentrePage centre)
    {
        await centre.SignInAsync();
        await centre.GoAsync("inbox");
        await centre.Page.Locator(".mc-rows .mc-row").First.WaitForAsync();
        var saved = await centre.Services.GetRequiredService<IContacts>().SaveAsync(new Contact { Name = "Eva Visser", Addresses = [Eva] }, default);
        var mailbox = centre.Sandbox.State.FindMailbox("info@fietskompas.example")!;
        mailbox.Add(mailbox.Folder("inbox"), TestMail.New(
            TestMail.Text("train@customer.example", "A question from the train", "Do you repair on Saturdays?", $"Eva Visser <{Eva}>"),
            TimeProvider.System.GetUtcNow()));
        await centre.Page.Locator(".mc-list-refresh").ClickAsync();
        await Expect(centre.Page.GetByText("A question from the train").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        var store = centre.Services.GetRequiredService<IMailStore>();
        var page = await store.ListAsync(new EmailListQuery(new MailReader("", SeesAll: true), MailBox.All) { Text = "train" }, default);
        return (saved.Value!, page.Rows.Single(r => r.Subject == "A question from the train").ConversationId);
    }

    private static async Task<IPage> PhoneAsync(CentrePage centre)
    {
        var context = await centre.Page.Context.Browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new() { Width = 390, Height = 844 }, Locale = "en", ColorScheme = ColorScheme.Dark,
        });
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => centre.Complaints.Add(error);
        page.SetDefaultTimeout(60_000);
        return page;
    }

    /// <summary>What stands in a mail that left for the contact.</summary>
    private static async Task<string> FindAsync(CentrePage centre, Regex what)
    {
        for (var i = 0; i < 300; i++)
        {
            var found = centre.Sandbox.State.Transport.Outbound.Where(m => m.Recipient == Eva)
                .Select(m => what.Match(Encoding.UTF8.GetString(m.Raw).Replace("=\r\n", "", StringComparison.Ordinal)))
                .LastOrDefault(m => m.Success);
            if (found is not null)
            {
                return found.Groups[1].Value;
            }

            await Task.Delay(200);
        }

        throw new TimeoutException("The mail never left.");
    }

    private static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("MAIL_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png") });
        }
    }

    [GeneratedRegex("/portal/task/([A-Za-z0-9_-]{43})")]
    private static partial Regex Link();

    [GeneratedRegex("/mail/portal/([A-Za-z0-9_-]{48})")]
    private static partial Regex AllLink();

    [GeneratedRegex(@"code is\D{0,20}?(\d{6})")]
    private static partial Regex Code();
}
