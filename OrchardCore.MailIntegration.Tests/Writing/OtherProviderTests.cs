using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Writing;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Email;
using OrchardCore.Entities;
using OrchardCore.MailIntegration.Tests.Support;
using OrchardCore.Settings;
using MailboxAddress = global::MailIntegration.Engine.Mime.MailboxAddress;

namespace OrchardCore.MailIntegration.Tests.Writing;

/// <summary>Mail by the site's e-mail service with a provider that is not SMTP: it knows no header fields and no inline parts (CO2).</summary>
public sealed class OtherProviderTests : IClassFixture<TenantHost>, IAsyncLifetime
{
    private const string SiteAddress = "noreply@site.example";

    private readonly TenantHost _host;

    public OtherProviderTests(TenantHost host)
    {
        _host = host;
    }

    public async Task InitializeAsync()
    {
        await _host.EnableAsync("OrchardCore.Email");
        await _host.UsingAsync(async services =>
        {
            var sites = services.GetRequiredService<ISiteService>();
            var site = await sites.LoadSiteSettingsAsync();
            site.Put(new SmtpSettings { DefaultSender = SiteAddress });
            await sites.UpdateSiteSettingsAsync(site);
        });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Send_WithPictureAndFile_BothTravelAsAttachments()
    {
        var subject = "Größe " + Guid.NewGuid().ToString("N");
        await _host.UsingAsync(async services =>
        {
            var mailer = services.GetRequiredService<ISiteMailer>();
            Assert.Equal(SiteAddress, (await mailer.GetFromAsync(default))!.Address);
            await mailer.SendAsync(Mail(subject), default);
        });

        var sent = Assert.Single(TestEmailProvider.Sent, m => m.Subject == subject);
        Assert.Contains(SiteAddress, sent.From, StringComparison.Ordinal);
        Assert.Contains("eva@customer.example", sent.To, StringComparison.Ordinal);
        Assert.Contains("hidden@customer.example", sent.Bcc, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", sent.To + sent.Cc, StringComparison.Ordinal);
        Assert.Contains("Grüße", sent.HtmlBody, StringComparison.Ordinal);
        Assert.Equal("Grüße", sent.TextBody!.Trim());
        var files = TestEmailProvider.Files[sent];
        Assert.Equal(["dot.png", "größe.txt"], files.Select(f => f.Name));
        Assert.Equal([1, 2, 3], files[0].Content);
        Assert.Equal("file"u8.ToArray(), files[1].Content);
    }

    [Fact]
    public async Task Send_Refused_StopsWithTheProvidersWordsAndCanGoBackToDrafts()
    {
        var entry = await RunAsync("refuse");

        Assert.Equal((OutboxState.Failed, "site-mailer-refused"), (entry.State, entry.Reason?.Code));
        Assert.Contains("No", entry.Reason!.Args["error"], StringComparison.Ordinal);
        Assert.True(entry.CanRetry());
    }

    [Fact]
    public async Task Send_Broken_IsUnclearAndLeftToAPerson()
    {
        var entry = await RunAsync("break");

        Assert.Equal(OutboxState.Unclear, entry.State);
        Assert.True(entry.CanDecide());
        Assert.Single(TestEmailProvider.Sent, m => m.Subject == "break");
    }

    [Fact]
    public async Task Send_Taken_BecomesAnEmailOfItsConversation()
    {
        var entry = await RunAsync("Taken by another provider");

        Assert.Equal(OutboxState.Sent, entry.State);
        Assert.NotNull(entry.EmailId);
        Assert.Single(TestEmailProvider.Sent, m => m.Subject == "Taken by another provider");
    }

    private async Task<OutboxEntry> RunAsync(string subject)
    {
        var id = await _host.UsingAsync(async services =>
        {
            var from = (await services.GetRequiredService<ISiteMailer>().GetFromAsync(default))!;
            await EnableAsync(services);
            var result = await services.GetRequiredService<OutboxWriter>().QueueAsync(
                new OutboxRequest
                {
                    Sender = new Sender(SenderDirectory.SiteId, from, "", true, 3_000_000, null),
                    Draft = new Draft
                    {
                        Id = "draft",
                        SenderId = SenderDirectory.SiteId,
                        To = [new MailboxAddress("Eva", "eva@customer.example")],
                        Subject = subject,
                        Html = "<p>Here they are.</p>",
                    },
                },
                default);
            return Assert.IsType<OutboxEntry>(result.Value).Id;
        });
        return await _host.UsingAsync(async services =>
        {
            for (var attempt = 0; ; attempt++)
            {
                await services.GetRequiredService<OutboxWorker>().RunAsync(default);
                var entry = (await services.GetRequiredService<OutboxStore>().FindAsync(id, default))!;
                if (entry.DueAt is null || entry.State is not (OutboxState.Held or OutboxState.Queued or OutboxState.Sending) || attempt == 100)
                {
                    return entry;
                }

                // The tenant's own worker may be at it.
                await Task.Delay(100);
            }
        });
    }

    private static async Task EnableAsync(IServiceProvider services)
    {
        var setup = services.GetRequiredService<global::MailIntegration.Engine.Channels.IMailSetupStore>();
        var settings = (await setup.GetAsync(default)).Settings;
        if (!settings.Enabled)
        {
            Assert.True(await setup.SaveAsync(settings with { Enabled = true }, default));
        }
    }

    private static OutgoingMail Mail(string subject) => new()
    {
        From = new(null, SiteAddress),
        To = [new("Eva", "eva@customer.example")],
        Bcc = [new(null, "hidden@customer.example")],
        Subject = subject,
        Date = new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero),
        MessageId = "own@site.example",
        InReplyTo = ["question@customer.example"],
        References = ["question@customer.example"],
        Text = "Grüße",
        Html = "<p>Grüße <img src=\"cid:dot@site.example\"></p>",
        Attachments =
        [
            new OutgoingAttachment("dot.png", "image/png", _ => Task.FromResult<Stream>(new MemoryStream([1, 2, 3])), "dot@site.example"),
            new OutgoingAttachment("größe.txt", "text/plain", _ => Task.FromResult<Stream>(new MemoryStream("file"u8.ToArray()))),
        ],
    };
}
