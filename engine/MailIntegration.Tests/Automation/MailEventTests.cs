using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;
using MailIntegration.Sandbox.Scenarios;
using MailIntegration.Tests.Outbox;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Automation;

/// <summary>Which events are written with which mail.</summary>
public sealed class MailEventTests
{
    [Fact]
    public async Task Answer_ToWhatWeSent_IsAReply_AMachinesIsNot()
    {
        await using var outbox = await OutboxFixture.StartAsync();
        await outbox.Sync.SyncAsync();
        var question = await outbox.ReceiveAsync();
        Assert.Equal([MailEvents.EmailReceived], await KindsAsync(outbox));
        var draft = await outbox.WriteAsync(new DraftStart(DraftMode.Reply, question.Email.Id));
        await outbox.SendAsync(draft);
        await outbox.WorkAsync();
        await outbox.WorkAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await KindsAsync(outbox)).Count(k => k == MailEvents.EmailSent));
        var sent = MailEvents.Read<EmailSent>((await EventsAsync(outbox)).Single(e => e.Kind == MailEvents.EmailSent))!;
        Assert.Equal(("anna", false, question.Email.ConversationId), (sent.AuthorId, sent.IsAutomatic, sent.ConversationId));

        await AnswerAsync(outbox, "machine@customer.example", "Auto-Submitted: auto-replied\r\n");
        Assert.DoesNotContain(MailEvents.ReplyReceived, await KindsAsync(outbox));
        await AnswerAsync(outbox, "thanks@customer.example");

        var reply = MailEvents.Read<ReplyReceived>((await EventsAsync(outbox)).Single(e => e.Kind == MailEvents.ReplyReceived))!;
        Assert.Equal(question.Email.ConversationId, reply.ConversationId);
    }

    [Fact]
    public async Task SignInRefused_ChannelNeedsAttention_Once_ABusyProviderDoesNot()
    {
        await using var outbox = await OutboxFixture.StartAsync();
        await outbox.Sync.SyncAsync();
        outbox.Fault(FaultKind.Unavailable, "/messages", times: null);
        await outbox.Sync.SyncAsync();
        Assert.DoesNotContain(MailEvents.ChannelNeedsAttention, await KindsAsync(outbox));
        outbox.Sync.Sandbox.State.Faults.Clear();
        outbox.Fault(FaultKind.ConsentRevoked, "/messages");
        await outbox.Sync.SyncAsync();
        await outbox.Sync.SyncAsync();

        var told = (await EventsAsync(outbox)).Single(e => e.Kind == MailEvents.ChannelNeedsAttention);
        Assert.Equal(("channel", "info"), (MailEvents.Read<ChannelNeedsAttention>(told)!.ChannelId, told.AddressId));
    }

    private static async Task AnswerAsync(OutboxFixture outbox, string messageId, string headers = "")
    {
        outbox.Sync.Deliver(OutboxFixture.Address, TestMail.Text(
            messageId, "Re: Spokes", "Thanks", headers: headers + "In-Reply-To: <question@customer.example>\r\n"));
        Assert.Null((await outbox.Sync.SyncAsync()).Problem);
    }

    private static async Task<IReadOnlyList<MailEvent>> EventsAsync(OutboxFixture outbox) =>
        (await outbox.Sync.Store.GetEventsAsync(1000, default)).Where(e => Engine.Automation.EventTargets.Kinds.Contains(e.Kind)).ToList();

    private static async Task<IReadOnlyList<string>> KindsAsync(OutboxFixture outbox) =>
        (await EventsAsync(outbox)).Select(e => e.Kind).ToList();
}
