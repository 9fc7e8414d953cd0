using MailIntegration.Engine;
using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Storage;
using MailIntegration.Tests.Outbox;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Notifications;

/// <summary>A conversation with a customer, members who write in it, and a clock that tests move.</summary>
internal sealed class NoticeWorld : IAsyncDisposable
{
    private NoticeWorld(OutboxFixture fixture, string conversation)
    {
        Fixture = fixture;
        Conversation = conversation;
    }

    public OutboxFixture Fixture { get; }

    public string Conversation { get; }

    public IServiceProvider Services => Fixture.Services;

    public IMailStore Store => Fixture.Sync.Store;

    /// <summary>What told somebody of a message is settled before the test begins.</summary>
    public static async Task<NoticeWorld> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var fixture = await OutboxFixture.StartAsync(configure: configure);
        await fixture.Sync.SyncAsync();
        var world = new NoticeWorld(fixture, (await fixture.ReceiveAsync()).Email.ConversationId);
        await world.SetAsync("anna", NoticeSettings.Silent);
        await world.RunAsync(TimeSpan.FromMinutes(2));
        await world.SetAsync("anna", NoticeSettings.TeamMember);
        Assert.Empty(await world.MailsAsync());
        return world;
    }

    public Task SetAsync(string memberId, NoticeSettings settings) =>
        Services.GetRequiredService<NoticeBook>().SaveAsync(memberId, settings, default);

    public async Task PolicyAsync(NoticePolicies policies)
    {
        var setup = Services.GetRequiredService<IMailSetupStore>();
        Assert.True(await setup.SaveAsync((await setup.GetAsync(default)).Settings with { Notices = policies }, default));
    }

    public async Task FollowAsync(string memberId, string? conversation = null) =>
        Assert.True(await Services.GetRequiredService<Followers>().SetAsync(
            (await Fixture.RightsAsync(memberId)).Reader, conversation ?? Conversation, isFollowing: true, default));

    /// <summary>A contact who follows, as the portal writes it down.</summary>
    public Task FollowAsContactAsync(string contactId) => Store.ApplySurelyAsync(
        new MailChanges
        {
            Records =
            [
                new MailRecord
                {
                    Kind = RecordKinds.Follow, Id = $"{Conversation}/{contactId}", Json = "{}", ConversationId = Conversation,
                    Owner = contactId, At = Fixture.Time.GetUtcNow(),
                },
            ],
        },
        default);

    public async Task<string> PostAsync(string memberId, string text, params string[] mentions)
    {
        var posted = await Services.GetRequiredService<MessageService>().PostAsync(
            await Fixture.RightsAsync(memberId), Conversation, new MessageInput($"<p>{text}</p>", mentions), default);
        return posted.Value!.Id;
    }

    /// <summary>Another mail of a customer in the conversation.</summary>
    public async Task<string> ReceiveAsync(string id, string text, string from = OutboxFixture.Customer)
    {
        var raw = $"From: Eva <{from}>\nTo: {OutboxFixture.Address}\nSubject: Re: Spokes\nMessage-ID: <{id}@customer.example>\n"
            + $"In-Reply-To: <question@customer.example>\nReferences: <question@customer.example>\n\n{text}\n";
        return (await Fixture.ReceiveAsync($"{id}@customer.example", raw)).Email.Id;
    }

    /// <summary>What a contact writes on his page: an e-mail of the conversation that no provider ever had.</summary>
    public async Task<string> WriteOnPageAsync(string text, string cc, string address = "info")
    {
        var now = Fixture.Time.GetUtcNow();
        var id = Ids.New(now);
        await Store.ApplySurelyAsync(
            new MailChanges
            {
                Emails =
                [
                    new Email
                    {
                        Id = id, LogicalKey = id, ConversationId = Conversation, Kind = EmailKind.Received, Subject = "Re: Spokes", At = now,
                        From = new MailboxAddress("Eva", OutboxFixture.Customer), To = [new MailboxAddress(null, OutboxFixture.Address)],
                        Cc = [new MailboxAddress(null, cc)], Snippet = text, MessageId = id + "@customer.example",
                    },
                ],
                Messages =
                [
                    new ProviderMessage
                    {
                        Key = id.PadRight(64, 'k'), AddressId = address, ProviderId = "portal-" + id, Folder = MailFolder.Inbox, ReceivedAt = now,
                        Outcome = MessageOutcome.Stored, EmailId = id,
                    },
                ],
                Links = [new EmailLink(id, Conversation, address, MailFolder.Inbox, now, ["anna"], ManagersSee: true, ["anna"])],
                Records = [TellingRecords.OfEmail(id, Conversation, now)],
            },
            default);
        return id;
    }

    public async Task SeeAsync(string memberId, string[] messages, string[] emails) =>
        Assert.True(await Services.GetRequiredService<SeenMarks>().MarkAsync(
            (await Fixture.RightsAsync(memberId)).Reader, Conversation, messages, emails, default));

    /// <summary>Tells what is due now, lets time pass, and tells again.</summary>
    public async Task RunAsync(TimeSpan after)
    {
        await Services.GetRequiredService<EventDispatcher>().DispatchAsync(default);
        await Services.GetRequiredService<NoticeTeller>().RunAsync(default);
        Fixture.Time.Advance(after);
        await Services.GetRequiredService<NoticeTeller>().RunAsync(default);
    }

    public async Task<IReadOnlyList<OutboxEntry>> MailsAsync(string template = "new-message") =>
        (await ExactlyOnceScenario.EntriesAsync(Services)).Where(e => e.Template == template).ToList();

    public async Task<NoticePage> NoticesAsync(string memberId) => await Services.GetRequiredService<NoticeList>().ListAsync(
        await Fixture.RightsAsync(memberId), null, 50, default);

    public async Task<int> UnreadAsync(string memberId) => await Services.GetRequiredService<NoticeList>().CountUnreadAsync(
        await Fixture.RightsAsync(memberId), default);

    public async Task<IReadOnlyList<MailRecord>> TellingsAsync() => await Store.GetRecordsAsync(
        new RecordQuery { Kind = RecordKinds.Telling, Take = 1000 }, default);

    public ValueTask DisposeAsync() => Fixture.DisposeAsync();
}
