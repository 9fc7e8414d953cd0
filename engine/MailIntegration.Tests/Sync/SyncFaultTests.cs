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

    [Fact]
    public async Task StartDue_LeaseOfADeadProcess_SyncsWhenItHasRunOut()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var fixture = await SyncFixture.StartAsync(
            AddressSyncTests.Company(), configure: services => services.AddSingleton<TimeProvider>(clock));
        var id = await fixture.ActivateAsync(Info);
        var coordinator = fixture.Services.GetRequiredService<SyncCoordinator>();
        var lease = new SyncOptions().LeaseDuration;
        Assert.NotNull(await fixture.Services.GetRequiredService<ILeases>().TryAcquireAsync("sync:" + id, lease, default));

        await TickAsync();
        Assert.Equal("synced-elsewhere", coordinator.Runs.Single().Problem?.Code);
        clock.Advance(lease / 2);
        await TickAsync();
        Assert.Equal(SyncPhase.Cancelled, coordinator.Runs.Single().Phase);
        clock.Advance(lease);
        await TickAsync();

        Assert.Equal(SyncPhase.Done, coordinator.Runs.Single().Phase);

        async Task TickAsync()
        {
            coordinator.StartDue(await fixture.Setup.GetAsync(default), await fixture.Store.GetHealthAsync(default), default);
            await coordinator.DrainAsync();
        }
    }
}
