using System.Globalization;
using System.Text.RegularExpressions;
using MailIntegration.Tests.Journeys;
using Microsoft.Playwright;

namespace OrchardCore.MailIntegration.Tests.Journeys;

/// <summary>A workflow designer draws with the mouse what happens to mail, and it happens.</summary>
[Collection(nameof(SampleSitePage))]
public sealed partial class WorkflowJourneyTests
{
    private const string Subject = "Is my bicycle repaired?";

    private readonly SampleSitePage _site;

    public WorkflowJourneyTests(SampleSitePage site)
    {
        _site = site;
    }

    [BrowserFact]
    public async Task Draw_ReceivedRouteSend_RoutesAndAcknowledgesTheMail()
    {
        var page = await _site.SignInAsync();
        await page.Locator(".mc-row").First.WaitForAsync();
        await DrawAsync(page);
        await DeliverAsync();
        await _site.GoAsync(page, "Admin/Mail");
        await page.Locator(".mc-list-refresh").ClickAsync();
        var row = page.Locator(".mc-row", new() { HasText = Subject });
        await row.WaitForAsync(new() { Timeout = 60_000 });
        await row.First.ClickAsync();

        // Routed to the first user with the role, and acknowledged: a second mail stands in the conversation.
        await Assertions.Expect(page.Locator("conversation-view"))
            .ToContainTextAsync("lena", new() { Timeout = 60_000, IgnoreCase = true });
        await UntilAsync(() => _site.Sandbox.State.Transport.Outbound.Any(
            m => System.Text.Encoding.UTF8.GetString(m.Raw).Contains("workflow.customer@customer.example", StringComparison.Ordinal)));
        await Assertions.Expect(page.Locator("conversation-view email-card")).ToHaveCountAsync(2, new() { Timeout = 60_000 });
        await SampleSitePage.PictureAsync(page, "workflow-result");
        Assert.Empty(_site.Complaints);
    }

    [BrowserFact]
    public async Task Rules_List_IsReachedByTheMenu_AndMovesByKeyboard()
    {
        var page = await _site.SignInAsync();
        await _site.GoAsync(page, "Admin/Mail/rules");
        var cards = page.Locator(".mc-rule");
        await Assertions.Expect(cards).ToHaveCountAsync(3);
        await SampleSitePage.PictureAsync(page, "rules");
        await cards.Nth(1).GetByRole(AriaRole.Button, new() { Name = "Move Invoices become tasks up" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(cards.First).ToContainTextAsync("Invoices become tasks");
        await cards.First.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Edit") }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Try on recent mail" }).ClickAsync();
        await Assertions.Expect(page.Locator(".mc-rule-try")).ToContainTextAsync("Nothing was changed");
        await SampleSitePage.PictureAsync(page, "rule-editor");
        Assert.Empty(_site.Complaints);
    }

    private async Task DrawAsync(IPage page)
    {
        await _site.GoAsync(page, "Admin/Workflows/Types/EditProperties");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Workshop");
        await page.Locator("form[action*='EditProperties'] button.save, form[action*='EditProperties'] button[type=submit]").First.ClickAsync();
        await page.Locator(".workflow-canvas").WaitForAsync();
        await AddAsync(page, "Event", "EmailReceivedEvent", async form =>
        {
            await form.GetByLabel("Subject contains").FillAsync(Subject);
            await form.GetByLabel("Kind of e-mail").SelectOptionAsync(["Personal"]);
            await SampleSitePage.PictureAsync(page, "workflow-event-form");
        });
        await MoveAsync(page, "Email received", 60, 40);
        await AddAsync(page, "Task", "MailRouteToRoleTask", form => form.GetByLabel("Role", new() { Exact = true }).FillAsync("Verkoop"));
        await MoveAsync(page, "Route to role", 420, 40);
        await AddAsync(page, "Task", "MailSendTemplateTask", async form =>
        {
            await form.GetByLabel("Template", new() { Exact = true }).FillAsync("invitation");
            await form.GetByLabel("Once per conversation").CheckAsync();
            await SampleSitePage.PictureAsync(page, "workflow-task-form");
        });
        await MoveAsync(page, "Send template e-mail", 820, 40);
        await ConnectAsync(page, "Email received", "Done", "Route to role");
        await ConnectAsync(page, "Route to role", "Done", "Send template e-mail");
        await StartAsync(page, "Email received");
        await page.Locator("#workflowEditorForm button.save").ClickAsync();
        await page.Locator(".workflow-canvas").WaitForAsync();
        await Assertions.Expect(page.Locator(".activity.activity-start")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("svg.jtk-connector")).ToHaveCountAsync(2);
        await SampleSitePage.PictureAsync(page, "workflow-editor");
    }

    private static async Task AddAsync(IPage page, string kind, string activity, Func<ILocator, Task> fill)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Add " + kind }).ClickAsync();
        var picker = page.Locator("#activity-picker");
        await picker.GetByRole(AriaRole.Tab, new() { Name = "Mail", Exact = true }).ClickAsync();
        if (activity == "EmailReceivedEvent")
        {
            await Assertions.Expect(picker.GetByText("Email bounced")).ToBeVisibleAsync();
            await SampleSitePage.PictureAsync(page, "workflow-picker");
        }

        await picker.Locator($"a[href*='{activity}']").ClickAsync();
        var form = page.Locator("form:has(button.save)").First;
        await fill(form);
        await form.Locator("button.save").ClickAsync();
        await page.Locator("#workflowEditorForm").WaitForAsync();
        await page.Locator(".workflow-canvas .activity").First.WaitForAsync();
    }

    private static ILocator Activity(IPage page, string title) =>
        page.Locator(".workflow-canvas .activity", new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = title }) });

    /// <summary>Drags an activity by its title to a place on the canvas.</summary>
    private static async Task MoveAsync(IPage page, string title, float x, float y)
    {
        var canvas = (await page.Locator(".workflow-canvas").BoundingBoxAsync())!;
        var box = (await Activity(page, title).Locator("h4").BoundingBoxAsync())!;
        var outer = (await Activity(page, title).BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + 20, box.Y + 10);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + 40, box.Y + 20, new() { Steps = 3 });
        await page.Mouse.MoveAsync(canvas.X + x + (box.X - outer.X) + 20, canvas.Y + y + (box.Y - outer.Y) + 10, new() { Steps = 10 });
        await page.Mouse.UpAsync();
    }

    /// <summary>Drags from the dot of an outcome to an activity.</summary>
    private static async Task ConnectAsync(IPage page, string from, string outcome, string to)
    {
        var source = (await Activity(page, from).BoundingBoxAsync())!;
        var target = (await Activity(page, to).BoundingBoxAsync())!;
        foreach (var dot in await page.Locator($".jtk-endpoint[title='{outcome}']").AllAsync())
        {
            // Dots stand beside their activity, not in it.
            var box = (await dot.BoundingBoxAsync())!;
            if (Math.Abs(box.X - (source.X + source.Width)) < 30 && box.Y > source.Y - 20 && box.Y < source.Y + source.Height + 20)
            {
                await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
                await page.Mouse.DownAsync();
                await page.Mouse.MoveAsync(box.X + 40, box.Y + 10, new() { Steps = 4 });
                await page.Mouse.MoveAsync(target.X + (target.Width / 2), target.Y + (target.Height / 2), new() { Steps = 12 });
                await page.Mouse.UpAsync();
                return;
            }
        }

        Assert.Fail($"{from} has no dot {outcome}.");
    }

    private static async Task StartAsync(IPage page, string title)
    {
        var activity = Activity(page, title);
        if (!StartClass().IsMatch(await activity.GetAttributeAsync("class") ?? ""))
        {
            await activity.Locator("h4").ClickAsync();
            await page.Locator(".popover .activity-start-action").ClickAsync();
        }
    }

    private async Task DeliverAsync()
    {
        using var client = new HttpClient { BaseAddress = _site.Sandbox.BaseAddress };
        using var mail = new StringContent(string.Create(CultureInfo.InvariantCulture, $"""
            From: Workflow Customer <workflow.customer@customer.example>
            To: sales@fietskompas.example
            Subject: {Subject}
            Date: {TimeProvider.System.GetUtcNow():r}
            Message-ID: <workflow-1@customer.example>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8

            I brought it on Monday.

            """).ReplaceLineEndings("\r\n"));
        using var answer = await client.PostAsync("_sandbox/mailboxes/sales@fietskompas.example/messages", mail);
        Assert.True(answer.IsSuccessStatusCode, answer.StatusCode.ToString());
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var attempt = 0; !condition(); attempt++)
        {
            Assert.True(attempt < 300, "Nothing was sent.");
            await Task.Delay(200);
        }
    }

    [GeneratedRegex("activity-start")]
    private static partial Regex StartClass();
}
