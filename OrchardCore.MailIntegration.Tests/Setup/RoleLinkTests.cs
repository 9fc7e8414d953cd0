using System.Net;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.BackgroundTasks;
using OrchardCore.MailIntegration.Tests.Support;
using OrchardCore.MailIntegration.Worker;
using OrchardCore.Security;
using OrchardCore.Users;

namespace OrchardCore.MailIntegration.Tests.Setup;

/// <summary>An address that is linked to a role follows who holds the role, with nothing else changed.</summary>
public sealed class RoleLinkTests : IAsyncLifetime
{
    private const string Desk = "Service desk";

    private readonly TenantHost _host = new();

    public async Task InitializeAsync()
    {
        await _host.InitializeAsync();
        await _host.UsingAsync(services => TestRoles.AddAsync(services, Desk, "ViewLinkedMail", "AccessAdminPanel"));
        await _host.UsingAsync(async services =>
        {
            await StoredMail.AddAsync(services);
            var setup = services.GetRequiredService<IMailSetupStore>();
            var address = (await setup.GetAsync(default)).Addresses[0];
            Assert.True(await setup.SaveAsync(address with { Links = [new AddressLink(LinkKind.Role, Desk)] }, default));
        });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Role_GainedAndLost_MailAndUnreadMarksFollow()
    {
        Assert.Equal((0, 0), await SeenAsync("customer"));

        await ChangeAsync("customer", (users, user) => users.AddToRoleAsync(user, Desk));
        Assert.Equal(1, (await SeenAsync("customer")).Mails);
        using (var client = _host.Client("customer"))
        {
            Assert.Contains(StoredMail.Subject, await client.GetStringAsync("Admin/Mail/api/conversations"), StringComparison.Ordinal);
        }

        await MarkUnreadAsync("customer");
        Assert.Equal((1, 1), await SeenAsync("customer"));

        await ChangeAsync("customer", (users, user) => users.RemoveFromRoleAsync(user, Desk));
        Assert.Equal((0, 0), await SeenAsync("customer"));
    }

    [Fact]
    public async Task Role_OfTwo_PassesToTheNextWhenTheFirstLosesIt()
    {
        await ChangeAsync("editor", (users, user) => users.AddToRoleAsync(user, Desk));
        await ChangeAsync("customer", (users, user) => users.AddToRoleAsync(user, Desk));
        Assert.Equal((1, 0), ((await SeenAsync("customer")).Mails, (await SeenAsync("editor")).Mails));

        await ChangeAsync("customer", (users, user) => users.RemoveFromRoleAsync(user, Desk));
        Assert.Equal((0, 1), ((await SeenAsync("customer")).Mails, (await SeenAsync("editor")).Mails));
    }

    /// <summary>CV5: without <c>ViewLinkedMail</c>, <c>ViewFollowedMail</c> shows what he follows or is assigned.</summary>
    [Fact]
    public async Task Role_ThatReadsFollowedMail_ShowsWhatIsAssignedOnly()
    {
        await _host.UsingAsync(async services =>
        {
            var roles = services.GetRequiredService<RoleManager<IRole>>();
            var role = (Role)(await roles.FindByNameAsync(Desk))!;
            role.RoleClaims.RemoveAll(c => c.ClaimValue == "ViewLinkedMail");
            role.RoleClaims.Add(RoleClaim.Create("ViewFollowedMail"));
            role.RoleClaims.Add(RoleClaim.Create("LinkOwnMailAccount"));
            Assert.True((await roles.UpdateAsync(role)).Succeeded);
        });
        await ChangeAsync("customer", (users, user) => users.AddToRoleAsync(user, Desk));
        Assert.Equal(1, (await SeenAsync("customer")).Mails);
        using var client = _host.Client("customer");
        Assert.DoesNotContain(StoredMail.Subject, await client.GetStringAsync("Admin/Mail/api/conversations"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"Admin/Mail/api/conversations/{StoredMail.ConversationId}")).StatusCode);
        Assert.Contains("\"linkAccounts\":false", await client.GetStringAsync("Admin/Mail/api/session"), StringComparison.OrdinalIgnoreCase);

        var id = await _host.UserIdAsync("customer");
        await _host.UsingAsync(services => services.GetRequiredService<IMailStore>().ApplyAsync(
            new MailChanges { Conversations = [new ConversationChange(StoredMail.ConversationId, AssigneeId: id)] }, default));

        Assert.Contains(StoredMail.Subject, await client.GetStringAsync("Admin/Mail/api/conversations"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"Admin/Mail/api/conversations/{StoredMail.ConversationId}")).StatusCode);
    }

    /// <summary>Orchard raises no event for it; the next tick of the background task finds it.</summary>
    [Fact]
    public async Task Role_ThatNoLongerReadsMail_IsFollowedByTheBackgroundTask()
    {
        await ChangeAsync("customer", (users, user) => users.AddToRoleAsync(user, Desk));
        await TickAsync();
        await MarkUnreadAsync("customer");
        await _host.UsingAsync(async services =>
        {
            var roles = services.GetRequiredService<RoleManager<IRole>>();
            var role = (Role)(await roles.FindByNameAsync(Desk))!;
            role.RoleClaims.RemoveAll(c => c.ClaimValue == "ViewLinkedMail");
            Assert.True((await roles.UpdateAsync(role)).Succeeded);
        });

        await TickAsync();

        Assert.Equal((0, 0), await SeenAsync("customer"));
    }

    private Task TickAsync() => _host.UsingAsync(services => services.GetServices<IBackgroundTask>()
        .OfType<MailSyncBackgroundTask>().Single().DoWorkAsync(services, default));

    private Task ChangeAsync(string name, Func<UserManager<IUser>, IUser, Task<IdentityResult>> change) =>
        _host.UsingAsync(async services =>
        {
            var users = services.GetRequiredService<UserManager<IUser>>();
            Assert.True((await change(users, (await users.FindByNameAsync(name))!)).Succeeded);
        });

    private async Task MarkUnreadAsync(string name)
    {
        var id = await _host.UserIdAsync(name);
        await _host.UsingAsync(services => services.GetRequiredService<IMailStore>().ApplyAsync(
            new MailChanges { Reads = [new ReadChange(id, [StoredMail.EmailId], IsRead: false)] }, default));
    }

    /// <summary>What storage holds for him, whatever his rights are at the moment.</summary>
    private async Task<(int Mails, int Unread)> SeenAsync(string name)
    {
        var reader = new MailReader(await _host.UserIdAsync(name), SeesAll: false);
        return await _host.UsingAsync(async services =>
        {
            var store = services.GetRequiredService<IMailStore>();
            var all = await store.ListAsync(new EmailListQuery(reader, MailBox.All), default);
            var unread = await store.ListAsync(new EmailListQuery(reader, MailBox.All) { OnlyUnread = true }, default);
            return (all.Rows.Count, unread.Rows.Count);
        });
    }
}
