using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.People;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Notifications;

/// <summary>NT4: invitations to dossiers and process teams, accepted automatically or by hand, and news of new members and teams.</summary>
public sealed class MemberInvitationTests
{
    [Fact]
    public async Task Dossier_AcceptsAutomatically_TakesPartAtOnceAndIsTold()
    {
        await using var world = await NoticeWorld.StartAsync();
        var key = await DossierAsync(world);
        var invited = await InviteAsync(world, key, "anna");
        Assert.False(invited.Value!.IsWaiting);
        await RunNewsAsync(world);

        Assert.True(await world.Services.GetRequiredService<Followers>().IsFollowingAsync("anna", Target(key), default));
        var line = Assert.Single((await world.NoticesAsync("anna")).Lines);
        Assert.Equal((NoticeKind.Joined, Target(key), "Wheels", "manager"), (line.Kind, line.Target!, line.Subject, line.Author));
        Assert.Equal("invited-in-already", (await InviteAsync(world, key, "anna")).Errors.Fields["memberId"][0].Code);
        Assert.Empty(await world.MailsAsync("team-invitation"));
    }

    [Fact]
    public async Task Dossier_AskedFirst_WaitsIsMailedAndTakesPartOnceAccepted()
    {
        await using var world = await NoticeWorld.StartAsync();
        var key = await DossierAsync(world);
        await world.SetAsync("anna", NoticeSettings.TeamMember with { AcceptInvitations = false });
        Assert.True((await InviteAsync(world, key, "anna")).Value!.IsWaiting);
        Assert.True((await InviteAsync(world, key, "anna")).Value!.IsWaiting);
        await RunNewsAsync(world);

        Assert.Equal(NoticeKind.Invited, Assert.Single((await world.NoticesAsync("anna")).Lines).Kind);
        Assert.Equal(1, await world.UnreadAsync("anna"));
        var mail = Assert.Single(await world.MailsAsync("team-invitation"));
        Assert.Equal("anna", mail.ToldId);
        Assert.DoesNotContain("Wheels", mail.Subject + mail.Snippet);
        Assert.False(await world.Services.GetRequiredService<Followers>().IsFollowingAsync("anna", Target(key), default));
        Assert.Equal("Wheels", Assert.Single(await ListAsync(world, "anna")).Title);

        Assert.True(await AnswerAsync(world, "anna", key, accepts: true));
        Assert.True(await AnswerAsync(world, "anna", key, accepts: true));
        Assert.False(await AnswerAsync(world, "anna", key, accepts: false));
        Assert.True(await world.Services.GetRequiredService<Followers>().IsFollowingAsync("anna", Target(key), default));
        Assert.Empty(await ListAsync(world, "anna"));
        Assert.Equal(0, await world.UnreadAsync("anna"));
        Assert.Empty((await world.NoticesAsync("anna")).Lines);
    }

    [Fact]
    public async Task Dossier_DeclinedWithdrawnOrGone_IsClearAndIdempotent()
    {
        await using var world = await NoticeWorld.StartAsync();
        var key = await DossierAsync(world);
        await world.SetAsync("anna", NoticeSettings.TeamMember with { AcceptInvitations = false });
        await InviteAsync(world, key, "anna");
        Assert.True(await AnswerAsync(world, "anna", key, accepts: false));
        Assert.True(await AnswerAsync(world, "anna", key, accepts: false));
        Assert.False(await AnswerAsync(world, "anna", key, accepts: true));

        await InviteAsync(world, key, "anna");
        var invitations = world.Services.GetRequiredService<MemberInvitations>();
        var manager = await world.Fixture.RightsAsync("manager");
        Assert.True(await invitations.WithdrawAsync(manager, key, "anna", default));
        Assert.True(await invitations.WithdrawAsync(manager, key, "anna", default));
        await RunNewsAsync(world);
        Assert.Empty((await world.NoticesAsync("anna")).Lines);
        Assert.False(await AnswerAsync(world, "anna", key, accepts: true));

        await InviteAsync(world, key, "anna");
        Assert.True(await world.Services.GetRequiredService<FreeDossiers>().DeleteAsync(manager, key["free:".Length..], default));
        Assert.False(await AnswerAsync(world, "anna", key, accepts: true));
        Assert.Empty(await ListAsync(world, "anna"));
    }

    [Theory]
    [InlineData("joost", "invited-sees-nothing")]
    [InlineData("nobody", "member-missing")]
    [InlineData("left", "invited-disabled")]
    public async Task Invite_WhoCannotTakePart_IsRefusedInWords(string member, string code)
    {
        await using var world = await NoticeWorld.StartAsync();
        world.Services.GetRequiredService<IPeople>().As().Members.Add(Some.Member("left") with { IsEnabled = false });
        var key = await DossierAsync(world);

        Assert.Equal(code, (await InviteAsync(world, key, member)).Errors.Fields["memberId"][0].Code);
        Assert.Equal(SetupOutcome.NotFound, (await InviteAsync(world, "free:none", "anna")).Outcome);
        Assert.Equal(SetupOutcome.NotFound, (await InviteAsync(world, key, "anna", by: "joost")).Outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Admission_NewMember_IsInOrInvitedAsHeWants(bool accepts)
    {
        await using var world = await NoticeWorld.StartAsync();
        await world.SetAsync("anna", NoticeSettings.TeamMember with { AcceptInvitations = accepts });
        await world.SetAsync("joost", NoticeSettings.TeamMember with { AcceptInvitations = false });
        var admission = world.Services.GetRequiredService<TeamAdmission>();

        // Who is in stays in, and who puts himself there needs no invitation.
        var split = await admission.SplitAsync(["joost"], ["joost", "anna", "manager"], [], "manager", default);
        Assert.Equal(accepts ? ["joost", "anna", "manager"] : ["joost", "manager"], split.MemberIds);
        Assert.Equal(accepts ? [] : ["anna"], split.InvitedIds);

        // Saved again, the invitation stays one.
        Assert.Equal(split.InvitedIds, (await admission.SplitAsync(split.MemberIds, split.MemberIds, split.InvitedIds, "manager", default)).InvitedIds);
    }

    [Fact]
    public async Task Team_JoinedInvitedAndLinked_IsToldToWhomItConcerns()
    {
        await using var world = await NoticeWorld.StartAsync();
        var people = world.Services.GetRequiredService<IPeople>().As();
        await RelinkAsync(world, null);
        await world.SetAsync("manager", NoticeSettings.TeamMember with { NewFollowers = true });
        await world.SetAsync("joost", NoticeSettings.TeamMember with { NewFollowers = true });
        await world.FollowAsync("manager");

        // Anna comes in, the manager is invited; Joost, who is in the team, wants to know.
        people.Teams[0] = people.Teams[0] with { MemberIds = ["joost", "anna"], InvitedIds = ["manager"] };
        await RelinkAsync(world, "joost");
        await RelinkAsync(world, "joost");
        await RunNewsAsync(world);
        Assert.Equal(["Joined"], await KindsAsync(world, "anna"));
        Assert.Equal(["Invited"], await KindsAsync(world, "manager"));
        Assert.Equal("manager", Assert.Single(await world.MailsAsync("team-invitation")).ToldId);
        Assert.Empty(await KindsAsync(world, "joost"));

        // He accepts: that is no news to him, but to Joost.
        people.Teams[0] = people.Teams[0] with { MemberIds = ["joost", "anna", "manager"], InvitedIds = [] };
        await RelinkAsync(world, "manager");
        await RunNewsAsync(world);
        Assert.Empty(await KindsAsync(world, "manager"));
        Assert.Equal(["NewMember"], await KindsAsync(world, "joost"));
        Assert.Contains(await world.MailsAsync("membership-news"), m => m.ToldId == "joost");

        // The team reads the address of a conversation that the manager follows.
        var setup = world.Services.GetRequiredService<IMailSetupStore>();
        var address = (await setup.GetAsync(default)).Addresses.Single(a => a.Id == "info");
        Assert.True(await setup.SaveAsync(
            address with { Links = [new AddressLink(LinkKind.Member, "anna"), new AddressLink(LinkKind.ProcessTeam, "workshop")] }, default));
        await RelinkAsync(world, null);
        await RunNewsAsync(world);
        Assert.Equal(["NewTeam"], await KindsAsync(world, "manager"));
        Assert.Equal(["Joined"], await KindsAsync(world, "anna"));
        Assert.Contains(await world.MailsAsync("membership-news"), m => m.ToldId == "manager");
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task Dossier_NewParticipant_IsToldToWhoWantsToKnow(bool wanted, int expected)
    {
        await using var world = await NoticeWorld.StartAsync();
        var key = await DossierAsync(world);
        var manager = await world.Fixture.RightsAsync("manager");
        await world.Services.GetRequiredService<Followers>().SetAsync(manager, Target(key), true, default);
        await world.SetAsync("manager", NoticeSettings.TeamMember with { NewFollowers = wanted });
        await RunNewsAsync(world);
        await world.Services.GetRequiredService<Followers>().SetAsync(await world.Fixture.RightsAsync("anna"), Target(key), true, default);
        await RunNewsAsync(world);

        Assert.Equal(expected, (await KindsAsync(world, "manager")).Count(k => k == "NewFollower"));
        var mails = await world.MailsAsync("membership-news");
        Assert.Equal(expected, mails.Count);
        Assert.All(mails, m => Assert.DoesNotContain("Wheels", m.Subject + m.Snippet));
    }

    private static FollowTarget Target(string key) => new(FollowKind.Dossier, key);

    private static async Task<string> DossierAsync(NoticeWorld world)
    {
        var manager = await world.Fixture.RightsAsync("manager");
        var dossier = (await world.Services.GetRequiredService<FreeDossiers>().CreateAsync(manager, "Wheels", default)).Value!;
        var view = (await world.Store.GetConversationAsync(manager.Reader, world.Conversation, default))!;
        Assert.True(await world.Services.GetRequiredService<DossierService>().FileAsync(manager, dossier.Key, view.Emails, default));
        return dossier.Key;
    }

    private static async Task<SetupResult<Invited>> InviteAsync(NoticeWorld world, string key, string member, string by = "manager") =>
        await world.Services.GetRequiredService<MemberInvitations>().InviteAsync(await world.Fixture.RightsAsync(by), key, member, default);

    private static async Task<bool> AnswerAsync(NoticeWorld world, string member, string key, bool accepts) =>
        await world.Services.GetRequiredService<MemberInvitations>().AnswerAsync(await world.Fixture.RightsAsync(member), Target(key), accepts, default);

    private static async Task<IReadOnlyList<WaitingInvitation>> ListAsync(NoticeWorld world, string member) =>
        await world.Services.GetRequiredService<MemberInvitations>().ListAsync(await world.Fixture.RightsAsync(member), default);

    private static async Task<IReadOnlyList<string>> KindsAsync(NoticeWorld world, string member) =>
        (await world.NoticesAsync(member)).Lines.Select(l => $"{l.Kind}").ToList();

    private static Task RelinkAsync(NoticeWorld world, string? actor) =>
        ActivatorUtilities.CreateInstance<AddressRelinker>(world.Services).RelinkAllAsync(actor, default);

    private static async Task RunNewsAsync(NoticeWorld world)
    {
        await FollowTests.RunNewsAsync(world);
        world.Fixture.Time.Advance(TimeSpan.FromSeconds(1));
    }
}

internal static class TestPeopleAccess
{
    public static TestPeople As(this IPeople people) => (TestPeople)people;
}
