using MailIntegration.Sandbox.Scenarios;
using Microsoft.Playwright;

namespace MailIntegration.Tests.Journeys;

/// <summary>Checking a connection by hand: all well, then a missing permission with the text for who can mend it.</summary>
public sealed class CheckJourneyTests
{
    [BrowserFact]
    public async Task Check_WellThenAPermissionMissing_SaysWhoMendsIt()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("channels");
        await page.GetByRole(AriaRole.Link, new() { Name = "Fietskompas" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Check connection" }).ClickAsync();

        await page.GetByText("The connection works.").WaitForAsync();
        Assert.Equal(7, await page.Locator("dialog li[data-state=ok]").CountAsync());
        Assert.Equal("push", await page.Locator("dialog li[data-state=skipped]").GetAttributeAsync("data-step"));
        await centre.PictureAsync("check-well");

        centre.Sandbox.State.Faults.Add(new Fault { Kind = FaultKind.MissingPermission, Role = "Mail.Send" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Check again" }).ClickAsync();
        await page.Locator("dialog li[data-step=send][data-state=failed]").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy text" }).WaitForAsync();
        var text = await page.Locator("dialog textarea").InputValueAsync();
        Assert.Contains("Mail.Send", text, StringComparison.Ordinal);
        Assert.Contains("an administrator of the Microsoft 365 organisation", text, StringComparison.Ordinal);
        Assert.Contains("6995545b-242f-4e9d-aa86-d351cf9a7642", text, StringComparison.Ordinal);
        await centre.PictureAsync("check-failed");
        await page.SetViewportSizeAsync(390, 844);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await centre.PictureAsync("check-phone-dark");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        Assert.Empty(centre.Complaints);
    }
}
