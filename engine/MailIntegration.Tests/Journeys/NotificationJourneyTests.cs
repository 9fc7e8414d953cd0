using System.Text.RegularExpressions;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MailIntegration.Tests.Journeys;

/// <summary>NT1 to NT3 as a member uses them: what he is told, the bell, and when the site sends e-mail.</summary>
public sealed class NotificationJourneyTests
{
    [BrowserFact]
    public async Task Matrix_PresetsAndChoices_AreKept()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var page = centre.Page;
        await centre.SignInAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Account of" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "My notifications" }).ClickAsync();
        await Expect(page.Locator("[data-preset=teamMember]")).ToHaveAttributeAsync("aria-pressed", "true");
        await centre.PictureAsync("notifications");

        await page.GetByRole(AriaRole.Button, new() { Name = "Silent" }).ClickAsync();
        await Expect(page.Locator("input[name=fromCustomers][value=none]")).ToBeCheckedAsync();
        await page.Locator("input[name=fromMembers][value=all]").CheckAsync();
        await Expect(page.Locator("[data-preset=silent]")).ToHaveAttributeAsync("aria-pressed", "false");
        await page.GetByLabel("By e-mail what I did not see").UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Saved")).ToBeVisibleAsync();

        await page.ReloadAsync();
        await Expect(page.Locator("input[name=fromCustomers][value=none]")).ToBeCheckedAsync();
        await Expect(page.Locator("input[name=fromMembers][value=all]")).ToBeCheckedAsync();
        await Expect(page.GetByLabel("By e-mail what I did not see")).Not.ToBeCheckedAsync();
        await Expect(page.GetByLabel("Followed internal messages")).Not.ToBeCheckedAsync();

        // The site's policy, with a mistake first.
        await centre.GoAsync("messaging/notifications");
        var delay = page.Locator("[name='notices.internal.delaySeconds']");
        await Expect(delay).ToHaveValueAsync("60");
        await delay.FillAsync("5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Between 10 and 86400.")).ToBeVisibleAsync();
        await delay.FillAsync("90");
        await page.Locator("[name='notices.internal.quietFrom']").FillAsync("22:00");
        await page.Locator("[name='notices.internal.quietUntil']").FillAsync("07:00");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Saved")).ToBeVisibleAsync();
        await centre.PictureAsync("notification-policies");
        Assert.Empty(centre.Complaints);
    }

    [BrowserFact]
    public async Task Bell_OnAPhone_CountsLiveAndEmptiesWhenRead()
    {
        await using var centre = await CentrePage.OpenAsync(
            sample: true,
            new BrowserNewContextOptions { ViewportSize = new() { Width = 390, Height = 844 }, Locale = "en", ColorScheme = ColorScheme.Dark });
        var page = centre.Page;
        await centre.SignInAsync();
        await centre.GoAsync("inbox");
        await page.Locator(".mc-rows .mc-row").First.WaitForAsync();
        var bell = page.Locator(".mc-bell-button");
        await Expect(bell).ToHaveAttributeAsync("aria-label", "No new notifications");

        await MentionAsync(centre.Services);
        await Expect(bell).ToHaveAttributeAsync("aria-label", new Regex("1 new notification"));
        await bell.ClickAsync();
        var line = page.Locator(".mc-notice-line").First;
        await Expect(line).ToContainTextAsync("to the team");
        await Expect(line).ToHaveClassAsync(new Regex("mc-notice-new"));
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        await centre.PictureAsync("notification-bell-phone");

        await line.ClickAsync();
        await page.WaitForURLAsync(new Regex("/conversations/"));
        await Expect(bell).ToHaveAttributeAsync("aria-label", "No new notifications");
        await centre.GoAsync("notifications");
        await page.Locator(".mc-presets").WaitForAsync();
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        await centre.PictureAsync("notifications-phone-dark");
        Assert.Empty(centre.Complaints);
    }

    /// <summary>A colleague calls the manager by name in a conversation that both see.</summary>
    private static async Task MentionAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var members = await scope.ServiceProvider.GetRequiredService<IPeople>().GetMembersAsync(default);
        var authorization = scope.ServiceProvider.GetRequiredService<IMailAuthorization>();
        foreach (var member in members.Where(m => !m.IsManager && m.IsEnabled))
        {
            var rights = (await authorization.GetRightsAsync(member.Id, default))!;
            var list = await scope.ServiceProvider.GetRequiredService<IMailStore>().ListAsync(new EmailListQuery(rights.Reader), default);
            if (list.Rows is [var row, ..])
            {
                var posted = await scope.ServiceProvider.GetRequiredService<MessageService>().PostAsync(
                    rights, row.ConversationId, new MessageInput("<p>Can you look at this?</p>", [members.First(m => m.IsManager).Id]), default);
                Assert.NotNull(posted.Value);
                return;
            }
        }

        Assert.Fail("No colleague sees any mail.");
    }
}
