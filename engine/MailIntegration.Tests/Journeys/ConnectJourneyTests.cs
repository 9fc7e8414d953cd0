using MailIntegration.Sandbox.Microsoft365.Login;
using Microsoft.Playwright;

namespace MailIntegration.Tests.Journeys;

/// <summary>A newcomer's first quarter of an hour: registration, consent, address, mail.</summary>
public sealed class ConnectJourneyTests
{
    [BrowserFact]
    public async Task Connect_FromEmptySiteToReadMail_WorksByHand()
    {
        await using var centre = await CentrePage.OpenAsync(sample: false);
        var page = centre.Page;
        await centre.SignInAsync();

        await RegisterAsync(centre);
        await ConsentAsync(centre, "Anna");
        await ActivateAsync(centre, "support@fietskompas.example");
        await centre.PictureAsync("channel");

        await centre.GoAsync("inbox");
        var row = page.GetByText("Torenvalk").First;
        await row.WaitForAsync();

        // No address is linked to a team, so there is nothing to narrow by.
        Assert.Equal(["Addresses"], await page.Locator("app-sidebar h2").AllTextContentsAsync());
        await row.ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { NameRegex = new("Torenvalk") }).First.WaitForAsync();

        // The body shows in its sandboxed frame.
        await page.Locator("iframe").First.ContentFrame.GetByText("Bram Kuipers").First.WaitForAsync();
        Assert.Empty(centre.Complaints);
    }

    [BrowserFact]
    public async Task Connect_AsPlainUser_IsExplained()
    {
        await using var centre = await CentrePage.OpenAsync(sample: false);
        await centre.SignInAsync();
        await RegisterAsync(centre);

        await ConsentAsync(centre, "Joost", isAdmin: false);

        await centre.Page.GetByText("administrator", new() { Exact = false }).First.WaitForAsync();
        Assert.Equal(0, await centre.Page.GetByText("Connected", new() { Exact = true }).CountAsync());
        await centre.PictureAsync("connect-refused");
    }

    /// <summary>The site's own application registration, and the master switch.</summary>
    private static async Task RegisterAsync(CentrePage centre)
    {
        var app = centre.Sandbox.State.Apps.First().Value;
        await centre.GoAsync("settings");
        var page = centre.Page;
        await page.Locator("input[name=clientId]").FillAsync(app.ClientId);
        await page.Locator("input[name=secret]").First.FillAsync(app.Secrets[0].Value);
        await page.Locator("input[name=enabled]").CheckAsync(new() { Force = true });
        await page.Locator("input[name=unknownSenders][value=create]").CheckAsync(new() { Force = true });
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).First.ClickAsync();
        await page.GetByText("Saved", new() { Exact = true }).First.WaitForAsync();
    }

    private static async Task ConsentAsync(CentrePage centre, string account, bool isAdmin = true)
    {
        var page = centre.Page;
        await centre.GoAsync("channels");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add environment" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("Microsoft 365") }).Last.ClickAsync();
        await centre.PictureAsync("connect-ways");
        await page.Locator("dialog .mc-choice").First.ClickAsync();
        await page.Locator("dialog input[name=name]").FillAsync("Fietskompas");
        await page.Locator("dialog button[type=submit]").ClickAsync();

        await page.WaitForURLAsync(url => url.Contains("adminconsent", StringComparison.Ordinal));
        await centre.PictureAsync("consent");
        await page.GetByLabel(new System.Text.RegularExpressions.Regex(account)).First.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        if (!isAdmin)
        {
            await page.Locator("#return").ClickAsync();
        }

        await page.WaitForURLAsync(url => url.Contains(isAdmin ? "connected=1" : "connectError", StringComparison.Ordinal));
    }

    private static async Task ActivateAsync(CentrePage centre, string email)
    {
        var page = centre.Page;
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("[Aa]ctivate|[Aa]dd address") }).First.ClickAsync();
        await page.Locator("dialog input[name=email]").FillAsync("support");
        await page.Locator($"dialog input[name=mailbox][value='{email}']").CheckAsync();
        await centre.PictureAsync("activate");
        await page.Locator("dialog button[type=submit]").ClickAsync();
        await page.Locator("dialog").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.GetByText(email).First.WaitForAsync();
    }
}
