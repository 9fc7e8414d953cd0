using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Notifications;

/// <summary>NT4: who is given a conversation hears of it, and so does who loses it.</summary>
public sealed class AssignmentNewsTests
{
    [Theory]
    [InlineData("anna", true, "new-assignment", 1, 1)]
    [InlineData("anna", false, "new-assignment", 0, 1)]
    [InlineData("joost", true, "new-assignment", 0, 0)]
    public async Task Assigned_Member_IsToldOnceAsHeWantsIt(string member, bool wantsMail, string template, int mails, int lines)
    {
        await using var world = await NoticeWorld.StartAsync();
        await world.SetAsync(member, NoticeSettings.TeamMember with { AssignmentMails = wantsMail });
        var items = AssignmentNews.Of(world.Conversation, null, member, "manager", world.Fixture.Time.GetUtcNow());
        foreach (var item in items.Concat(items))
        {
            await HandleAsync(world, item);
        }

        Assert.Equal(mails, (await world.MailsAsync(template)).Count(m => m.ToldId == member));
        Assert.Equal(lines, (await world.NoticesAsync(member)).Lines.Where(l => l.Kind == NoticeKind.Assigned).Sum(l => l.Count));
    }

    [Fact]
    public async Task Unassigned_Member_IsMailed()
    {
        await using var world = await NoticeWorld.StartAsync();
        foreach (var item in AssignmentNews.Of(world.Conversation, "anna", "", "manager", world.Fixture.Time.GetUtcNow()))
        {
            await HandleAsync(world, item);
        }

        Assert.Equal("anna", Assert.Single(await world.MailsAsync("unassignment")).ToldId);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task NewFollower_OfWhatAMemberFollows_IsToldWhenHeWantsIt(bool wanted, int expected)
    {
        await using var world = await NoticeWorld.StartAsync();
        await world.SetAsync("anna", NoticeSettings.TeamMember with { NewFollowers = wanted });
        await world.FollowAsync("anna");
        await world.FollowAsync("manager");
        for (var i = 0; i < 2; i++)
        {
            foreach (var item in (await world.Store.GetDueWorkAsync(world.Fixture.Time.GetUtcNow(), 50, default)).Where(w => w.Kind == FollowerNews.WorkKind))
            {
                await world.Services.GetServices<IWorkHandler>().OfType<FollowerNews>().Single().HandleAsync(item, default);
            }
        }

        Assert.Equal(expected, (await world.MailsAsync("new-follower")).Count(m => m.ToldId == "anna"));
        Assert.Equal(expected, (await world.NoticesAsync("anna")).Lines.Where(l => l.Kind == NoticeKind.NewFollower).Sum(l => l.Count));
        Assert.Empty((await world.NoticesAsync("manager")).Lines);
    }

    [Theory]
    [InlineData(null, "anna", "anna", 0)]
    [InlineData("anna", "anna", null, 0)]
    [InlineData("anna", null, null, 0)]
    [InlineData("anna", "manager", "anna", 1)]
    [InlineData("anna", "manager", null, 2)]
    public void Of_Change_TellsEverybodyButWhoMadeIt(string? before, string? after, string? actor, int expected) =>
        Assert.Equal(expected, AssignmentNews.Of("c", before, after, actor, DateTimeOffset.UnixEpoch).Count);

    private static Task HandleAsync(NoticeWorld world, WorkItem item) =>
        world.Services.GetServices<IWorkHandler>().OfType<AssignmentNews>().Single().HandleAsync(item, default);
}
