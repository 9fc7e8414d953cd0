using MailIntegration.Tests.Journeys;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace OrchardCore.MailIntegration.Tests.Journeys;

/// <summary>A user of the site whose address a contact has: his conversations in the site's own theme (CV2).</summary>
[Collection(nameof(SampleSitePage))]
public sealed class PortalJourneyTests
{
    private readonly SampleSitePage _site;

    public PortalJourneyTests(SampleSitePage site)
    {
        _site = site;
    }

    [BrowserFact]
    public async Task Account_OfAContact_ReadsAndAnswersInTheTheme()
    {
        var page = await _site.SignInAsync();
        await page.Locator(".mc-rows .mc-row").First.WaitForAsync();
        var conversation = await page.EvaluateAsync<string>("""
            async () => {
              const api = '/Admin/Mail/api';
              const get = async (path) => (await fetch(`${api}/${path}`)).json();
              const session = await get('session');
              const { rows } = await get('conversations?box=inbox');
              for (const row of rows) {
                const found = row.lastFrom && (await get(`contacts?q=${encodeURIComponent(row.lastFrom.address)}`)).rows[0];
                if (found) {
                  const answer = await fetch(`${api}/contacts/${found.id}`, {
                    method: 'PUT', headers: { 'Content-Type': 'application/json', 'X-CSRF-TOKEN': session.antiforgeryToken },
                    body: JSON.stringify({ ...found, addresses: [...found.addresses, session.member.email] }),
                  });
                  if (!answer.ok) { throw new Error(await answer.text()); }
                  return row.conversationId;
                }
              }
              throw new Error('No contact wrote.');
            }
            """);

        await _site.GoAsync(page, "mail-portal");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your conversations" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await SampleSitePage.PictureAsync(page, "orchard-portal-list");
        await page.Locator(".mc-portal-row").First.ClickAsync();
        await Expect(page.Locator("portal-conversation iframe").First).ToBeVisibleAsync();
        var before = await page.Locator(".mc-portal-mail").CountAsync();
        await page.GetByLabel("Your answer").FillAsync("Answered on the site itself.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send answer" }).ClickAsync();
        await Expect(page.GetByText("Your answer was sent.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(page.Locator(".mc-portal-mail")).ToHaveCountAsync(before + 1, new() { Timeout = 30_000 });
        await SampleSitePage.PictureAsync(page, "orchard-portal");

        // A member writes to the page: it is there at once, and he learns that it was seen.
        var desk = await page.Context.NewPageAsync();
        desk.SetDefaultTimeout(30_000);
        await _site.GoAsync(desk, "Admin/Mail/conversations/" + conversation);
        await _site.GoAsync(page, "mail-portal#" + conversation);
        await page.ReloadAsync();
        await Expect(page.Locator(".mc-portal-mail").First).ToBeVisibleAsync();
        var shown = await page.Locator(".mc-portal-mail").CountAsync();
        await desk.Locator(".mc-reply-message").ClickAsync();
        await desk.GetByLabel("Message to the contact's page").FillAsync("Written for your page.");
        await SampleSitePage.PictureAsync(desk, "orchard-portal-message");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Send message" }).ClickAsync();
        await Expect(page.Locator(".mc-portal-mail")).ToHaveCountAsync(shown + 1, new() { Timeout = 30_000 });
        await Expect(desk.Locator("email-card").Filter(new() { HasText = "Written for your page." })
            .Or(desk.Locator("email-card.mc-email-sent.mc-open")).Last.GetByText("(contact)")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Empty(_site.Complaints);
    }
}
