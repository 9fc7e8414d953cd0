using System.Text.RegularExpressions;
using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MailIntegration.Tests.Journeys;

/// <summary>CV5 and NT4 as a member uses them: follows a team and a dossier, and accepts an invitation from the bell.</summary>
public sealed class FollowJourneyTests
{
    [BrowserFact]
    public async Task Follow_TeamAndDossier_ListedAndLetGo_InvitationAcceptedFromTheBell()
    {
        await using var centre = await CentrePage.OpenAsync(sample: true);
        var page = centre.Page;
        await centre.SignInAsync();
        var (dossier, manager) = await DossierAsync(centre.Services);

        await centre.GoAsync("team");
        var team = page.Locator(".mc-card .mc-follow").First;
        await Expect(team).ToHaveAttributeAsync("aria-pressed", "false");
        await team.ClickAsync();
        await Expect(page.Locator(".mc-card .mc-follow").First).ToHaveAttributeAsync("aria-pressed", "true");
        await centre.PictureAsync("team-follow");

        await centre.GoAsync($"dossiers/{Uri.EscapeDataString(dossier)}");
        var follow = page.Locator(".mc-desk-bar .mc-follow");
        await Expect(follow).ToHaveAttributeAsync("aria-pressed", "false");
        await follow.ClickAsync();
        await Expect(follow).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.Locator("dossier-people .mc-follower-faces")).ToBeVisibleAsync();
        await centre.PicturesAsync("dossier-follow");

        await centre.GoAsync("notifications");
        await Expect(page.Locator(".mc-followed-line[data-kind=team]")).ToHaveCountAsync(1);
        await Expect(page.Locator(".mc-followed-line[data-kind=dossier]")).ToContainTextAsync("Spring campaign");
        await page.Locator(".mc-followed-line[data-kind=dossier]").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Locator(".mc-followed-line[data-kind=dossier]")).ToHaveCountAsync(0);
        await page.GetByLabel("Accept invitations automatically").UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Saved")).ToBeVisibleAsync();

        await InviteAsync(centre.Services, dossier, manager);
        var bell = page.Locator(".mc-bell-button");

        // The worker tells of it, on its next turn.
        await Expect(bell).ToHaveAttributeAsync("aria-label", new Regex("1 new notification"));
        await Expect(page.Locator("invitation-list .mc-followed-line")).ToContainTextAsync("Spring campaign");
        await centre.PicturesAsync("notifications-follow");
        await bell.ClickAsync();
        var accept = page.Locator(".mc-bell-list").GetByRole(AriaRole.Button, new() { Name = "Accept the invitation to Spring campaign" });
        await Expect(accept).ToBeVisibleAsync();
        await centre.PicturesAsync("bell-invitation");
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        await accept.ClickAsync();
        await Expect(page.GetByText("You take part in Spring campaign now")).ToBeVisibleAsync();
        await Expect(bell).ToHaveAttributeAsync("aria-label", "No new notifications");
        await Expect(page.Locator(".mc-followed-line[data-kind=dossier]")).ToContainTextAsync("Spring campaign");
        await Expect(page.Locator("invitation-list")).ToBeHiddenAsync();
        Assert.Empty(centre.Complaints);
    }

    /// <summary>A dossier with mail in it that the manager and a colleague see.</summary>
    private static async Task<(string Key, string Manager)> DossierAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var manager = (await RightsAsync(scope.ServiceProvider)).First(r => r.Member.IsManager);
        var made = (await scope.ServiceProvider.GetRequiredService<FreeDossiers>().CreateAsync(manager, "Spring campaign", default)).Value!;
        var store = scope.ServiceProvider.GetRequiredService<IMailStore>();
        var colleague = (await RightsAsync(scope.ServiceProvider)).First(r => !r.SeesAll);
        var row = (await store.ListAsync(new EmailListQuery(colleague.Reader), default)).Rows[0];
        var view = (await store.GetConversationAsync(manager.Reader, row.ConversationId, default))!;
        Assert.True(await scope.ServiceProvider.GetRequiredService<DossierService>().FileAsync(manager, made.Key, view.Emails, default));
        return (made.Key, manager.Member.Id);
    }

    private static async Task InviteAsync(IServiceProvider services, string key, string memberId)
    {
        await using var scope = services.CreateAsyncScope();
        foreach (var colleague in (await RightsAsync(scope.ServiceProvider)).Where(r => !r.SeesAll))
        {
            var invited = await scope.ServiceProvider.GetRequiredService<MemberInvitations>().InviteAsync(colleague, key, memberId, default);
            if (invited.Value is not null)
            {
                Assert.True(invited.Value.IsWaiting);
                return;
            }
        }

        Assert.Fail("No colleague sees the dossier.");
    }

    private static async Task<IReadOnlyList<MemberRights>> RightsAsync(IServiceProvider services)
    {
        var authorization = services.GetRequiredService<IMailAuthorization>();
        var rights = new List<MemberRights>();
        foreach (var member in await services.GetRequiredService<IPeople>().GetMembersAsync(default))
        {
            if (await authorization.GetRightsAsync(member.Id, default) is { } found)
            {
                rights.Add(found);
            }
        }

        return rights;
    }
}
