using System.Text.RegularExpressions;
using MailIntegration.Tests.Journeys;
using Microsoft.Playwright;

namespace OrchardCore.MailIntegration.Tests.Journeys;

/// <summary>What an administrator sees of the module in Orchard's own admin.</summary>
[Collection(nameof(SampleSitePage))]
public sealed class AdminJourneyTests
{
    private readonly SampleSitePage _site;

    public AdminJourneyTests(SampleSitePage site)
    {
        _site = site;
    }

    [BrowserFact]
    public async Task Features_List_NamesOursAsEnabled()
    {
        var page = await _site.SignInAsync();
        await _site.GoAsync(page, "Admin/Features");
        foreach (var feature in new[] { "OrchardCore.MailIntegration", "OrchardCore.MailIntegration.Microsoft365", "OrchardCore.MailIntegration.MailCentre" })
        {
            var row = page.Locator("li.list-group-item").Filter(new() { Has = page.GetByText(feature, new() { Exact = true }) });
            await Assertions.Expect(row.GetByText("Disable", new() { Exact = true }).First).ToBeVisibleAsync();
        }

        await page.GetByPlaceholder("Search").First.FillAsync("Mail Integration");
        await Assertions.Expect(page.GetByText("OrchardCore.Apis.GraphQL", new() { Exact = true })).ToBeHiddenAsync();
        await SampleSitePage.PictureAsync(page, "orchard-features");
    }

    [BrowserFact]
    public async Task Menus_AllItems_LeadToTheirPages()
    {
        var page = await _site.SignInAsync();
        await _site.GoAsync(page, "Admin");
        await ChooseAsync(page, "Integrations", "Mail integration", "Environments");
        await page.Locator("mail-centre").GetByText("Fietskompas", new() { Exact = true }).First.ClickAsync();
        await Assertions.Expect(page.GetByText("info@fietskompas.example").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("support@fietskompas.example").First).ToBeVisibleAsync();
        await SampleSitePage.PictureAsync(page, "orchard-environments");
        await ChooseAsync(page, "Integrations", "Mail integration", "Process teams");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Service" }).First).ToBeVisibleAsync();
        await ChooseAsync(page, "Processing", "E-mail processing");
        await page.Locator(".mc-row").First.WaitForAsync();
        Assert.Empty(_site.Complaints);
    }

    [BrowserFact]
    public async Task Address_Edited_KeepsWhatWasChosen()
    {
        var page = await _site.SignInAsync();
        await OpenAddressAsync(page);
        await SampleSitePage.PictureAsync(page, "orchard-address");

        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Workshop and service");
        var links = page.Locator("select[name$='.Links']");
        Assert.Equal(["Service"], await ChosenAsync(links));
        await links.SelectOptionAsync([new SelectOptionValue { Label = "Service" }, new SelectOptionValue { Label = "anna" }]);
        await page.Locator("button[name='submit.Publish'][value='submit.Publish']").ClickAsync();
        await OpenAddressAsync(page);
        await Assertions.Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Workshop and service");
        Assert.Equal(["Service", "anna"], (await ChosenAsync(page.Locator("select[name$='.Links']"))).Order(StringComparer.Ordinal));
        Assert.Empty(_site.Complaints);
    }

    [BrowserFact]
    public async Task Permissions_RoleEditor_ShowsOurs()
    {
        var page = await _site.SignInAsync();
        await _site.GoAsync(page, "Admin/Roles/Edit/Verkoop");
        var linked = page.Locator("input[type=checkbox][name='Checkbox.ViewLinkedMail']");
        var all = page.Locator("input[type=checkbox][name='Checkbox.ViewAllMail']");
        await Assertions.Expect(linked).ToBeCheckedAsync();
        await Assertions.Expect(all).Not.ToBeCheckedAsync();
        await linked.ScrollIntoViewIfNeededAsync();
        await linked.EvaluateAsync("e => { e.closest('tr, li').scrollIntoView({ block: 'center' }); }");
        await SampleSitePage.PictureAsync(page, "orchard-permissions");
    }

    [BrowserFact]
    public async Task Settings_Saved_KeepTheSecretToThemselves()
    {
        var page = await _site.SignInAsync();
        await _site.GoAsync(page, "Admin");
        await ChooseAsync(page, "Integrations", "Mail integration", "Settings");
        await Assertions.Expect(page.Locator("body")).ToContainTextAsync("Mail");
        Assert.DoesNotContain("sandbox-secret", await page.ContentAsync(), StringComparison.Ordinal);
        await SampleSitePage.PictureAsync(page, "orchard-settings");
        await page.Locator("button.save, form button[type=submit]").Last.ClickAsync();
        await Assertions.Expect(page.Locator(".message-success, .alert-success").First).ToBeVisibleAsync();
    }

    private static Task<string[]> ChosenAsync(ILocator select) =>
        select.EvaluateAsync<string[]>("s => [...s.selectedOptions].map(o => o.textContent.trim())");

    private async Task OpenAddressAsync(IPage page)
    {
        await _site.GoAsync(page, "Admin");
        await ChooseAsync(page, "Integrations", "Mail integration", "Addresses");
        var row = page.Locator("li.list-group-item").Filter(new() { HasText = "support@fietskompas.example" });
        await row.GetByRole(AriaRole.Link, new() { Name = "Edit" }).First.ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).WaitForAsync();
    }

    /// <summary>Opens the admin menu level by level, as a hand does.</summary>
    private static async Task ChooseAsync(IPage page, params string[] path)
    {
        var menu = page.Locator("#adminMenu");
        for (var level = 0; level < path.Length; level++)
        {
            var item = menu.Locator("button, a").Filter(new() { HasTextRegex = new Regex($@"^\s*{Regex.Escape(path[level])}\s*$") }).First;
            if (level == path.Length - 1)
            {
                await item.ClickAsync();
            }
            else if (await item.GetAttributeAsync("aria-expanded") != "true")
            {
                await item.ClickAsync();
            }
        }

        await page.WaitForLoadStateAsync(LoadState.Load);
    }
}
