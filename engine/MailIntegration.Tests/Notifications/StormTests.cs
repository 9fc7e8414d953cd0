using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Storage;
using MailIntegration.Tests.Outbox;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Notifications;

/// <summary>A thousand notifications in a minute: bounded, collapsed, readable.</summary>
public sealed class StormTests
{
    [Fact]
    public async Task Storm_ThousandMessagesInAConversation_IsOneLineAndOneMail()
    {
        await using var world = await NoticeWorld.StartAsync();
        await world.FollowAsync("anna");
        for (var i = 0; i < 1000; i++)
        {
            await world.PostAsync("manager", $"message {i}");
        }

        await world.RunAsync(TimeSpan.FromMinutes(2));

        var line = Assert.Single((await world.NoticesAsync("anna")).Lines);
        Assert.Equal((1000, "message 999"), (line.Count, line.Text));
        Assert.Single(await world.MailsAsync());
        await world.Services.GetRequiredService<NoticeList>().OpenedAsync("anna", world.Conversation, default);
        Assert.Equal(0, await world.UnreadAsync("anna"));
        await world.PostAsync("manager", "one more");
        await world.RunAsync(TimeSpan.Zero);
        Assert.Equal(1, Assert.Single((await world.NoticesAsync("anna")).Lines).Count);
    }

    [Fact]
    public async Task Storm_ManyConversations_AreBoundedLinesAndOneMail()
    {
        await using var world = await NoticeWorld.StartAsync();
        for (var i = 0; i < 130; i++)
        {
            world.Fixture.Sync.Deliver(OutboxFixture.Address, TestMail.Text($"storm{i}@customer.example", $"Storm {i}", "Hello"));
        }

        await world.Fixture.Sync.SyncAsync();
        await world.RunAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(NoticeLines.MaxUnread + 1, await world.UnreadAsync("anna"));
        var lines = (await world.NoticesAsync("anna")).Lines;
        Assert.Equal((NoticeKind.Many, 30), (lines[0].Kind, lines[0].Count));
        var mail = Assert.Single(await world.MailsAsync(), m => m.ToldId == "anna");
        Assert.DoesNotContain("Storm", mail.Subject + mail.Snippet);
        await world.Services.GetRequiredService<NoticeList>().MarkReadAsync("anna", null, default);
        Assert.Equal(0, await world.UnreadAsync("anna"));
    }

    /// <summary>LO3: what the budget holds back is seen once as blocked, waits, and leaves when there is room again.</summary>
    [Fact]
    public async Task Budget_UsedUp_HoldsMessagesBackAndSendsThemLater()
    {
        await using var world = await NoticeWorld.StartAsync();
        await world.FollowAsync("anna");
        var setup = world.Services.GetRequiredService<IMailSetupStore>();
        await setup.SaveAsync((await setup.GetAsync(default)).Settings with { AutomaticMailLimit = 2 }, default);
        for (var i = 0; i < 5; i++)
        {
            await world.PostAsync("manager", $"message {i}");
            await world.RunAsync(TimeSpan.FromMinutes(2));
        }

        Assert.Equal([OutboxState.Blocked, OutboxState.Held, OutboxState.Held], (await world.MailsAsync()).Select(m => m.State).OrderDescending());
        await world.RunAsync(TimeSpan.FromHours(3));

        var last = (await world.MailsAsync()).MaxBy(m => m.CreatedAt)!;
        Assert.Equal((OutboxState.Held, 2), (last.State, last.AboutItemIds.Count));
    }
}
