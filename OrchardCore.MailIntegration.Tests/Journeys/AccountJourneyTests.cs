using System.Text.RegularExpressions;
using MailIntegration.Sandbox.Google;
using MailIntegration.Tests.Journeys;
using Microsoft.Playwright;

namespace OrchardCore.MailIntegration.Tests.Journeys;

/// <summary>An organisation, a Google Workspace domain and single accounts (CH3 to CH5), by hand in Orchard's admin.</summary>
[Collection(nameof(SampleSitePage))]
public sealed class AccountJourneyTests
{
    private const string Domain = "fietskompas.example";

    private readonly SampleSitePage _site;

    public AccountJourneyTests(SampleSitePage site)
    {
        _site = site;
    }

    [BrowserFact]
    public async Task Sample_FirstLook_ShowsBothProvidersAndASingleAccount()
    {
        var page = await _site.SignInAsync();
        await _site.GoAsync(page, "Admin/Mail/channels");
        foreach (var name in new[] { "Fietskompas", "Fietskompas (Google)", "joost@" + Domain })
        {
            await page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).First.WaitForAsync(new() { Timeout = 60_000 });
        }

        await SampleSitePage.PictureAsync(page, "orchard-sample");
        Assert.Empty(_site.Complaints);
    }

    [BrowserFact]
    public async Task Workspace_AddedByItsKeyFile_ListsMailboxesAndShowsInOrchardsEditor()
    {
        var state = _site.Sandbox.State;
        var account = state.Google.CreateAccount("journey");
        state.Google.Delegate(state.Tenants[0], account, GoogleCloud.ModifyScope, GoogleCloud.UsersScope);
        var page = await _site.SignInAsync();
        await _site.GoAsync(page, "Admin/Mail/channels");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add environment" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("Gmail") }).Last.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("Google Workspace domain") }).ClickAsync();
        await page.Locator("dialog input[name=name]").FillAsync("Workspace by hand");
        await page.Locator("dialog input[name=json]").SetInputFilesAsync(new FilePayload
        {
            Name = "key.json", MimeType = "application/json", Buffer = System.Text.Encoding.UTF8.GetBytes(account.CreateKeyFile()),
        });
        await page.Locator("dialog input[name=domain]").FillAsync(Domain);
        await page.Locator("dialog input[name=adminEmail]").FillAsync("anna@" + Domain);
        await SampleSitePage.PictureAsync(page, "orchard-workspace");
        await page.Locator("dialog button[type=submit]").ClickAsync();
        await page.Locator("dialog").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("[Aa]ctivate|[Aa]dd address") }).First.ClickAsync();
        await page.Locator("dialog input[name=email]").FillAsync("lena");
        await page.Locator($"dialog input[name=mailbox][value='lena@{Domain}']").WaitForAsync();

        await _site.GoAsync(page, "Admin/Contents/ContentItems/MailChannel?q=Workspace");
        await page.GetByRole(AriaRole.Link, new() { Name = "Workspace by hand" }).First.ClickAsync();
        await page.GetByText(account.ClientId).First.WaitForAsync();
        Assert.Equal(Domain, await page.Locator("input[name$='.Domain']").InputValueAsync());
        Assert.DoesNotContain("PRIVATE KEY", await page.ContentAsync(), StringComparison.Ordinal);
        await SampleSitePage.PictureAsync(page, "orchard-workspace-editor");
    }

    [BrowserFact]
    public async Task Organisation_ConsentedByItsAdministrator_ShowsAsATile()
    {
        var page = await _site.SignInAsync();
        await _site.GoAsync(page, "Admin/Mail/channels");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add environment" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("Microsoft 365") }).Last.ClickAsync();
        await page.Locator("dialog .mc-choice").First.ClickAsync();
        await page.Locator("dialog input[name=name]").FillAsync("Organisation by hand");
        await page.Locator("dialog button[type=submit]").ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("adminconsent", StringComparison.Ordinal));
        await page.GetByLabel(new Regex("Anna")).First.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();

        await page.WaitForURLAsync(url => url.Contains("connected=1", StringComparison.Ordinal));
        await page.GetByText("Organisation by hand").First.WaitForAsync();
        await SampleSitePage.PictureAsync(page, "orchard-organisation");
        Assert.Empty(_site.Complaints);
    }

    [BrowserFact]
    public Task Gmail_LinkedInAPopup_ClosesItselfAndShowsTheAccount() => LinkAsync("gmail", "Google is told");

    [BrowserFact]
    public Task Outlook_LinkedInAPopup_ClosesItselfAndShowsTheAccount() => LinkAsync("microsoft365", "myapplications.microsoft.com");

    private async Task LinkAsync(string provider, string farewell)
    {
        var page = await _site.SignInAsync("lena");
        await _site.GoAsync(page, "Admin/Mail/accounts");
        var button = page.Locator($".mc-choice[data-provider={provider}]");
        await button.WaitForAsync();
        await SampleSitePage.PictureAsync(page, "orchard-link-account");
        var popup = await page.RunAndWaitForPopupAsync(() => button.ClickAsync());
        await popup.Locator("input[name=account][value^=lena]").CheckAsync();
        var closed = new TaskCompletionSource();
        popup.Close += (_, _) => closed.TrySetResult();
        await popup.Locator("#accept").ClickAsync();

        await closed.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await page.Locator($".mc-account[data-account='lena@{Domain}']").WaitForAsync();
        await SampleSitePage.PictureAsync(page, "orchard-account-" + provider);
        Assert.Empty(_site.Complaints);

        // As before, for the other journeys.
        await page.GetByRole(AriaRole.Button, new() { Name = "Unlink" }).ClickAsync();
        await page.Locator("dialog").GetByText(farewell).WaitForAsync();
        await SampleSitePage.PictureAsync(page, "orchard-unlink-" + provider);
        var erase = page.Locator("dialog input[value=true]");
        if (await erase.CountAsync() > 0)
        {
            await erase.CheckAsync();
        }

        await page.Locator("dialog").GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await page.GetByText("No account linked").WaitForAsync();
    }
}
