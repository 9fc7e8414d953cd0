using MailIntegration.Sandbox.Google;
using Microsoft.Playwright;

namespace MailIntegration.Tests.Journeys;

/// <summary>Every way to Google and to single accounts (CH4, CH5), by hand.</summary>
public sealed class AccountJourneyTests
{
    private const string Domain = "fietskompas.example";

    [BrowserFact]
    public async Task Workspace_FromKeyFileToMail_WorksByHand()
    {
        await using var centre = await CentrePage.OpenAsync(sample: false);
        var page = centre.Page;
        await centre.SignInAsync();
        await SwitchOnAsync(centre);
        var state = centre.Sandbox.State;
        var account = state.Google.CreateAccount();
        await centre.GoAsync("channels");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add environment" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^G ?Gmail|Gmail Mailboxes|Gmail") }).Last.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("Google Workspace domain") }).ClickAsync();
        await page.Locator("dialog input[name=name]").FillAsync("Workspace");
        await ChooseAsync(page, "{\"web\":{}}");
        await page.GetByText("belongs to an OAuth client").WaitForAsync();
        await ChooseAsync(page, account.CreateKeyFile());
        await page.Locator("dialog input[name=domain]").FillAsync(Domain);
        await page.Locator("dialog input[name=adminEmail]").FillAsync("anna@" + Domain);
        Assert.Equal(account.ClientId, await page.Locator("dialog .mc-delegation input").First.InputValueAsync());
        await centre.PictureAsync("workspace-form");

        // The administrator has not delegated anything yet: the missing scope is named.
        await page.Locator("dialog button[type=submit]").ClickAsync();
        await page.GetByText("has not delegated").WaitForAsync();
        await centre.PictureAsync("workspace-refused");
        state.Google.Delegate(state.Tenants[0], account, GoogleCloud.ModifyScope, GoogleCloud.UsersScope);
        await page.Locator("dialog button[type=submit]").ClickAsync();
        await page.Locator("dialog").WaitForAsync(new() { State = WaitForSelectorState.Detached });

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("[Aa]ctivate|[Aa]dd address") }).First.ClickAsync();
        await page.Locator("dialog input[name=email]").FillAsync("support");
        await page.Locator($"dialog input[name=mailbox][value='support@{Domain}']").CheckAsync();
        await page.Locator("dialog button[type=submit]").ClickAsync();
        await page.Locator("dialog").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        // An environment with one address asks for no mailbox: the check starts by itself.
        await page.GetByRole(AriaRole.Button, new() { Name = "Check connection" }).ClickAsync();
        await page.GetByText("The connection works.").WaitForAsync();
        await centre.PictureAsync("workspace-check");
        await centre.GoAsync("inbox");
        await page.GetByText("Torenvalk").First.WaitForAsync();
        Assert.DoesNotContain("PRIVATE KEY", await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Empty(centre.Complaints);
    }

    [BrowserFact]
    public async Task Gmail_LinkedInAPopup_ClosesItselfAndShowsTheAccount() => await LinkAsync("gmail", "google");

    [BrowserFact]
    public async Task Outlook_LinkedInAPopup_ClosesItselfAndShowsTheAccount() => await LinkAsync("microsoft365", "outlook");

    [BrowserFact]
    public async Task Gmail_BoxUnticked_IsNamedInThePopup()
    {
        await using var centre = await CentrePage.OpenAsync(sample: false);
        await centre.SignInAsync();
        await SwitchOnAsync(centre);
        var popup = await OpenAsync(centre, "gmail");

        await popup.Locator("input[name=scope]").UncheckAsync();
        await popup.Locator("#accept").ClickAsync();

        await popup.GetByText("was not ticked").WaitForAsync();
        await PictureAsync(popup, "account-unticked");
        var closed = new TaskCompletionSource();
        popup.Close += (_, _) => closed.TrySetResult();
        try
        {
            await popup.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        }
        catch (PlaywrightException) when (popup.IsClosed)
        {
            // The window may be gone before the click is reported as done.
        }

        await closed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(0, await centre.Page.Locator(".mc-account").CountAsync());
    }

    private static async Task LinkAsync(string provider, string name)
    {
        await using var centre = await CentrePage.OpenAsync(sample: false);
        var page = centre.Page;
        await centre.SignInAsync();
        await SwitchOnAsync(centre);
        var popup = await OpenAsync(centre, provider);
        await PictureAsync(popup, $"account-{name}-consent");
        await popup.Locator("input[name=account][value^=info]").CheckAsync();
        var closed = new TaskCompletionSource();
        popup.Close += (_, _) => closed.TrySetResult();
        await popup.Locator("#accept").ClickAsync();
        await popup.GetByText("info@fietskompas.example is linked").WaitForAsync();
        await PictureAsync(popup, $"account-{name}-linked");

        await closed.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await page.Locator(".mc-account[data-account='info@fietskompas.example']").WaitForAsync();
        await centre.PictureAsync($"account-{name}-list");
        await page.GetByRole(AriaRole.Link, new() { Name = "Show mail" }).ClickAsync();
        await page.Locator("mail-list .mc-row, mail-list li").First.WaitForAsync();
        Assert.Empty(centre.Complaints);
    }

    private static async Task<IPage> OpenAsync(CentrePage centre, string provider)
    {
        await centre.GoAsync("accounts");
        var button = centre.Page.Locator($".mc-choice[data-provider={provider}]");
        await button.WaitForAsync();
        var popup = await centre.Page.RunAndWaitForPopupAsync(() => button.ClickAsync());
        await popup.Locator("#accept").WaitForAsync();
        return popup;
    }

    private static Task ChooseAsync(IPage page, string json) => page.Locator("dialog input[name=json]").SetInputFilesAsync(
        new FilePayload { Name = "key.json", MimeType = "application/json", Buffer = System.Text.Encoding.UTF8.GetBytes(json) });

    /// <summary>Both registrations of the site, and the master switch.</summary>
    private static async Task SwitchOnAsync(CentrePage centre)
    {
        var app = centre.Sandbox.State.Apps.First().Value;
        await centre.GoAsync("settings");
        var page = centre.Page;
        await page.Locator("input[name=clientId]").FillAsync(app.ClientId);
        await page.Locator("input[name=secret]").First.FillAsync(app.Secrets[0].Value);
        await page.Locator("input[name=googleClientId]").FillAsync(GoogleOAuthClient.DefaultId);
        await page.Locator("input[name=googleSecret]").FillAsync(GoogleOAuthClient.DefaultSecret);
        await page.Locator("input[name=enabled]").CheckAsync(new() { Force = true });
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).First.ClickAsync();
        await page.GetByText("Saved", new() { Exact = true }).First.WaitForAsync();
    }

    private static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("MAIL_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png") });
        }
    }
}
