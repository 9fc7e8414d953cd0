using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Tests.Support;
using OrchardCore.Users.Models;
using OrchardCore.Users.Services;

namespace OrchardCore.MailIntegration.Tests.Setup;

public sealed class PeopleTests : IClassFixture<TenantHost>
{
    private readonly TenantHost _host;

    public PeopleTests(TenantHost host)
    {
        _host = host;
    }

    [Fact]
    public Task Members_AreWhoHoldThePermission() => _host.UsingAsync(async services =>
    {
        var members = await services.GetRequiredService<IPeople>().GetMembersAsync(default);
        var names = members.Select(m => m.Name).Where(TenantHost.People.ContainsKey).Order();
        Assert.Equal(["admin", "manager", "member"], names);
        Assert.Equal(["admin", "manager"], members.Where(m => m.IsManager).Select(m => m.Name).Order());
        Assert.True(members.Single(m => m.Name == "admin").Since < members.Single(m => m.Name == "member").Since);
    });

    [Theory]
    [InlineData("customer", null, false)]
    [InlineData("editor", null, false)]
    [InlineData("member", false, false)]
    [InlineData("manager", true, false)]
    [InlineData("admin", true, true)]
    public async Task Rights_FollowThePermissions(string name, bool? seesAll, bool manages)
    {
        var id = await _host.UserIdAsync(name);
        await _host.UsingAsync(async services =>
        {
            var rights = await services.GetRequiredService<IMailAuthorization>().GetRightsAsync(id, default);
            Assert.Equal(seesAll, rights?.SeesAll);
            Assert.Equal(manages, rights is { ManagesChannels: true, ManagesSettings: true });
        });
    }

    [Fact]
    public async Task Disabled_User_HasNoRightsAtOnce()
    {
        var id = await _host.UsingAsync(async services =>
        {
            var user = new User { UserName = "leaver", Email = "leaver@example.org", RoleNames = ["Mail member"] };
            await services.GetRequiredService<IUserService>().CreateUserAsync(user, TenantHost.Password, (_, m) => Assert.Fail(m));
            return user.UserId;
        });
        await _host.UsingAsync(async services =>
            Assert.NotNull(await services.GetRequiredService<IMailAuthorization>().GetRightsAsync(id, default)));
        await _host.UsingAsync(async services =>
        {
            var users = services.GetRequiredService<Microsoft.AspNetCore.Identity.UserManager<OrchardCore.Users.IUser>>();
            var user = (User)(await users.FindByIdAsync(id))!;
            user.IsEnabled = false;
            Assert.True((await users.UpdateAsync(user)).Succeeded);
        });
        await _host.UsingAsync(async services =>
            Assert.Null(await services.GetRequiredService<IMailAuthorization>().GetRightsAsync(id, default)));
    }

    [Fact]
    public async Task Team_PublishedAndRemoved_IsFollowed()
    {
        var member = await _host.UserIdAsync("member");
        var teamId = await _host.UsingAsync(async services =>
        {
            var contents = services.GetRequiredService<IContentManager>();
            var team = await contents.NewAsync(MailConstants.ContentTypes.Team);
            team.DisplayText = "Service";
            team.Alter<ProcessTeamPart>(part => part.MemberIds = [member]);
            Assert.True((await contents.ValidateAsync(team)).Succeeded);
            await contents.CreateAsync(team, VersionOptions.Published);
            return team.ContentItemId;
        });
        await _host.UsingAsync(async services => Assert.Equal(
            [member],
            (await services.GetRequiredService<IPeople>().GetTeamsAsync(default)).Single(t => t.Id == teamId).MemberIds));
        await _host.UsingAsync(async services =>
        {
            var contents = services.GetRequiredService<IContentManager>();
            await contents.RemoveAsync((await contents.GetAsync(teamId))!);
        });
        await _host.UsingAsync(async services => Assert.DoesNotContain(
            await services.GetRequiredService<IPeople>().GetTeamsAsync(default), t => t.Id == teamId));
    }

    [Fact]
    public Task Validate_BadTeamAndContact_AreRefusedInWords() => _host.UsingAsync(async services =>
    {
        var contents = services.GetRequiredService<IContentManager>();
        var team = await contents.NewAsync(MailConstants.ContentTypes.Team);
        var result = await contents.ValidateAsync(team);
        Assert.False(result.Succeeded);
        Assert.Contains(result.Errors, e => e.ErrorMessage == "Give it a name.");
        var contact = await contents.NewAsync(MailConstants.ContentTypes.Contact);
        contact.DisplayText = "Contact";
        contact.Alter<MailContactPart>(part => part.Addresses = ["no address"]);
        Assert.Contains((await contents.ValidateAsync(contact)).Errors, e => e.ErrorMessage == "This is not an e-mail address.");
    });
}
