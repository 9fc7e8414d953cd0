using MailIntegration.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MailIntegration.Tests.Journeys;

/// <summary>Assignment from the form of an address to a mail that arrives; filing it in a dossier; links that say what they
/// change (AD2, AD9, PR1, PR3).</summary>
public sealed class RoutingJourneyTests
{
    private const string Subject = "My bell rings by itself";

    [BrowserFact]
    public async Task Assignment_FromTheFormToAMail_ThatIsFiledInADossier()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("inbox");
        await page.Locator(".mc-rows .mc-row").First.WaitForAsync();
        var addressId = await page.EvaluateAsync<string>(
            "async () => (await (await fetch('/mail/api/addresses')).json()).find((a) => a.email.startsWith('info@')).id");

        await centre.GoAsync("addresses/" + addressId);
        var targets = page.Locator("[data-field=assignTargets]");
        await page.GetByRole(AriaRole.Switch, new() { Name = "Assign automatically" }).CheckAsync();
        await targets.GetByRole(AriaRole.Button, new() { Name = "Member" }).ClickAsync();
        await page.Locator("[role=option]").Filter(new() { HasText = "Anna de Wit" }).ClickAsync();
        await centre.PicturesAsync("assignment");
        await page.Locator("address-screen form").GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.Locator("address-screen form.mc-changed")).ToHaveCountAsync(0);

        // A mail arrives, and is hers.
        var mailbox = centre.Sandbox.State.FindMailbox("info@fietskompas.example")!;
        mailbox.Add(mailbox.Folder("inbox"), TestMail.New(
            TestMail.Text("bell-1@customer.example", Subject, from: "Bella <bella@customer.example>"), DateTimeOffset.UtcNow));
        await centre.GoAsync("inbox");
        await page.Locator(".mc-list-refresh").ClickAsync();
        await page.Locator(".mc-row").Filter(new() { HasText = Subject }).Locator(".mc-row-link").ClickAsync();
        await Expect(page.Locator(".mc-assign-button")).ToContainTextAsync("Anna de Wit");

        // Filed in a dossier that is made on the way.
        await page.Locator(".mc-reader-moves").GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "File in a dossier" }).ClickAsync();
        await page.Locator("dialog input").FillAsync("Warranty cases");
        await page.GetByRole(AriaRole.Button, new() { Name = "New dossier “Warranty cases”" }).ClickAsync();
        await page.Locator(".mc-chip-dossier").WaitForAsync();
        await Expect(page.Locator(".mc-chip-dossier")).ToContainTextAsync("Warranty cases");
        await page.Locator(".mc-chip-dossier a").ClickAsync();
        await Expect(page.Locator("dossier-screen .mc-desk-row")).ToContainTextAsync(Subject);
        await centre.PictureAsync("dossier");
        await page.Locator("dossier-screen .mc-row-check").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take out" }).ClickAsync();
        await Expect(page.Locator("dossier-screen .mc-desk-row")).ToHaveCountAsync(0);

        await centre.GoAsync("processing");
        var decided = page.Locator(".mc-processing-row").Filter(new() { HasText = Subject, HasNotText = "Assigned to you" });
        await Expect(decided).ToContainTextAsync("Anna de Wit");
        await decided.Locator("summary").ClickAsync();
        await Expect(decided).ToContainTextAsync("fewest open conversations");
        await centre.PicturesAsync("processing");
        Assert.Empty(centre.Complaints);
    }

    [BrowserFact]
    public async Task Links_Changed_AreAskedAboutWithFigures_AndAvailabilityIsSwitched()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("inbox");
        await page.Locator(".mc-rows .mc-row").First.WaitForAsync();

        // The address of a role: a manager keeps the sight of his own whatever its links say.
        var addressId = await page.EvaluateAsync<string>(
            """
            async () => {
              for (;;) {
                const sales = (await (await fetch('/mail/api/addresses')).json()).find((a) => a.email.startsWith('sales@'));
                if (sales?.emailCount > 0) {
                  return sales.id;
                }
                await new Promise((resolve) => setTimeout(resolve, 250));
              }
            }
            """).WaitAsync(TimeSpan.FromMinutes(1));
        await centre.GoAsync("addresses/" + addressId);
        await page.Locator("[data-field=links] .mc-link button").First.ClickAsync();
        await page.Locator("address-screen form").GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.Locator("dialog .mc-sight")).ToContainTextAsync("loses");
        await centre.PictureAsync("sight");
        await page.Locator("dialog").GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(page.Locator("address-screen form.mc-changed")).ToHaveCountAsync(1);

        var available = page.GetByRole(AriaRole.Switch, new() { Name = "I take new conversations" });
        await Expect(available).ToHaveAttributeAsync("aria-checked", "true");
        await available.ClickAsync();
        await Expect(available).ToHaveTextAsync("Away");
        await centre.GoAsync("team");
        await Expect(page.Locator(".mc-card").Filter(new() { HasText = "Anna de Wit" })).ToContainTextAsync("Away");
        Assert.Empty(centre.Complaints);
    }
}
