using MailIntegration.Sandbox.Scenarios;
using MailIntegration.Tests.Journeys;
using Microsoft.Playwright;

namespace OrchardCore.MailIntegration.Tests.Journeys;

/// <summary>The connection checker from the editor of an environment (CH10).</summary>
[Collection(nameof(SampleSitePage))]
public sealed class CheckJourneyTests
{
    private readonly SampleSitePage _site;

    public CheckJourneyTests(SampleSitePage site)
    {
        _site = site;
    }

    [BrowserFact]
    public async Task Check_FromTheEditor_ShowsEachStepAndItsMender()
    {
        var page = await _site.SignInAsync();
        var fault = _site.Sandbox.State.Faults.Add(new Fault { Kind = FaultKind.MissingPermission, Role = "Mail.Send" });
        await _site.GoAsync(page, "Admin/Contents/ContentItems/MailChannel");
        var row = page.Locator("li.list-group-item").Filter(new() { Has = page.GetByText("Fietskompas", new() { Exact = true }) });
        await row.GetByRole(AriaRole.Link, new() { Name = "Edit" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Check connection" }).ClickAsync();

        await page.Locator("dialog li[data-step=send][data-state=failed]").WaitForAsync();
        await Assertions.Expect(page.Locator("dialog textarea")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("Mail\\.Send"));
        await SampleSitePage.PictureAsync(page, "orchard-check");
        _site.Sandbox.State.Faults.Remove(fault.Id);
        await page.GetByRole(AriaRole.Button, new() { Name = "Check again" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The connection works.")).ToBeVisibleAsync();
        Assert.Empty(_site.Complaints);
    }
}
