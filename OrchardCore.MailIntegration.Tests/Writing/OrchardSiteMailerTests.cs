using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using OrchardCore.Email;
using OrchardCore.Entities;
using OrchardCore.Environment.Shell;
using OrchardCore.MailIntegration.Tests.Support;
using OrchardCore.Settings;

namespace OrchardCore.MailIntegration.Tests.Writing;

/// <summary>Mail by the site's e-mail service, with the site's own SMTP settings and a real SMTP server (CO2).</summary>
public sealed class OrchardSiteMailerTests : IAsyncLifetime
{
    private const string SiteAddress = "noreply@site.example";
    private const string Customer = "eva@customer.example";

    private readonly TenantHost _host = new();
    private SmtpListener _server = null!;

    public async Task InitializeAsync()
    {
        _server = SmtpListener.Start();
        await _host.InitializeAsync();
        await _host.EnableAsync("OrchardCore.Email", "OrchardCore.Email.Smtp");
        await _host.UsingAsync(async services =>
        {
            var sites = services.GetRequiredService<ISiteService>();
            var site = await sites.LoadSiteSettingsAsync();
            site.Put(new SmtpSettings
            {
                IsEnabled = true,
                DefaultSender = SiteAddress,
                Host = "127.0.0.1",
                Port = _server.Port,
                EncryptionMethod = SmtpEncryptionMethod.None,
            });
            site.Put(new EmailSettings { DefaultProviderName = "SMTP" });
            await sites.UpdateSiteSettingsAsync(site);
        });
        await _host.UsingAsync(services => services.GetRequiredService<IShellHost>().ReleaseShellContextAsync(
            services.GetRequiredService<ShellSettings>()));
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Send_WithEverything_LeavesWhole()
    {
        await _host.UsingAsync(async services =>
        {
            var mailer = services.GetRequiredService<ISiteMailer>();
            Assert.Equal(SiteAddress, (await mailer.GetFromAsync(default))!.Address);
            await mailer.SendAsync(Mail(), default);
        });

        var mail = Assert.Single(_server.Mails);
        Assert.Equal((SiteAddress, $"{Customer},hidden@customer.example"), (mail.Sender, string.Join(',', mail.Recipients.Order())));
        using var stream = new MemoryStream(mail.Bytes);
        using var message = await MimeMessage.LoadAsync(stream);
        Assert.Equal(
            ("own@site.example", "question@customer.example", "question@customer.example"),
            (message.MessageId, message.InReplyTo, Assert.Single(message.References)));
        Assert.Equal("auto-replied", message.Headers["Auto-Submitted"]);
        Assert.Empty(message.Bcc);
        Assert.Equal(("Größe", "Grüße"), (message.Subject, message.TextBody!.Trim()));
        var picture = message.BodyParts.OfType<MimePart>().Single(p => p.ContentId == "dot@site.example");
        Assert.Equal(("image/png", ContentDisposition.Inline), (picture.ContentType.MimeType, picture.ContentDisposition!.Disposition));
        Assert.Contains("cid:dot@site.example", message.HtmlBody, StringComparison.Ordinal);
        Assert.Equal("größe.txt", Assert.Single(message.Attachments.OfType<MimePart>()).FileName);
    }

    [Fact]
    public async Task Send_RefusedOrBroken_SaysWhatIsKnown()
    {
        _server.End = SmtpEnd.Refuse;
        await _host.UsingAsync(s => Assert.ThrowsAsync<SiteMailException>(() => SendAsync(s)));
        Assert.Empty(_server.Mails);

        // Taken, and nobody heard it: no refusal, or somebody would send it again.
        _server.End = SmtpEnd.AcceptAndHangUp;
        await _host.UsingAsync(async s => Assert.IsNotType<SiteMailException>(await Record.ExceptionAsync(() => SendAsync(s))));
        Assert.Single(_server.Mails);
        Assert.DoesNotContain(
            "MailIntegrationSmtp", await _host.Client("admin").GetStringAsync("Admin/Settings/email"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_BySite_BecomesAnEmailOfItsConversation()
    {
        var member = await _host.UserIdAsync("member");
        await _host.UsingAsync(async services =>
        {
            await StoredMail.AddAsync(services, member);
            var setup = services.GetRequiredService<IMailSetupStore>();
            await setup.SaveAsync((await setup.GetAsync(default)).Settings with { Enabled = true }, default);
        });
        var id = await _host.UsingAsync(async services =>
        {
            var from = (await services.GetRequiredService<ISiteMailer>().GetFromAsync(default))!;
            var result = await services.GetRequiredService<OutboxWriter>().QueueAsync(
                new OutboxRequest
                {
                    Sender = new Sender(SenderDirectory.SiteId, from, "", true, 3_000_000, null),
                    Draft = new Draft
                    {
                        Id = "draft",
                        SenderId = SenderDirectory.SiteId,
                        ConversationId = StoredMail.ConversationId,
                        To = [new global::MailIntegration.Engine.Mime.MailboxAddress("Eva", Customer)],
                        Subject = "Re: figures",
                        Html = "<p>Here they are.</p>",
                    },
                },
                default);
            return Assert.IsType<OutboxEntry>(result.Value).Id;
        });
        var entry = await WorkAsync(id);
        Assert.Equal((OutboxState.Sent, StoredMail.AddressId), (entry.State, entry.FiledUnder));
        Assert.Single(_server.Mails);
        await _host.UsingAsync(async services =>
        {
            var store = services.GetRequiredService<IMailStore>();
            var view = await store.GetConversationAsync(new MailReader(member, SeesAll: false), StoredMail.ConversationId, default);
            Assert.Equal([StoredMail.EmailId, entry.EmailId], view!.Emails.Select(e => e.Email.Id));
            Assert.Equal(EmailKind.Sent, view.Emails[1].Email.Kind);
            Assert.Null(await store.GetConversationAsync(new MailReader("nobody", SeesAll: false), StoredMail.ConversationId, default));
        });
        Assert.Contains("Here they are.", await _host.Client("member").GetStringAsync($"Admin/Mail/api/emails/{entry.EmailId}/body"), StringComparison.Ordinal);
    }

    private Task<OutboxEntry> WorkAsync(string id) => _host.UsingAsync(async services =>
    {
        for (var attempt = 0; ; attempt++)
        {
            await services.GetRequiredService<OutboxWorker>().RunAsync(default);
            var entry = (await services.GetRequiredService<OutboxStore>().FindAsync(id, default))!;
            if (entry.State is not (OutboxState.Held or OutboxState.Queued or OutboxState.Sending) || attempt == 100)
            {
                return entry;
            }

            // The tenant's own worker may be at it.
            await Task.Delay(100);
        }
    });

    private static Task SendAsync(IServiceProvider services) => services.GetRequiredService<ISiteMailer>().SendAsync(Mail(), default);

    private static OutgoingMail Mail() => new()
    {
        From = new(null, SiteAddress),
        To = [new("Eva", Customer)],
        Bcc = [new(null, "hidden@customer.example")],
        Subject = "Größe",
        Date = new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero),
        MessageId = "own@site.example",
        InReplyTo = ["question@customer.example"],
        References = ["question@customer.example"],
        Headers = [new MailHeader("Auto-Submitted", "auto-replied")],
        Text = "Grüße",
        Html = "<p>Grüße <img src=\"cid:dot@site.example\"></p>",
        Attachments =
        [
            new OutgoingAttachment("dot.png", "image/png", _ => Task.FromResult<Stream>(new MemoryStream([1, 2, 3])), "dot@site.example"),
            new OutgoingAttachment("größe.txt", "text/plain", _ => Task.FromResult<Stream>(new MemoryStream("file"u8.ToArray()))),
        ],
    };
}
