using MailIntegration.Embedded.Hosting;
using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Providers.Hosted;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Writing;
using MailIntegration.Sandbox;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Sync;
using MailIntegration.Tests.Web;
using Microsoft.Extensions.DependencyInjection;
using Draft = MailIntegration.Engine.Writing.Draft;

namespace MailIntegration.Tests.Hosted;

/// <summary>By which way answers of a forwarding address leave: the site's mailer, Microsoft 365, Gmail.</summary>
public sealed class SendViaTests : IAsyncLifetime
{
    private const string Info = "info@fietskompas.example";
    private const string Desk = "desk@in.fietskompas.example";
    private const string Customer = "eva@customer.example";

    private readonly ShiftedTime _time = new();
    private SmtpListener _smtp = null!;

    public Task InitializeAsync()
    {
        _smtp = SmtpListener.Start();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _smtp.DisposeAsync();

    [Theory]
    [InlineData(ProviderKind.Microsoft365)]
    [InlineData(ProviderKind.Gmail)]
    public async Task Answer_ByAMailboxThatMaySendAs_LeavesWithNameAndAddressOfTheForwardingAddress(ProviderKind kind)
    {
        await using var fixture = await StartAsync(kind);
        Owner(fixture).SendAs = [Desk];
        var id = await ConnectAsync(fixture, "info");
        var entry = await SendAsync(fixture, id);

        var left = Assert.Single(fixture.Sandbox.State.Transport.Outbound);
        Assert.Equal(Customer, left.Recipient);
        Assert.Equal(new MailboxAddress("The desk", Desk), await FromAsync(left.Raw));
        Assert.Empty(_smtp.Mails);
        Assert.Equal((OutboxState.Sent, "info"), (entry.State, entry.SentVia));
        var email = Assert.Single(await fixture.EmailsAsync());
        Assert.Equal([id], email.Links.Select(l => l.AddressId));

        // The mailbox' own sync leaves the copy to the forwarding address, and its ledger is even.
        Assert.Null((await fixture.SyncAsync(checkLedger: true)).Problem);
        Assert.Equal(email.Email.Id, Assert.Single(await fixture.EmailsAsync()).Email.Id);
        Assert.Equal("sent-for-another", Assert.Single(await fixture.LedgerAsync()).Reason?.Code);
        Assert.All(await fixture.Store.GetLedgerDaysAsync("info", default), day => Assert.True(day.IsGreen));
    }

    [Fact]
    public async Task Answer_ThatMicrosoftRefusesToSendAs_StopsWithTheReasonAndCanBeTriedAgain()
    {
        await using var fixture = await StartAsync(ProviderKind.Microsoft365);
        var id = await ConnectAsync(fixture, "info");
        var entry = await SendAsync(fixture, id);
        Assert.Equal((OutboxState.Failed, "send-as-refused"), (entry.State, entry.Reason?.Code));
        Assert.Empty(fixture.Sandbox.State.Transport.Outbound);
        Assert.DoesNotContain(fixture.Mailbox(Info).Read((items, _) => items.Values.ToList()), item => item.IsDraft);

        Owner(fixture).SendAs = [Desk];
        var retried = await fixture.Services.GetRequiredService<OutboxService>().RetryAsync(await ManagerAsync(fixture), entry.Id, default);
        Assert.Equal(SetupOutcome.Saved, retried.Outcome);
        Assert.Equal(OutboxState.Sent, (await WorkAsync(fixture, entry.Id)).State);
        Assert.Single(fixture.Sandbox.State.Transport.Outbound);
    }

    /// <summary>Gmail would put the account's own address into From without a word.</summary>
    [Fact]
    public async Task Answer_ByAGmailAccountThatMayNotSendAs_IsRefusedWhenChosenAndWhenSent()
    {
        await using var fixture = await StartAsync(ProviderKind.Gmail);
        var refused = await TryConnectAsync(fixture, "info");
        Assert.Equal("send-as-denied", refused.Errors.Fields["sendVia"][0].Code);

        Owner(fixture).SendAs = [Desk];
        var id = await ConnectAsync(fixture, "info");
        Owner(fixture).SendAs = [];
        var entry = await SendAsync(fixture, id);
        Assert.Equal((OutboxState.Failed, "send-as-denied"), (entry.State, entry.Reason?.Code));
        Assert.Equal((Desk, Info), (entry.Reason!.Args["email"], entry.Reason.Args["mailbox"]));
        Assert.Empty(fixture.Sandbox.State.Transport.Outbound);
    }

    [Fact]
    public async Task Answer_BySite_StandsUnderTheForwardingAddress()
    {
        await using var fixture = await StartAsync(ProviderKind.Microsoft365);
        var id = await ConnectAsync(fixture, "");
        var entry = await SendAsync(fixture, id);

        Assert.Equal(OutboxState.Sent, entry.State);
        Assert.Null(entry.SentVia);
        Assert.Equal(new MailboxAddress("The desk", Desk), await FromAsync(Assert.Single(_smtp.Mails).Bytes));
        Assert.Empty(fixture.Sandbox.State.Transport.Outbound);
        var email = Assert.Single(await fixture.EmailsAsync(new MailReader("anna", SeesAll: false)));
        Assert.Equal([id], email.Links.Select(l => l.AddressId));
        Assert.Empty(await fixture.EmailsAsync(new MailReader("bob", SeesAll: false)));
    }

    [Fact]
    public async Task Choice_OfAMailboxThatIsGoneOrAnothersOwn_IsRefusedAndWaitsWhenItGoes()
    {
        await using var fixture = await StartAsync(ProviderKind.Microsoft365);
        Assert.Equal("send-via-missing", (await TryConnectAsync(fixture, "nothing")).Errors.Fields["sendVia"][0].Code);
        var id = await ConnectAsync(fixture, "info");
        Assert.Equal("send-via-missing", (await SetAsync(fixture, id, id)).Errors.Fields["sendVia"][0].Code);
        var setup = await fixture.Setup.GetAsync(default);
        Assert.True(await fixture.Setup.SaveAsync(setup.FindAddress("info")! with { IsPaused = true }, default));

        var entry = await SendAsync(fixture, id);
        Assert.Equal((OutboxState.Queued, "sender-paused"), (entry.State, entry.Reason?.Code));
        Assert.Equal(SetupOutcome.Saved, (await SetAsync(fixture, id, "")).Outcome);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(OutboxState.Sent, (await WorkAsync(fixture, entry.Id)).State);
        Assert.Single(_smtp.Mails);
    }

    private Task<SyncFixture> StartAsync(ProviderKind kind) => StartedAsync(kind, new SmtpMailer(
        new SmtpOptions("127.0.0.1", _smtp.Port, UseTls: false, null, null, "Site <noreply@fietskompas.example>")));

    private async Task<SyncFixture> StartedAsync(ProviderKind kind, SmtpMailer mailer)
    {
        var fixture = await SyncFixture.StartAsync(
            new SandboxOptions { MailFolder = TestCompany.Folder },
            configure: services =>
            {
                services.AddSingleton<TimeProvider>(_time);
                services.AddSingleton<ISiteMailer>(mailer);
                services.AddHostedAddresses();
                services.AddMailSetup();
            },
            kind: kind);
        await fixture.ActivateAsync(Info);
        var domain = await fixture.Services.GetRequiredService<HostedService>().SetDomainAsync("in.fietskompas.example", default);
        Assert.Equal(SetupOutcome.Saved, domain.Outcome);
        return fixture;
    }

    private static async Task<string> ConnectAsync(SyncFixture fixture, string sendVia)
    {
        var result = await TryConnectAsync(fixture, sendVia);
        Assert.True(result.Value is not null, result.Errors.First?.ToString());
        return result.Value.Address.Id;
    }

    private static Task<SetupResult<HostedConnected>> TryConnectAsync(SyncFixture fixture, string sendVia) =>
        fixture.Services.GetRequiredService<HostedService>().ConnectAsync(
            new HostedInput("desk", "", "The desk", [new AddressLink(LinkKind.Member, "anna")], new HostedAddress { SendVia = sendVia }), default);

    private static async Task<SetupResult<ChannelAddress>> SetAsync(SyncFixture fixture, string id, string sendVia)
    {
        var address = (await fixture.Setup.GetAsync(default)).FindAddress(id)!;
        return await fixture.Services.GetRequiredService<HostedService>().SetRulesAsync(
            id, address.Hosted! with { SendVia = sendVia }, address.Version, default);
    }

    private async Task<OutboxEntry> SendAsync(SyncFixture fixture, string senderId)
    {
        var sender = new Sender(senderId, new MailboxAddress("The desk", Desk), "", true, 3_000_000, null);
        var queued = await fixture.Services.GetRequiredService<OutboxWriter>().QueueAsync(
            new OutboxRequest
            {
                Sender = sender,
                Draft = new Draft
                {
                    Id = "draft", SenderId = senderId, To = [new MailboxAddress("Eva", Customer)], Subject = "Spokes", Html = "<p>We do.</p>",
                },
            },
            default);
        Assert.True(queued.Value is not null, queued.Errors.First?.ToString());
        return await WorkAsync(fixture, queued.Value.Id);
    }

    private async Task<OutboxEntry> WorkAsync(SyncFixture fixture, string entryId)
    {
        for (var round = 0; round < 4; round++)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            fixture.Sandbox.State.Clock.Advance(TimeSpan.FromSeconds(2));
            await fixture.Services.GetRequiredService<OutboxWorker>().RunAsync(default);
        }

        return (await fixture.Services.GetRequiredService<OutboxStore>().FindAsync(entryId, default))!;
    }

    private static async Task<MemberRights> ManagerAsync(SyncFixture fixture) =>
        (await fixture.Services.GetRequiredService<IMailAuthorization>().GetRightsAsync("manager", default))!;

    private static MailUser Owner(SyncFixture fixture) => fixture.Sandbox.State.Tenants[0].FindByAddress(Info)!;

    private static async Task<MailboxAddress> FromAsync(byte[] raw)
    {
        using var stream = new MemoryStream(raw);
        return (await new MimeCodec().ReadAsync(stream, default)).From.Single();
    }
}
