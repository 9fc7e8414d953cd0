using System.Text;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Sandbox.Scenarios;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Sync;

/// <summary>Everything that goes wrong at the provider: the reason is named, nothing is lost, nothing is stored twice.</summary>
public sealed class SyncFaultTests
{
    private const string Info = "info@fietskompas.example";

    /// <summary>Faults that pass by themselves within one run.</summary>
    [Theory]
    [InlineData(FaultKind.EmptyPage, "delta")]
    [InlineData(FaultKind.RemovedInFirstRound, "delta")]
    [InlineData(FaultKind.Replay, "delta")]
    [InlineData(FaultKind.TokenRevoked, "delta")]
    [InlineData(FaultKind.TokenRevoked, "$value")]
    [InlineData(FaultKind.Throttled, "$value")]
    [InlineData(FaultKind.ThrottledDate, "delta")]
    [InlineData(FaultKind.Unavailable, "$value")]
    [InlineData(FaultKind.GatewayTimeout, "delta")]
    [InlineData(FaultKind.ConnectionReset, "$value")]
    [InlineData(FaultKind.ConnectionReset, "delta")]
    [InlineData(FaultKind.MalformedJson, "delta")]
    [InlineData(FaultKind.HtmlError, "$value")]
    [InlineData(FaultKind.LostCursor, "skiptoken")]
    public async Task Run_PassingFault_EndsWithAllMailOnce(FaultKind kind, string path)
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        fixture.DeliverMany(Info, 30);
        fixture.DeliverMany(Info, 10, "sentitems");
        await fixture.ActivateAsync(Info);
        var fault = fixture.Sandbox.State.Faults.Add(new Fault
        {
            Kind = kind,
            Path = path,
            Times = 1,
            After = kind is FaultKind.RemovedInFirstRound or FaultKind.Replay or FaultKind.EmptyPage or FaultKind.LostCursor ? 0 : 1,
            RetryAfter = TimeSpan.FromSeconds(1),
        });

        var run = await fixture.SyncAsync();
        if (run.Phase == SyncPhase.Failed)
        {
            run = await fixture.SyncAsync();
        }

        Assert.Equal((SyncPhase.Done, (string?)null), (run.Phase, run.Problem?.Code));
        Assert.True(fault.Hits > 0 || kind == FaultKind.LostCursor, "The fault did not happen.");
        Assert.Equal(40, (await fixture.EmailsAsync()).Count);
        Assert.Equal(40, (await fixture.LedgerAsync()).Count(r => r.Outcome == MessageOutcome.Stored));
    }

    [Theory]
    [InlineData(FaultKind.ExpiredSecret, "secret-expired")]
    [InlineData(FaultKind.WrongSecret, "wrong-secret")]
    [InlineData(FaultKind.ConsentRevoked, "consent-missing")]
    public async Task Run_SignInBroken_PutsChannelIntoAttention(FaultKind kind, string code)
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        fixture.DeliverMany(Info, 5);
        await fixture.ActivateAsync(Info);
        var fault = fixture.Sandbox.State.Faults.Add(new Fault { Kind = kind });
        fixture.Provider.Forget("channel");

        var run = await fixture.SyncAsync();

        Assert.Equal((SyncPhase.Failed, code), (run.Phase, run.Problem?.Code));
        Assert.Equal(code, (await fixture.Setup.GetAsync(default)).Channels[0].Attention?.Code);
        Assert.Equal(code, (await fixture.HealthAsync()).Problem?.Code);

        fixture.Sandbox.State.Faults.Remove(fault.Id);
        fixture.Sandbox.State.Consent(fixture.Sandbox.State.Tenants[0], fixture.Sandbox.State.Apps.First().Value);
        await fixture.ReconnectAsync();
        Assert.Equal(SyncPhase.Done, (await fixture.SyncAsync()).Phase);
        Assert.Equal(5, (await fixture.EmailsAsync()).Count);
    }

    [Fact]
    public async Task Check_UnknownTenant_IsNamed()
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        var setup = await fixture.Setup.GetAsync(default);
        var channel = setup.Channels[0] with
        {
            Microsoft365 = new Microsoft365Connection { TenantId = "11111111-2222-4333-8444-555555555555" },
        };

        var exception = await Assert.ThrowsAsync<ProviderException>(
            () => fixture.Provider.CheckAsync(new ProviderContext(channel, setup.Settings), default));

        Assert.Equal((ProviderError.SignIn, "unknown-tenant"), (exception.Error, exception.Reason.Code));
    }

    [Fact]
    public async Task Run_PermissionMissing_NamesIt()
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        await fixture.ActivateAsync(Info);
        fixture.Sandbox.State.Faults.Add(new Fault { Kind = FaultKind.MissingPermission });

        var run = await fixture.SyncAsync();

        Assert.Equal(("permission-missing", "Mail.Read"), (run.Problem?.Code, run.Problem?.Args["permission"]));
        Assert.Null((await fixture.Setup.GetAsync(default)).Channels[0].Attention);
    }

    [Theory]
    [InlineData("nobody@fietskompas.example", "mailbox-not-found")]
    [InlineData("werkplaats-tablet@fietskompas.example", "user-without-mailbox")]
    public async Task Find_NoMailbox_IsNamed(string email, string code)
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        var setup = await fixture.Setup.GetAsync(default);

        var exception = await Assert.ThrowsAsync<ProviderException>(
            () => fixture.Provider.FindMailboxAsync(new ProviderContext(setup.Channels[0], setup.Settings), email, default));

        Assert.Equal((ProviderError.MailboxNotFound, code), (exception.Error, exception.Reason.Code));
    }

    [Fact]
    public async Task Find_ByAlias_GivesItsMailbox()
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        var setup = await fixture.Setup.GetAsync(default);

        var mailbox = await fixture.Provider.FindMailboxAsync(
            new ProviderContext(setup.Channels[0], setup.Settings), "hallo@fietskompas.example", default);

        Assert.Equal(Info, mailbox.Email);
        Assert.Contains("hallo@fietskompas.example", mailbox.Aliases);
    }

    [Fact]
    public async Task Run_MailboxGone_IsNamedAndMailStays()
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        fixture.DeliverMany(Info, 3);
        await fixture.ActivateAsync(Info);
        await fixture.SyncAsync();
        fixture.Sandbox.State.Faults.Add(new Fault { Kind = FaultKind.MailboxNotFound });

        var run = await fixture.SyncAsync();

        Assert.Equal("mailbox-gone", run.Problem?.Code);
        Assert.Equal(3, (await fixture.EmailsAsync()).Count);
    }

    [Fact]
    public async Task Run_FolderVanished_ReadsTheOthersAndNamesIt()
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        fixture.DeliverMany(Info, 3);
        fixture.DeliverMany(Info, 2, "sentitems");
        await fixture.ActivateAsync(Info);
        fixture.Sandbox.State.Faults.Add(new Fault { Kind = FaultKind.FolderVanished, Path = "junkemail" });

        var run = await fixture.SyncAsync();

        Assert.Equal((SyncPhase.Done, "folder-not-found"), (run.Phase, run.Problem?.Code));
        Assert.Equal("spam", run.Problem!.Args["folder"]);
        Assert.Equal(5, (await fixture.EmailsAsync()).Count);
    }

    [Fact]
    public async Task Run_MessageVanishesBeforeItIsRead_IsInTheLedger()
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        fixture.DeliverMany(Info, 5);
        await fixture.ActivateAsync(Info);
        fixture.Sandbox.State.Faults.Add(new Fault { Kind = FaultKind.MessageVanished, Path = "$value", Times = 1 });

        var run = await fixture.SyncAsync();

        Assert.Equal(SyncPhase.Done, run.Phase);
        Assert.Equal(4, (await fixture.EmailsAsync()).Count);
        Assert.Equal("gone-at-provider", (await fixture.LedgerAsync()).Single(r => r.Outcome == MessageOutcome.Vanished).Reason?.Code);
    }

    [Fact]
    public async Task Run_CursorLostLater_ResyncsWithoutDuplicates()
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        fixture.DeliverMany(Info, 8);
        await fixture.ActivateAsync(Info);
        await fixture.SyncAsync();
        fixture.Deliver(Info, TestMail.Text("later@x"));
        fixture.Sandbox.State.Faults.Add(new Fault { Kind = FaultKind.LostCursor, Path = "deltatoken", Times = 1 });

        var run = await fixture.SyncAsync();

        Assert.Equal(SyncPhase.Done, run.Phase);
        Assert.Equal(9, (await fixture.EmailsAsync()).Count);
        Assert.Equal(9, (await fixture.LedgerAsync()).Count);
    }

    [Fact]
    public async Task Run_LongThrottling_WaitsAsAskedWithoutBlocking()
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        await fixture.ActivateAsync(Info);
        fixture.Sandbox.State.Faults.Add(new Fault { Kind = FaultKind.Throttled, RetryAfter = TimeSpan.FromMinutes(7) });

        var run = await fixture.SyncAsync();

        Assert.Equal("throttled", run.Problem?.Code);
        var wait = (await fixture.HealthAsync()).NotBefore!.Value - DateTimeOffset.UtcNow;
        Assert.InRange(wait.TotalMinutes, 6.5, 7.01);
    }

    [Fact]
    public async Task Run_NeverMoreThanFourCallsAtATime()
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        fixture.DeliverMany(Info, 60);
        await fixture.ActivateAsync(Info);

        fixture.Sandbox.State.Faults.Add(
            new Fault { Kind = FaultKind.Slow, Path = "$value", Delay = TimeSpan.FromMilliseconds(30) });

        await fixture.SyncAsync();

        Assert.Equal(4, fixture.Sandbox.State.Statistics.MaxConcurrency[Info]);
        Assert.DoesNotContain(429, fixture.Sandbox.State.Statistics.ByStatus.Keys);
    }

    [Fact]
    public async Task Run_MailWithoutHeaders_IsStored()
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        fixture.Deliver(Info, "\r\nOnly a body.\r\n");
        fixture.Deliver(Info, "Only a body, and no blank line before it.");
        fixture.Deliver(Info, "");
        await fixture.ActivateAsync(Info);

        var run = await fixture.SyncAsync();

        Assert.Equal((SyncPhase.Done, 3), (run.Phase, run.Done));
        Assert.Equal(3, (await fixture.EmailsAsync()).Count);
    }

    [Fact]
    public async Task Run_FortyMegabyteMail_IsStored()
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        var body = new StringBuilder("Content-Transfer-Encoding: base64\r\nContent-Type: application/zip; name=big.zip\r\n\r\n");
        var line = new string('A', 76) + "\r\n";
        for (var i = 0; i < 40 * 1024 * 1024 / line.Length; i++)
        {
            body.Append(line);
        }

        fixture.Deliver(Info, "From: eva@customer.example\r\nSubject: Big\r\nMessage-ID: <big@x>\r\nMIME-Version: 1.0\r\n" + body);
        fixture.Deliver(Info, TestMail.Text("small@x"));
        await fixture.ActivateAsync(Info);

        await fixture.SyncAsync();

        var emails = await fixture.EmailsAsync();
        var big = emails.Single(e => e.Email.MessageId == "big@x").Email;
        Assert.True(big.Size > 40_000_000);
        Assert.Equal("big.zip", Assert.Single(big.Attachments).FileName);
        Assert.Equal(2, emails.Count);
    }

    [Fact]
    public async Task Run_MailOverTheLimit_IsRefusedAndListed()
    {
        await using var fixture = await SyncFixture.StartAsync(
            AddressSyncTests.Company(), new SyncOptions { MaxMessageSize = 2_000_000 });
        fixture.Deliver(Info, TestMail.Text("big@x", body: new string('x', 2_500_000)));
        fixture.Deliver(Info, TestMail.Text("small@x"));
        await fixture.ActivateAsync(Info);

        var run = await fixture.SyncAsync(checkLedger: true);

        Assert.Equal(SyncPhase.Done, run.Phase);
        Assert.Equal("small@x", Assert.Single(await fixture.EmailsAsync()).Email.MessageId);
        Assert.Equal("message-too-large", (await fixture.LedgerAsync()).Single(r => r.Outcome == MessageOutcome.Refused).Reason?.Code);
        Assert.All(await fixture.Store.GetLedgerDaysAsync("info", default), d => Assert.True(d.IsGreen));
    }

    [Fact]
    public async Task Run_OneMessageAlwaysFails_IsQuarantinedAndOthersArrive()
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        fixture.DeliverMany(Info, 20);
        await fixture.ActivateAsync(Info);
        await fixture.SyncAsync();
        fixture.Deliver(Info, TestMail.Text("sick@x"));
        var fault = fixture.Sandbox.State.Faults.Add(new Fault { Kind = FaultKind.HtmlError, Path = "$value" });

        var run = await fixture.SyncAsync(checkLedger: true);

        Assert.Equal(SyncPhase.Done, run.Phase);
        var row = (await fixture.LedgerAsync()).Single(r => r.Outcome == MessageOutcome.Quarantined);
        Assert.NotNull(row.RetryAt);
        fixture.Sandbox.State.Faults.Remove(fault.Id);
        Assert.Equal(1, await fixture.Services.GetRequiredService<QuarantineRetry>().RetryAsync([row.Key], default));
        Assert.Equal(21, (await fixture.EmailsAsync()).Count);
    }

    [Fact]
    public async Task Run_ProviderDown_QuarantinesNothing()
    {
        await using var fixture = await SyncFixture.StartAsync(AddressSyncTests.Company());
        fixture.DeliverMany(Info, 20);
        await fixture.ActivateAsync(Info);
        var fault = fixture.Sandbox.State.Faults.Add(
            new Fault { Kind = FaultKind.Unavailable, RetryAfter = TimeSpan.FromMinutes(1), Path = "$value" });

        var run = await fixture.SyncAsync();

        Assert.Equal(SyncPhase.Failed, run.Phase);
        Assert.Empty(await fixture.LedgerAsync());
        fixture.Sandbox.State.Faults.Remove(fault.Id);
        Assert.Equal(SyncPhase.Done, (await fixture.SyncAsync()).Phase);
        Assert.Equal(20, (await fixture.EmailsAsync()).Count);
    }

    [Fact]
    public async Task Run_DiskFull_StopsNamesItAndGoesOnLater()
    {
        FullDiskBlobs? disk = null;
        await using var fixture = await SyncFixture.StartAsync(
            AddressSyncTests.Company(), wrapBlobs: inner => disk = new FullDiskBlobs(inner));
        fixture.DeliverMany(Info, 120);
        await fixture.ActivateAsync(Info);
        _ = fixture.Blobs;
        disk!.Room = 70;

        var run = await fixture.SyncAsync();

        Assert.Equal((SyncPhase.Failed, "disk-full"), (run.Phase, run.Problem?.Code));
        Assert.InRange((await fixture.EmailsAsync()).Count, 50, 70);
        disk.Room = int.MaxValue;
        Assert.Equal(SyncPhase.Done, (await fixture.SyncAsync()).Phase);
        Assert.Equal(120, (await fixture.EmailsAsync()).Count);
    }

    [Fact]
    public async Task Run_OneMailBreaksTheReader_QuarantinesItAndRetryStoresIt()
    {
        var codec = new BrittleCodec("poison@x");
        await using var fixture = await SyncFixture.StartAsync(
            AddressSyncTests.Company(), configure: services => services.AddSingleton<IMimeCodec>(codec));
        fixture.Deliver(Info, TestMail.Text("before@x", body: "1"));
        fixture.Deliver(Info, TestMail.Text("poison@x", body: "2"));
        fixture.Deliver(Info, TestMail.Text("after@x", body: "3"));
        await fixture.ActivateAsync(Info);

        var run = await fixture.SyncAsync(checkLedger: true);

        Assert.Equal(SyncPhase.Done, run.Phase);
        Assert.Equal(["after@x", "before@x"], (await fixture.EmailsAsync()).Select(e => e.Email.MessageId).Order());
        var row = (await fixture.LedgerAsync()).Single(r => r.Outcome == MessageOutcome.Quarantined);
        Assert.Equal((1, "unreadable"), (row.Attempts, row.Reason?.Code));
        Assert.NotNull(row.RawBlob);
        Assert.All(await fixture.Store.GetLedgerDaysAsync("info", default), d => Assert.True(d.IsGreen));

        var retry = fixture.Services.GetRequiredService<QuarantineRetry>();
        Assert.Equal(0, await retry.RetryAsync([row.Key], default));
        Assert.Equal(2, (await fixture.LedgerAsync()).Single(r => r.Key == row.Key).Attempts);

        codec.IsMended = true;
        Assert.Equal(1, await retry.RetryAsync([row.Key], default));
        Assert.Equal(3, (await fixture.EmailsAsync()).Count);
        Assert.Equal(MessageOutcome.Stored, (await fixture.LedgerAsync()).Single(r => r.Key == row.Key).Outcome);
    }

    [Fact]
    public async Task StartDue_ClockStepsBack_SyncsAgainInsteadOfWaiting()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var fixture = await SyncFixture.StartAsync(
            AddressSyncTests.Company(), configure: services => services.AddSingleton<TimeProvider>(clock));
        await fixture.ActivateAsync(Info);
        var coordinator = fixture.Services.GetRequiredService<SyncCoordinator>();
        await fixture.SyncAsync();
        clock.Set(clock.GetUtcNow().AddDays(-2));
        fixture.Deliver(Info, TestMail.Text("now@x"));

        coordinator.StartDue(await fixture.Setup.GetAsync(default), await fixture.Store.GetHealthAsync(default), default);
        await coordinator.DrainAsync();

        Assert.Equal(SyncPhase.Done, coordinator.Runs.Single().Phase);
        Assert.Equal("now@x", Assert.Single(await fixture.EmailsAsync()).Email.MessageId);
    }

    /// <summary>A disk with room for so many files; then it fails as Linux and .NET do.</summary>
    private sealed class FullDiskBlobs : IBlobStore
    {
        private readonly IBlobStore _inner;
        private int _written;

        public FullDiskBlobs(IBlobStore inner)
        {
            _inner = inner;
        }

        public int Room { get; set; } = int.MaxValue;

        public Task<BlobInfo> WriteAsync(Stream content, long maxSize, CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _written) <= Room
                ? _inner.WriteAsync(content, maxSize, cancellationToken)
                : throw new IOException("No space left on device", 28);

        public Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

        public Task<Stream?> OpenAsync(string name, CancellationToken cancellationToken) => _inner.OpenAsync(name, cancellationToken);

        public Task DeleteAsync(string name, CancellationToken cancellationToken) => _inner.DeleteAsync(name, cancellationToken);
    }

    /// <summary>The built-in codec with a defect that one mail meets.</summary>
    private sealed class BrittleCodec : IMimeCodec
    {
        private readonly MimeCodec _inner = new();
        private readonly string _messageId;

        public BrittleCodec(string messageId)
        {
            _messageId = messageId;
        }

        public bool IsMended { get; set; }

        public async Task<MailContent> ReadAsync(Stream raw, CancellationToken cancellationToken)
        {
            var content = await _inner.ReadAsync(raw, cancellationToken);
            return content.MessageId == _messageId && !IsMended ? throw new InvalidOperationException("A defect.") : content;
        }

        public Task<bool> CopyPartAsync(Stream raw, string partId, Stream target, CancellationToken cancellationToken) =>
            _inner.CopyPartAsync(raw, partId, target, cancellationToken);

        public Task WriteAsync(OutgoingMail mail, Stream target, CancellationToken cancellationToken) =>
            _inner.WriteAsync(mail, target, cancellationToken);
    }
}
