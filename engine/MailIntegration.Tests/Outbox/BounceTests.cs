using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Engine.Storage;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Outbox;

/// <summary>PR10: a delivery report finds the mail that it is about and tells it.</summary>
public sealed class BounceTests : IAsyncLifetime
{
    private OutboxFixture _fixture = null!;

    public async Task InitializeAsync() => _fixture = await OutboxFixture.StartAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Report_NamesTheMessage_EntryAndEmailAreBounced()
    {
        var entry = await SentAsync();

        var report = await _fixture.ReceiveAsync("dsn@mx", Standard("dsn@mx", "failed", "5.1.1", entry.MessageId));

        entry = await _fixture.EntryAsync(entry.Id);
        Assert.Equal(OutboxState.Bounced, entry.State);
        Assert.Contains("User unknown", entry.Reason!.Args["words"], StringComparison.Ordinal);
        Assert.Equal(entry.ConversationId, report.Email.ConversationId);
        Assert.Equal(MailClass.BouncePermanent, report.Email.Class);
        var history = (await HistoryAsync(entry.EmailId!))!;
        Assert.Equal((DeliveryProblem.Bounced, "later-bounced"), (history.Delivery!.Problem, history.Decisions[^1].Reason.Code));
        Assert.Equal(OutboxFixture.Customer, Assert.Single(history.Delivery.Recipients).Address);
        var told = MailEvents.Read<EmailBounced>((await EventsAsync()).Single(e => e.Kind == MailEvents.EmailBounced))!;
        Assert.Equal(
            (entry.Id, entry.EmailId, report.Email.Id, entry.ConversationId, true),
            (told.EntryId, told.EmailId, told.ReportEmailId, told.ConversationId, told.IsPermanent));
    }

    [Fact]
    public async Task Report_DelayThenFailure_TellsBothInOrder()
    {
        var entry = await SentAsync();

        await _fixture.ReceiveAsync("d1@mx", Standard("d1@mx", "delayed", "4.4.1", entry.MessageId));
        Assert.Equal(OutboxState.Delayed, (await _fixture.EntryAsync(entry.Id)).State);
        Assert.DoesNotContain(await EventsAsync(), e => e.Kind == MailEvents.EmailBounced);
        await _fixture.ReceiveAsync("d2@mx", Standard("d2@mx", "failed", "5.4.7", entry.MessageId));

        Assert.Equal(OutboxState.Bounced, (await _fixture.EntryAsync(entry.Id)).State);
        Assert.Equal(
            ["later-delayed", "later-bounced"], (await HistoryAsync((await _fixture.EntryAsync(entry.Id)).EmailId!))!.Decisions.Select(d => d.Reason.Code));
    }

    [Fact]
    public async Task Report_WithoutTheMessage_IsFoundByItsRecipient()
    {
        var entry = await SentAsync();

        var report = await _fixture.ReceiveAsync("dsn@mx", Standard("dsn@mx", "failed", "5.1.1", null));

        Assert.Equal(OutboxState.Bounced, (await _fixture.EntryAsync(entry.Id)).State);
        Assert.Contains(report.Email.Explanation, r => r.Code == "explain-report-guessed");
    }

    [Fact]
    public async Task Report_AboutMailOfOthers_ChangesNothing()
    {
        var entry = await SentAsync();

        var report = await _fixture.ReceiveAsync(
            "dsn@mx", Standard("dsn@mx", "failed", "5.1.1", "foreign@x").Replace(OutboxFixture.Customer, "x@y.example", StringComparison.Ordinal));

        Assert.Equal(OutboxState.Sent, (await _fixture.EntryAsync(entry.Id)).State);
        Assert.NotEqual(entry.ConversationId, report.Email.ConversationId);
        Assert.Contains(report.Email.Explanation, r => r.Code == "explain-report-unmatched");
    }

    [Fact]
    public async Task AutomaticReply_JoinsItsThreadAsAutomated()
    {
        var entry = await SentAsync();

        var reply = await _fixture.ReceiveAsync("ooo@x", TestMail.Text(
            "ooo@x", "Automatic reply: Spokes", "I am away", headers: $"Auto-Submitted: auto-replied\r\nIn-Reply-To: <{entry.MessageId}>\r\n"));

        Assert.Equal((entry.ConversationId, MailClass.AutoReply), (reply.Email.ConversationId, reply.Email.Class));
    }

    [Fact]
    public async Task OwnAutomaticMail_ComesBack_IsAnOwnNotification()
    {
        var reply = await _fixture.ReceiveAsync("own@x", TestMail.Text(
            "own@x", "Notice", "Automatic", from: OutboxFixture.Address.Replace("info", "Info <info", StringComparison.Ordinal) + ">",
            headers: "Auto-Submitted: auto-generated\r\n").Replace("To: info", "To: other", StringComparison.Ordinal));

        // From our own address it counts as sent by us, whatever folder it lies in.
        Assert.Equal(EmailKind.Sent, reply.Email.Kind);
    }

    private async Task<OutboxEntry> SentAsync()
    {
        // What the first sync brings is history, which raises no events.
        await _fixture.Sync.SyncAsync();
        var entry = await _fixture.SendAsync(await _fixture.WriteAsync());
        await _fixture.WorkAsync();
        entry = await _fixture.EntryAsync(entry.Id);
        Assert.Equal(OutboxState.Sent, entry.State);
        return entry;
    }

    private Task<EmailHistory?> HistoryAsync(string emailId) =>
        _fixture.Services.GetRequiredService<EmailHistories>().FindAsync(emailId, default);

    private Task<IReadOnlyList<MailEvent>> EventsAsync() => _fixture.Sync.Store.GetEventsAsync(1000, default);

    internal static string Standard(string messageId, string action, string status, string? original) =>
        $"""
        Return-Path: <>
        From: MAILER-DAEMON@mx.customer.example
        To: {OutboxFixture.Address}
        Subject: Delivery Status Notification
        Message-ID: <{messageId}>
        Date: {DateTimeOffset.UtcNow:r}
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b
        Content-Type: text/plain

        It did not work.
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.customer.example

        Final-Recipient: rfc822; {OutboxFixture.Customer}
        Action: {action}
        Status: {status}
        Diagnostic-Code: smtp; 550 User unknown
        {(original is null ? "" : $"\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{original}>\nSubject: Spokes\n")}
        --b--

        """.ReplaceLineEndings("\r\n");
}
