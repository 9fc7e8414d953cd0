using MailIntegration.Embedded.Hosting;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Sync;
using Microsoft.Extensions.DependencyInjection;
using Draft = MailIntegration.Engine.Writing.Draft;

namespace MailIntegration.Tests.Outbox;

/// <summary>The standalone home's own mailer against a real SMTP server (CO2): what leaves, and what becomes of it here.</summary>
public sealed class SiteMailerTests : IAsyncLifetime
{
    private const string SiteAddress = "noreply@fietskompas.example";

    private SmtpListener _server = null!;
    private OutboxFixture _fixture = null!;

    public async Task InitializeAsync()
    {
        _server = SmtpListener.Start();
        _fixture = await OutboxFixture.StartAsync(configure: services => services.AddSingleton<ISiteMailer>(
            new SmtpMailer(new SmtpOptions("127.0.0.1", _server.Port, UseTls: false, null, null, $"Fietskompas <{SiteAddress}>"))));
    }

    public async Task DisposeAsync()
    {
        await _fixture.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Answer_BySite_LeavesWholeAndStandsInItsConversation()
    {
        var question = await _fixture.ReceiveAsync();
        var entry = await _fixture.SendAsync(await AnswerAsync(question));
        await _fixture.WorkAsync();

        var mail = Assert.Single(_server.Mails);
        Assert.Equal((SiteAddress, "eva@customer.example,hidden@customer.example"), (mail.Sender, string.Join(',', mail.Recipients.Order())));
        Assert.DoesNotContain("hidden@", mail.Message, StringComparison.Ordinal);
        var content = await ReadAsync(mail.Bytes);
        Assert.Equal((entry.MessageId, "question@customer.example"), (content.MessageId, content.InReplyTo.Single()));
        Assert.Contains("question@customer.example", content.References);
        Assert.Equal(("image/png", true), (content.Attachments[0].ContentType, content.Attachments[0].IsInline));
        Assert.Contains("cid:" + Uri.EscapeDataString(content.Attachments[0].ContentId!), content.Html, StringComparison.Ordinal);
        Assert.Equal("größe.txt", content.Attachments[1].FileName);
        Assert.Contains("Grüße", content.Text, StringComparison.Ordinal);

        entry = await _fixture.EntryAsync(entry.Id);
        var view = await _fixture.Sync.Store.GetConversationAsync((await _fixture.RightsAsync()).Reader, entry.ConversationId!, default);
        Assert.Equal([question.Email.Id, entry.EmailId], view!.Emails.Select(e => e.Email.Id));
        Assert.Equal((OutboxState.Sent, EmailKind.Sent), (entry.State, view.Emails[1].Email.Kind));
        Assert.NotNull(view.Emails[1].Links.Single().RawBlob);
        Assert.Empty(entry.Blobs());
    }

    [Fact]
    public async Task AnswerToSiteMail_Received_JoinsAndTheLedgerStaysGreen()
    {
        var question = await _fixture.ReceiveAsync();
        var entry = await _fixture.SendAsync(await AnswerAsync(question));
        await _fixture.WorkAsync();
        _fixture.Sync.Deliver(OutboxFixture.Address, TestMail.Text("answer@customer.example", "Something else", "Thanks")
            .Replace("Subject:", $"In-Reply-To: <{entry.MessageId}>\r\nSubject:", StringComparison.Ordinal));
        await _fixture.Sync.SyncAsync(checkLedger: true);

        var answer = (await _fixture.Sync.EmailsAsync()).Single(e => e.Email.MessageId == "answer@customer.example");
        Assert.Equal(question.Email.ConversationId, answer.Email.ConversationId);
        Assert.All(await _fixture.Sync.Store.GetLedgerDaysAsync("info", default), d => Assert.True(d.IsGreen, d.ToString()));
    }

    [Fact]
    public async Task NewMail_BySite_IsItsAuthorsAndTheManagers()
    {
        var entry = await _fixture.SendAsync(await WriteAsync());
        await _fixture.WorkAsync();

        Assert.Single(_server.Mails);
        var id = (await _fixture.EntryAsync(entry.Id)).EmailId!;
        Assert.Single(await SeenByAsync("anna", id));
        Assert.Single(await SeenByAsync("manager", id));
        Assert.Empty(await SeenByAsync("joost", id));
    }

    [Fact]
    public async Task ConnectionBrokenAfterTheMessage_IsUnclearAndNeverSentAgainByItself()
    {
        _server.End = SmtpEnd.AcceptAndHangUp;
        var entry = await _fixture.SendAsync(await WriteAsync());
        await _fixture.WorkAsync();
        _server.End = SmtpEnd.Accept;
        await _fixture.WorkAsync(TimeSpan.FromHours(1));

        entry = await _fixture.EntryAsync(entry.Id);
        Assert.Equal((OutboxState.Unclear, true, 1), (entry.State, entry.CanDecide(), _server.Mails.Count));
        Assert.NotNull((await _fixture.Outbox.SettleAsync(await _fixture.RightsAsync(), entry.Id, default)).Value);
        await _fixture.WorkAsync();
        entry = await _fixture.EntryAsync(entry.Id);
        Assert.Equal((OutboxState.Sent, 1), (entry.State, _server.Mails.Count));
        Assert.Single(await SeenByAsync("anna", entry.EmailId!));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refused_WaitsForAPersonAndThenLeavesOnce(bool isByReceiver)
    {
        _server.End = isByReceiver ? SmtpEnd.Accept : SmtpEnd.Refuse;
        _ = isByReceiver && _server.Unknown.Add(OutboxFixture.Customer);
        var entry = await _fixture.SendAsync(await WriteAsync());
        await _fixture.WorkAsync();
        Assert.Equal(("site-mailer-refused", OutboxState.Failed), Told(await _fixture.EntryAsync(entry.Id)));
        Assert.Empty(_server.Mails);

        _server.End = SmtpEnd.Accept;
        _server.Unknown.Clear();
        Assert.NotNull((await _fixture.Outbox.RetryAsync(await _fixture.RightsAsync(), entry.Id, default)).Value);
        await _fixture.WorkAsync();
        Assert.Equal(OutboxState.Sent, (await _fixture.EntryAsync(entry.Id)).State);
        Assert.Single(_server.Mails);
    }

    [Fact]
    public async Task Killed_BetweenHandoverAndFiling_IsFiledAndNotHandedOverAgain()
    {
        var entry = await _fixture.SendAsync(await WriteAsync());
        var entries = _fixture.Services.GetRequiredService<OutboxStore>();
        var handed = _fixture.Time.GetUtcNow();
        await entries.SaveAsync(
            entry with { State = OutboxState.Sending, SentAt = handed, DueAt = handed, Handover = new Handover(HandoverStep.Accepted, null, handed) },
            default);
        await _fixture.WorkAsync();

        entry = await _fixture.EntryAsync(entry.Id);
        Assert.Equal((OutboxState.Sent, handed), (entry.State, entry.SentAt));
        Assert.NotNull(entry.EmailId);
        Assert.Empty(_server.Mails);
    }

    private static (string?, OutboxState) Told(OutboxEntry entry) => (entry.Reason?.Code, entry.State);

    private async Task<IReadOnlyList<EmailView>> SeenByAsync(string memberId, string emailId) =>
        await _fixture.Sync.Store.GetEmailsAsync((await _fixture.RightsAsync(memberId)).Reader, [emailId], default);

    private async Task<Draft> WriteAsync()
    {
        var begun = (await _fixture.Drafts.StartAsync(await _fixture.RightsAsync(), new DraftStart(DraftMode.New), default)).Value!;
        return await SaveAsync(begun, [new MailboxAddress("Eva", OutboxFixture.Customer)], [], "<p>Hello</p>");
    }

    /// <summary>With everything that a message can have.</summary>
    private async Task<Draft> AnswerAsync(EmailView question)
    {
        var rights = await _fixture.RightsAsync();
        var begun = (await _fixture.Drafts.StartAsync(rights, new DraftStart(DraftMode.Reply, question.Email.Id), default)).Value!;
        using var picture = new MemoryStream(Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="));
        var shown = (await _fixture.Files.AddAsync("anna", begun.Id, "dot.png", "image/png", true, picture, default)).Value!;
        using var text = new MemoryStream("file"u8.ToArray());
        await _fixture.Files.AddAsync("anna", begun.Id, "größe.txt", "text/plain", false, text, default);
        var revision = (await DraftRecords.FindAsync(_fixture.Sync.Store, "anna", begun.Id, default))!.Draft;
        return await SaveAsync(
            revision, begun.To, [new MailboxAddress(null, "hidden@customer.example")], $"<p>Grüße <img src=\"cid:{shown.ContentId}\"></p>");
    }

    private async Task<Draft> SaveAsync(
        Draft draft, IReadOnlyList<MailboxAddress> to, IReadOnlyList<MailboxAddress> bcc, string html)
    {
        var subject = draft.Subject.Length > 0 ? draft.Subject : "By the site";
        var saved = await _fixture.Drafts.SaveAsync(
            "anna", draft.Id, new DraftEdit(draft.Revision, SenderDirectory.SiteId, to, [], bcc, subject, html, true), default);
        Assert.True(saved.Value is not null, saved.Errors.First?.ToString() ?? saved.Outcome.ToString());
        return saved.Value;
    }

    private static async Task<MailContent> ReadAsync(byte[] raw)
    {
        using var stream = new MemoryStream(raw);
        return await new MimeCodec().ReadAsync(stream, default);
    }
}
