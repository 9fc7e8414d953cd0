using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Outbox;
using MailIntegration.Tests.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Notifications;

/// <summary>CV4: below a message stands to whom it also went as e-mail, when, and what became of that.</summary>
public sealed class MailedMarksTests
{
    [Fact]
    public async Task Get_MessageNobodySaw_NamesWhoWasMailedAndFollowsTheMail()
    {
        await using var world = await NoticeWorld.StartAsync();
        await world.FollowAsync("anna");
        var message = await world.PostAsync("manager", "please look");
        var email = await world.ReceiveAsync("again", "Still waiting");
        await world.SeeAsync("anna", [], [email]);
        await world.RunAsync(TimeSpan.FromMinutes(2));

        var mark = Assert.Single((await MarksAsync(world))[message]);
        Assert.Equal(("anna", "anna@fietskompas.example", OutboxState.Held), (mark.MemberId, mark.Address, mark.State));
        Assert.Empty((await MarksAsync(world))[email]);

        await world.Fixture.WorkAsync();
        mark = Assert.Single((await MarksAsync(world))[message]);
        Assert.Equal(OutboxState.Sent, mark.State);
        Assert.Equal(Assert.Single(await world.MailsAsync()).SentAt, mark.At);
    }

    [Fact]
    public async Task Get_MailThatFailed_SaysWhy()
    {
        await using var world = await NoticeWorld.StartAsync();
        await world.FollowAsync("anna");
        var message = await world.PostAsync("manager", "please look");
        await world.RunAsync(TimeSpan.FromMinutes(2));
        var entry = Assert.Single(await world.MailsAsync());
        await world.Services.GetRequiredService<OutboxStore>().SaveAsync(
            entry.Move(OutboxState.Failed, new Engine.Reason("recipient-refused"), world.Fixture.Time.GetUtcNow()) with { DueAt = null }, default);

        var mark = Assert.Single((await MarksAsync(world))[message]);
        Assert.Equal((OutboxState.Failed, "recipient-refused"), (mark.State, mark.Reason?.Code));
    }

    private static Task<ILookup<string, MailedMark>> MarksAsync(NoticeWorld world) =>
        world.Services.GetRequiredService<MailedMarks>().GetAsync(world.Conversation, default);
}
