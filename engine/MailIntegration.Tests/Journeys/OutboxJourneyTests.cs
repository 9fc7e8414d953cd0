using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;
using MailIntegration.Sandbox.Scenarios;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MailIntegration.Tests.Journeys;

/// <summary>What people do about mail that did not simply leave, and answers to several (CO1, CO6, LO3, CV6).</summary>
public sealed class OutboxJourneyTests
{
    private const string Receiver = "mila@customer.example";

    [BrowserFact]
    public async Task ReplyAll_ToSeveral_GoesToAllOfThemAndNotToUs()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("inbox");
        var mailbox = centre.Sandbox.State.FindMailbox("info@fietskompas.example")!;
        mailbox.Add(mailbox.Inbox, TestMail.New(
            TestMail.Text("several@customer.example", "Club outing", headers: "Cc: Jonas <jonas@club.example>, info@fietskompas.example\r\n"),
            DateTimeOffset.UtcNow));
        await page.Locator(".mc-list-refresh").ClickAsync();
        await page.Locator(".mc-row").Filter(new() { HasText = "Club outing" }).First.ClickAsync();
        await page.Locator(".mc-reply-foot .mc-reply-replyAll").WaitForAsync();
        await page.Keyboard.PressAsync("a");
        await page.Text().WaitForAsync();

        await Expect(page.Locator(".mc-recipients-to .mc-recipient")).ToHaveCountAsync(1);
        await Expect(page.Locator(".mc-recipients-cc .mc-recipient")).ToHaveTextAsync("Jonas");
        await page.Keyboard.TypeAsync("See you all there.");
        await centre.PicturesAsync("write-reply-all");
        await page.Keyboard.PressAsync("Control+Enter");
        await centre.DeliveredAsync("jonas@club.example");
        await centre.DeliveredAsync("eva@customer.example");
        Assert.Empty(centre.DeliveredTo("info@fietskompas.example"));
        Assert.Empty(centre.Complaints);
    }

    [BrowserFact]
    public async Task Budget_Tripped_IsReleasedAndTheMailSentOn()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var page = centre.Page;
        await centre.SignInAsync();
        for (var i = 0; i < 21; i++)
        {
            await QueueAutomaticAsync(centre, i);
        }

        await centre.GoAsync("outbox");
        await Expect(page.Locator("app-sidebar .mc-mark-attention")).ToBeVisibleAsync();
        var budget = page.Locator("budget-list .mc-budget").Filter(new() { HasText = Receiver });
        await Expect(budget).ToBeVisibleAsync();
        await centre.PicturesAsync("outbox-budget");
        var blocked = page.Locator(".mc-outbox-blocked");
        await Expect(blocked).ToContainTextAsync("Held back");
        await budget.GetByRole(AriaRole.Button, new() { Name = "Release" }).ClickAsync();
        await Expect(budget).ToHaveCountAsync(0);
        await blocked.GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();
        await Expect(blocked).ToHaveCountAsync(0);
        await Expect(page.Locator(".mc-toast").Filter(new() { HasText = "It will be sent again" })).ToHaveCountAsync(1);
        Assert.Empty(centre.Complaints);
    }

    [BrowserFact]
    public async Task Unclear_LookedAtByAPerson_IsSettledOrSentAgain()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("inbox");
        await UnclearAsync(centre, "Did this one leave?");
        await UnclearAsync(centre, "And this one?");
        await centre.GoAsync("outbox");
        await Expect(page.Locator("app-sidebar .mc-mark-attention")).ToBeVisibleAsync();
        var first = Entry(page, "Did this one leave?");
        await Expect(first).ToContainTextAsync("Unclear whether it was sent");
        await centre.PicturesAsync("outbox-unclear");

        await first.GetByRole(AriaRole.Button, new() { Name = "It was sent" }).ClickAsync();
        await Expect(first).ToHaveCountAsync(0, new() { Timeout = 30_000 });
        var second = Entry(page, "And this one?");
        await second.GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();
        var question = page.GetByRole(AriaRole.Alertdialog).Or(page.GetByRole(AriaRole.Dialog)).Last;
        await Expect(question).ToContainTextAsync("may have been sent already");
        await question.GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();

        await centre.DeliveredAsync(Receiver);
        await Expect(second).ToHaveCountAsync(0, new() { Timeout = 30_000 });
        var states = await StatesAsync(centre);
        Assert.Equal((OutboxState.Sent, OutboxState.Sent), (states["Did this one leave?"].State, states["And this one?"].State));
        Assert.All(states.Values, e => Assert.NotNull(e.EmailId));
        Assert.Empty(centre.Complaints);
    }

    [BrowserFact]
    public async Task Refused_WithItsReason_GoesBackToDraftsWithEveryWord()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("inbox");
        centre.Sandbox.State.Faults.Add(new Fault { Kind = FaultKind.MissingPermission, Path = "/messages", Method = "POST", Times = 1 });
        await page.WriteAsync(Receiver, "Refused at first", "Every word of it.");
        await page.Keyboard.PressAsync("Control+Enter");
        await page.Locator(".mc-toast-undo").WaitForAsync();
        await centre.GoAsync("outbox");
        var entry = page.Locator(".mc-outbox-failed").Filter(new() { HasText = "Refused at first" });
        await Expect(entry.Locator(".mc-outbox-reason")).Not.ToBeEmptyAsync(new() { Timeout = 40_000 });
        await centre.PictureAsync("outbox-failed");

        await entry.GetByRole(AriaRole.Button, new() { Name = "Back to drafts" }).ClickAsync();
        await Expect(page.Text()).ToHaveTextAsync("Every word of it.");
        await page.Text().ClickAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        await centre.DeliveredAsync(Receiver);
    }

    [BrowserFact]
    public async Task Answer_InTheDock_TellsOthersWhoIsAnswering()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var anna = centre.Page;
        await centre.SignInAsync();
        await centre.OpenConversationAsync("Torenvalk");
        var conversation = anna.Url;
        await anna.Keyboard.PressAsync("r");
        await anna.Text().WaitForAsync();
        await anna.Composer().GetByRole(AriaRole.Button, new() { Name = "Write in a panel of its own" }).ClickAsync();
        await Expect(anna.Locator("compose-dock mail-composer")).ToHaveCountAsync(1);
        await centre.GoAsync("tasks");
        await Expect(anna.Locator("compose-dock mail-composer")).ToHaveCountAsync(1);

        var second = await centre.OpenForAsync("joost");
        await second.GotoAsync(conversation);
        await Expect(second.Locator("presence-line")).ToContainTextAsync("Anna de Wit is answering");
        await anna.Composer().GetByRole(AriaRole.Button, new() { NameRegex = new("^Close") }).First.ClickAsync();
        await Expect(second.Locator("presence-line")).Not.ToContainTextAsync("is answering");
        Assert.Empty(centre.Complaints);
    }

    private static ILocator Entry(IPage page, string subject) => page.Locator(".mc-outbox").Filter(new() { HasText = subject });

    private static async Task QueueAutomaticAsync(CentrePage centre, int number)
    {
        await using var scope = centre.Services.CreateAsyncScope();
        var setup = await scope.ServiceProvider.GetRequiredService<Engine.Channels.IMailSetupStore>().GetAsync(default);
        var address = setup.Addresses.First(a => a.Email == "info@fietskompas.example");
        var result = await scope.ServiceProvider.GetRequiredService<OutboxWriter>().QueueAsync(
            new OutboxRequest
            {
                Automatic = new AutomaticMail(),
                Sender = new Sender(address.Id, new MailboxAddress("Fietskompas", address.Email), "", true, 3_000_000, null),
                Draft = new Draft
                {
                    Id = "auto",
                    SenderId = address.Id,
                    ConversationId = $"automatic-{number}",
                    Subject = $"Received {number}",
                    Html = "<p>We got it.</p>",
                    To = [new MailboxAddress(null, Receiver)],
                },
            },
            default);
        Assert.True(result.Value is not null, result.Errors.First?.ToString());
    }

    /// <summary>A mail whose hand-over nobody could find out about: written by Anna, as the outbox keeps it after ten minutes.</summary>
    private static async Task UnclearAsync(CentrePage centre, string subject)
    {
        var page = centre.Page;
        await page.WriteAsync(Receiver, subject, "Text of it.");
        await page.GetByRole(AriaRole.Button, new() { Name = "More ways to send" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Send later" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("Tomorrow morning") }).ClickAsync();
        await Expect(page.Composer()).ToHaveCountAsync(0);
        await using var scope = centre.Services.CreateAsyncScope();
        var entries = scope.ServiceProvider.GetRequiredService<OutboxStore>();
        var entry = (await StatesAsync(centre))[subject];
        var now = TimeProvider.System.GetUtcNow();
        await entries.SaveAsync(
            entry.Move(OutboxState.Unclear, new Engine.Reason("copy-missing"), now) with
            {
                DueAt = null, Handover = new Handover(HandoverStep.Handing, "gone-" + entry.Id, now),
            },
            default);
    }

    private static async Task<Dictionary<string, OutboxEntry>> StatesAsync(CentrePage centre)
    {
        await using var scope = centre.Services.CreateAsyncScope();
        var records = await scope.ServiceProvider.GetRequiredService<IMailStore>().GetRecordsAsync(
            new RecordQuery { Kind = RecordKinds.Outbox, Take = 200 }, default);
        return records.Select(OutboxRecords.Read).ToDictionary(e => e.Subject);
    }
}
