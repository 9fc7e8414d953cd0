using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Tests.Outbox;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Notifications;

/// <summary>CV3: a message that nobody saw within a minute goes out as e-mail, once, to members.</summary>
public sealed class UnseenTests
{
    [Fact]
    public async Task Internal_UnseenForAMinute_BecomesOneMailForTheWholeBurst()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var conversation = await StartAsync(fixture);
        await FollowAsync(fixture, "anna", conversation);
        await FollowAsync(fixture, "manager", conversation);
        await PostAsync(fixture, "manager", conversation, "first of three");
        await PostAsync(fixture, "manager", conversation, "second of three");
        await RunAsync(fixture, TimeSpan.FromSeconds(50));
        Assert.Empty(await MailsAsync(fixture));
        await PostAsync(fixture, "manager", conversation, "third of three");

        await RunAsync(fixture, TimeSpan.FromSeconds(11));
        await RunAsync(fixture, TimeSpan.FromMinutes(5));

        var mail = Assert.Single(await MailsAsync(fixture));
        Assert.Equal((OutboxStream.Internal, conversation, "unseen-message"), (mail.Stream, mail.AboutConversationId, mail.Template));
        Assert.Equal("anna@fietskompas.example", Assert.Single(mail.To).Address);
        Assert.Contains("first of three", mail.Snippet);
        Assert.NotEqual(conversation, mail.ConversationId);
        Assert.Contains(
            await fixture.Sync.Store.GetEventsAsync(100, default), e => e.Kind == MailEvents.MessageNotSeen);
    }

    [Fact]
    public async Task Internal_SeenInTime_SendsNothing()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var conversation = await StartAsync(fixture);
        await FollowAsync(fixture, "anna", conversation);
        var message = await PostAsync(fixture, "manager", conversation, "look");
        await fixture.Services.GetRequiredService<SeenMarks>().MarkAsync(
            (await fixture.RightsAsync()).Reader, conversation, [message], [], default);

        await RunAsync(fixture, TimeSpan.FromMinutes(2));

        Assert.Empty(await MailsAsync(fixture));
    }

    [Fact]
    public async Task Internal_OfWhoNeitherFollowsNorMaySee_IsToldToNobody()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var conversation = await StartAsync(fixture);
        await FollowAsync(fixture, "manager", conversation);
        await fixture.Sync.Store.ApplyAsync(
            new MailChanges
            {
                Records =
                [
                    new MailRecord
                    {
                        Kind = RecordKinds.Follow, Id = $"{conversation}/joost", Json = "{}", ConversationId = conversation,
                        Owner = "joost", At = fixture.Time.GetUtcNow(),
                    },
                ],
            },
            default);
        await PostAsync(fixture, "manager", conversation, "for us only");

        await RunAsync(fixture, TimeSpan.FromMinutes(2));

        Assert.Empty(await MailsAsync(fixture));
    }

    [Theory]
    [InlineData(CustomerNotices.All, 1)]
    [InlineData(CustomerNotices.Mine, 0)]
    [InlineData(CustomerNotices.None, 0)]
    public async Task External_MailThatNobodySaw_GoesToWhoWantsIt(CustomerNotices wanted, int expected)
    {
        await using var fixture = await OutboxFixture.StartAsync();
        await fixture.Services.GetRequiredService<NoticeBook>().SaveAsync(
            "anna", NoticeSettings.TeamMember with { FromCustomers = wanted }, default);
        await StartAsync(fixture);

        await RunAsync(fixture, TimeSpan.FromMinutes(2));

        Assert.Equal(expected, (await MailsAsync(fixture)).Count);
    }

    [Fact]
    public async Task Internal_WhateverHappens_NeverReachesAContact()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var conversation = await StartAsync(fixture);
        var random = new Random(5);
        string[] members = ["anna", "manager"];
        foreach (var member in members)
        {
            await FollowAsync(fixture, member, conversation);
        }

        for (var i = 0; i < 12; i++)
        {
            await PostAsync(fixture, members[random.Next(2)], conversation, $"internal words {i}");
            if (random.Next(2) == 0)
            {
                await RunAsync(fixture, TimeSpan.FromSeconds(random.Next(90)));
            }
        }

        await RunAsync(fixture, TimeSpan.FromMinutes(2));
        await fixture.WorkAsync();

        Assert.NotEmpty(await MailsAsync(fixture));
        Assert.All(fixture.Delivered, mail => Assert.DoesNotContain(
            OutboxFixture.Customer, System.Text.Encoding.UTF8.GetString(mail.Raw), StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<string> StartAsync(OutboxFixture fixture)
    {
        await fixture.Sync.SyncAsync();
        return (await fixture.ReceiveAsync()).Email.ConversationId;
    }

    private static async Task FollowAsync(OutboxFixture fixture, string memberId, string conversation) =>
        Assert.True(await fixture.Services.GetRequiredService<Followers>().SetAsync(
            (await fixture.RightsAsync(memberId)).Reader, conversation, isFollowing: true, default));

    private static async Task<string> PostAsync(OutboxFixture fixture, string memberId, string conversation, string text)
    {
        var posted = await fixture.Services.GetRequiredService<MessageService>().PostAsync(
            await fixture.RightsAsync(memberId), conversation, new MessageInput($"<p>{text}</p>", []), default);
        return posted.Value!.Id;
    }

    private static async Task RunAsync(OutboxFixture fixture, TimeSpan after)
    {
        await fixture.Services.GetRequiredService<EventDispatcher>().DispatchAsync(default);
        fixture.Time.Advance(after);
        await fixture.Services.GetServices<IPeriodicChore>().OfType<UnseenMails>().Single().RunAsync(default);
    }

    private static async Task<IReadOnlyList<OutboxEntry>> MailsAsync(OutboxFixture fixture) =>
        (await ExactlyOnceScenario.EntriesAsync(fixture.Services)).Where(e => e.Template == "unseen-message").ToList();
}
