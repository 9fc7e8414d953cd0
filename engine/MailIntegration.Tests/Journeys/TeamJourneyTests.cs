using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace MailIntegration.Tests.Journeys;

/// <summary>Somebody looks at the mail of a process team only (TH1).</summary>
public sealed class TeamJourneyTests
{
    private const string ExpectedSubjects = """
        async () => {
          const get = async (path) => (await fetch(`/mail/api/${path}`)).json();
          const support = (await get('addresses')).find((address) => address.email.startsWith('support@'));
          return (await get(`conversations?address=${support.id}`)).rows.map((row) => row.subject);
        }
        """;

    [BrowserFact]
    public async Task Team_ClickedInTheSidebar_ShowsItsMailOnly()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("inbox");
        var row = page.Locator(".mc-row").First;
        await row.WaitForAsync();
        var all = await page.Locator(".mc-row").CountAsync();
        var team = Team(page);
        await Assertions.Expect(team.Locator(".mc-nav-count")).ToHaveTextAsync(new Regex(@"^\d+$"));

        await team.ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex(@"/mail/inbox\?team=service$"));
        await Assertions.Expect(team).ToHaveAttributeAsync("aria-current", "page");
        await Assertions.Expect(page.Locator("h1.mc-list-title")).ToHaveTextAsync("Service");
        await ExpectTeamMailAsync(page, fewerThan: all);
        await centre.PictureAsync("team");

        // The list stays with an opened conversation, and the link opens it for a newcomer too.
        await row.Locator(".mc-row-link").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/conversations/.+team=service"));
        await Assertions.Expect(page.Locator("h1.mc-list-title")).ToHaveTextAsync("Service");
        await centre.GoAsync("inbox?team=service");
        await ExpectTeamMailAsync(page, fewerThan: all);

        // By keyboard: away, and back to the team.
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("i");
        await Assertions.Expect(page.Locator(".mc-row")).ToHaveCountAsync(all);
        await team.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await ExpectTeamMailAsync(page, fewerThan: all);
        await centre.GoAsync("inbox?team=nobody");
        await Assertions.Expect(page.Locator("h1.mc-list-title")).ToHaveTextAsync("Unknown team");
        Assert.Empty(centre.Complaints);
    }

    [BrowserFact]
    public async Task Team_OnAPhoneInDutch_IsInTheMenu()
    {
        await using var centre = await CentrePage.OpenAsync(
            sample: true, new BrowserNewContextOptions { ViewportSize = new() { Width = 390, Height = 844 }, Locale = "nl" });
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("inbox");
        await page.Locator(".mc-row").First.WaitForAsync();
        var all = await page.Locator(".mc-row").CountAsync();

        await page.Locator(".mc-sidebar-toggle").ClickAsync();
        await Team(page).ScrollIntoViewIfNeededAsync();
        await page.WaitForTimeoutAsync(400);
        await centre.PictureAsync("team-phone-menu");
        await Team(page).ClickAsync();
        await Assertions.Expect(page.Locator("mail-centre")).Not.ToHaveClassAsync(new Regex("mc-sidebar-open"));
        await ExpectTeamMailAsync(page, fewerThan: all);
        await centre.PictureAsync("team-phone");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        Assert.Empty(centre.Complaints);
    }

    private static ILocator Team(IPage page) => page.Locator("app-sidebar a[href$='/mail/inbox?team=service']");

    private static async Task ExpectTeamMailAsync(IPage page, int fewerThan)
    {
        var expected = await page.EvaluateAsync<string[]>(ExpectedSubjects);
        Assert.InRange(expected.Length, 1, fewerThan - 1);
        await Assertions.Expect(page.Locator(".mc-row")).ToHaveCountAsync(expected.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            await Assertions.Expect(page.Locator(".mc-row").Nth(i)).ToContainTextAsync(expected[i]);
        }
    }
}
