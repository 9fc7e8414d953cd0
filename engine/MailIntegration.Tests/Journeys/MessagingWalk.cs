using System.Text.RegularExpressions;
using MailIntegration.Sandbox;
using MailIntegration.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MailIntegration.Tests.Journeys;

/// <summary>What a content editor does in each section of the messaging centre, the same in both homes (MC1-MC6, NT).</summary>
internal sealed class MessagingWalk
{
    private const string Template = "Thanks for your order";
    private const string Rule = "Thank them";

    private readonly IPage _page;
    private readonly Func<string, Task> _open;
    private readonly Func<string, Task> _picture;
    private readonly SandboxServer _sandbox;

    /// <param name="open">Opens a page of the mail centre.</param>
    /// <param name="picture">Keeps a picture by its name.</param>
    public MessagingWalk(IPage page, Func<string, Task> open, Func<string, Task> picture, SandboxServer sandbox)
    {
        _page = page;
        _open = open;
        _picture = picture;
        _sandbox = sandbox;
    }

    /// <summary>Edits and publishes the critical text; nothing there switches it off.</summary>
    public async Task MessagesAsync()
    {
        await _open("messaging/messages");
        var card = _page.Locator("[data-id=new-message]");
        await Expect(_page.Locator(".mc-template").First).ToContainTextAsync("New message in a conversation");
        await Expect(card).ToContainTextAsync("Always on");
        await Expect(card.GetByRole(AriaRole.Switch)).ToHaveCountAsync(0);
        await _picture("messages");
        await card.Locator("a.mc-template-name").ClickAsync();
        await Button("Change this text").ClickAsync();
        await Subject.FillAsync("News: {{ conversation.subject }}");
        await Expect(_page.Locator(".mc-studio [role=switch], .mc-studio-form button:has-text('Delete')")).ToHaveCountAsync(0);
        await PublishAsync();
        await _open("messaging/messages");
        await Expect(card).ToContainTextAsync("Own text: EN");
        await Expect(card.GetByRole(AriaRole.Switch)).ToHaveCountAsync(0);
    }

    /// <summary>Makes a template, finds the rule that sends it, and switches that rule off from there.</summary>
    public async Task EmailsAsync()
    {
        await _open("messaging/emails");
        await Button("New template").First.ClickAsync();
        var dialog = _page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync(Template);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Subject.FillAsync("Thanks, {{ contact.name }}");
        await _page.GetByLabel("Text (HTML)").FillAsync("<p>Dear {{ contact.name }},</p><p>thanks for your order.</p>");
        await PublishAsync();
        await Button("Send me a test").ClickAsync();
        await Expect(_page.GetByText("A test is on its way")).ToBeVisibleAsync();
        await AddRuleAsync(_page.Url.Split('/')[^1].Split('?')[0]);

        await _open("messaging/emails");
        var use = _page.Locator(".mc-template").Filter(new() { HasText = Template }).Locator(".mc-use").Filter(new() { HasText = Rule });
        await Expect(use.GetByRole(AriaRole.Switch)).ToBeCheckedAsync();
        await _picture("emails");
        await use.GetByRole(AriaRole.Switch).ClickAsync();
        await Expect(_page.GetByText(Rule + " is off")).ToBeVisibleAsync();
        await Expect(use.GetByRole(AriaRole.Switch)).Not.ToBeCheckedAsync();
        await use.GetByRole(AriaRole.Link, new() { Name = Rule }).ClickAsync();
        await Expect(_page.Locator(".mc-rule").Filter(new() { HasText = Rule }).GetByRole(AriaRole.Switch)).Not.ToBeCheckedAsync();
    }

    /// <summary>Switches a system mail off and on; the password reset has no switch.</summary>
    public async Task SystemAsync()
    {
        await _open("messaging/system");
        var off = _page.Locator("[data-id=unassignment]").GetByRole(AriaRole.Switch);
        await off.ClickAsync();
        await Expect(_page.GetByText("is not sent any more")).ToBeVisibleAsync();
        await Expect(off).Not.ToBeCheckedAsync();
        await _picture("system");
        await off.ClickAsync();
        await Expect(_page.GetByText("is sent again")).ToBeVisibleAsync();
        await Expect(off).ToBeCheckedAsync();
        await Expect(_page.Locator("[data-id=password-reset]")).ToBeVisibleAsync();
        await Expect(_page.Locator("[data-id=password-reset]").GetByRole(AriaRole.Switch)).ToHaveCountAsync(0);
    }

    /// <summary>Finds what just arrived, exports it, and reads why it became what it did.</summary>
    public async Task IncomingAsync()
    {
        await _open("inbox");
        await _page.Locator(".mc-rows .mc-row").First.WaitForAsync();
        var mailbox = _sandbox.State.FindMailbox("info@fietskompas.example")!;
        mailbox.Add(mailbox.Folder("inbox"), TestMail.New(
            TestMail.Text("walk@customer.example", "Walked in", "Hello", "Wanda Walker <walker@customer.example>"), TimeProvider.System.GetUtcNow()));
        await _page.Locator(".mc-list-refresh").ClickAsync();
        await _open("messaging/incoming");
        var row = _page.Locator(".mc-journal-row").Filter(new() { HasText = "Walked in" });
        await row.WaitForAsync(new() { Timeout = 60_000 });
        await _picture("incoming");
        var table = await FilterAndExportAsync("walker@customer.example", row);
        Assert.Contains("Wanda Walker <walker@customer.example>", table, StringComparison.Ordinal);
        await row.ClickAsync();
        await Expect(_page.Locator(".mc-journal-details")).ToContainTextAsync("Explanation");
        await Expect(_page.Locator(".mc-journal-details")).ToContainTextAsync("What it triggered");
        await _page.Keyboard.PressAsync("Escape");
    }

    /// <summary>Finds the test mail by words and status, exports it, and reads its way.</summary>
    /// <param name="state">What becomes of mail to whoever walks.</param>
    /// <param name="word">How the list says it.</param>
    public async Task OutgoingAsync(string state, string word)
    {
        await _open("messaging/outgoing");
        var row = _page.Locator(".mc-journal-row").Filter(new() { HasText = "Thanks, " });

        // The worker looks every five seconds: one look sends it, the next hands out what became of it.
        await Expect(row).ToContainTextAsync(word, new() { Timeout = 60_000 });
        await _page.GetByLabel("Status", new() { Exact = true }).SelectOptionAsync("failed");
        await Expect(row).ToHaveCountAsync(0);
        await _page.GetByLabel("Status", new() { Exact = true }).SelectOptionAsync(state);
        await row.WaitForAsync();
        await _picture("outgoing");
        Assert.Contains($",{state},", await FilterAndExportAsync("Thanks, ", row), StringComparison.OrdinalIgnoreCase);
        await row.ClickAsync();
        await Expect(_page.Locator(".mc-journal-steps")).ToContainTextAsync("Being sent");
        await _picture("outgoing-details");
        await _page.Keyboard.PressAsync("Escape");
    }

    /// <summary>Changes when a message becomes an e-mail; a value that makes no sense is told at its field.</summary>
    public async Task NotificationsAsync()
    {
        await _open("messaging/notifications");
        var delay = _page.GetByLabel("Seconds to see it in the site").First;
        await delay.FillAsync("5");
        await Button("Save").ClickAsync();
        await Expect(_page.Locator(".mc-field-error:visible")).ToHaveCountAsync(1);
        await delay.FillAsync("90");
        await Button("Save").ClickAsync();
        await Expect(_page.GetByText("Saved", new() { Exact = true })).ToBeVisibleAsync();
        await _open("messaging/notifications");
        await Expect(delay).ToHaveValueAsync("90");
        await _picture("notifications");
        await delay.FillAsync("60");
        await Button("Save").ClickAsync();
        await Expect(_page.GetByText("Saved", new() { Exact = true })).ToBeVisibleAsync();
    }

    /// <summary>Lengthens the journal and notes openings from now on.</summary>
    public async Task SettingsAsync()
    {
        await _open("messaging/settings");
        var hours = _page.GetByLabel("Hours that the journal looks back");
        await hours.FillAsync("71");
        await Button("Save").ClickAsync();
        await Expect(_page.Locator(".mc-field-error:visible")).ToHaveCountAsync(1);
        await hours.FillAsync("96");
        await _page.GetByLabel("Note when a mail is opened").CheckAsync();
        await Button("Save").ClickAsync();
        await Expect(_page.GetByText("Saved", new() { Exact = true })).ToBeVisibleAsync();
        await _open("messaging/settings");
        await Expect(hours).ToHaveValueAsync("96");
        await Expect(_page.GetByLabel("Note when a mail is opened")).ToBeCheckedAsync();
        await _picture("settings");
    }

    private ILocator Subject => _page.GetByRole(AriaRole.Textbox, new() { Name = "Subject", Exact = true });

    private ILocator Button(string name) => _page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private async Task PublishAsync()
    {
        await Button("Publish").ClickAsync();
        await Expect(_page.GetByText("Published: this text is sent from now on")).ToBeVisibleAsync();
    }

    private async Task<string> FilterAndExportAsync(string words, ILocator row)
    {
        await _page.GetByLabel("Contact or subject").FillAsync(words);
        var export = _page.GetByRole(AriaRole.Link, new() { Name = "Export as CSV" });
        await Expect(export).ToHaveAttributeAsync("href", new Regex("q="));
        await Expect(_page.Locator(".mc-journal-row")).ToHaveCountAsync(1);
        await row.WaitForAsync();
        var download = await _page.RunAndWaitForDownloadAsync(() => export.ClickAsync());
        return await File.ReadAllTextAsync(await download.PathAsync());
    }

    /// <summary>As the rules' editor saves it; that editor has journeys of its own.</summary>
    private Task AddRuleAsync(string template) => _page.EvaluateAsync(
        """
        async ([template, name]) => {
          const api = `${document.querySelector('mail-centre').dataset.base}/api`;
          const { antiforgeryToken } = await (await fetch(`${api}/session`)).json();
          const { version } = await (await fetch(`${api}/rules`)).json();
          const answer = await fetch(`${api}/rules`, {
            method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-TOKEN': antiforgeryToken },
            body: JSON.stringify({
              name, isEnabled: true, event: 'email-received', conditions: { subject: ['never in a mail'] }, stopsProcessing: false, version,
              actions: [{ id: 'send', action: 'send-template', input: { template } }],
            }),
          });
          if (!answer.ok) { throw new Error(await answer.text()); }
        }
        """,
        new[] { Uri.UnescapeDataString(template), Rule });
}
