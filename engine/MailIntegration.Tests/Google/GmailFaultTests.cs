using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Providers;
using MailIntegration.Engine.Sync;
using MailIntegration.Sandbox.Google;
using MailIntegration.Sandbox.Scenarios;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Sync;

namespace MailIntegration.Tests.Google;

/// <summary>Everything that goes wrong at Google: the reason is named, nothing is lost, nothing is stored twice.</summary>
public sealed class GmailFaultTests
{
    private const string Info = "info@fietskompas.example";

    [Theory]
    [InlineData(FaultKind.TokenRevoked, "/messages?")]
    [InlineData(FaultKind.TokenRevoked, "format=raw")]
    [InlineData(FaultKind.Throttled, "format=raw")]
    [InlineData(FaultKind.ThrottledDate, "/messages?")]
    [InlineData(FaultKind.Unavailable, "format=raw")]
    [InlineData(FaultKind.GatewayTimeout, "/messages?")]
    [InlineData(FaultKind.ConnectionReset, "format=raw")]
    [InlineData(FaultKind.MalformedJson, "/messages?")]
    [InlineData(FaultKind.HtmlError, "format=raw")]
    [InlineData(FaultKind.EmptyPage, "/messages?")]
    public async Task Run_PassingFault_EndsWithAllMailOnce(FaultKind kind, string path)
    {
        await using var fixture = await StartAsync();
        fixture.DeliverMany(Info, 20);
        fixture.DeliverMany(Info, 5, "sentitems");
        await fixture.ActivateAsync(Info);
        var fault = fixture.Sandbox.State.Faults.Add(new Fault { Kind = kind, Path = path, Times = 1, After = 1, RetryAfter = TimeSpan.FromSeconds(1) });

        var run = await fixture.SyncAsync();

        Assert.Equal((SyncPhase.Done, (string?)null), (run.Phase, run.Problem?.Code));
        Assert.Equal(1, fault.Hits);
        Assert.Equal(25, (await fixture.EmailsAsync()).Count);
        Assert.Equal(25, (await fixture.LedgerAsync()).Count(r => r.Outcome == MessageOutcome.Stored));
    }

    [Fact]
    public async Task Run_HistoryLost_ResyncsWithoutLossOrDuplicates()
    {
        await using var fixture = await StartAsync();
        fixture.DeliverMany(Info, 8);
        await fixture.ActivateAsync(Info);
        await fixture.SyncAsync();
        fixture.Deliver(Info, TestMail.Text("later@x"));
        fixture.Sandbox.State.Statistics.Reset();
        fixture.Sandbox.State.Faults.Add(new Fault { Kind = FaultKind.LostCursor, Path = "history", Times = 1 });

        var run = await fixture.SyncAsync();

        Assert.Equal(SyncPhase.Done, run.Phase);
        Assert.Equal(9, (await fixture.EmailsAsync()).Count);
        Assert.Equal(1, fixture.Sandbox.State.Statistics.ByRoute["GET gmail/v1/users/{user}/messages/{message}"]);
    }

    [Fact]
    public async Task Run_FirstSyncWhileTheIndexLags_LosesNothing()
    {
        await using var fixture = await StartAsync();
        fixture.DeliverMany(Info, 5);
        fixture.Deliver(Info, TestMail.Text("old@x"), DateTimeOffset.UtcNow.AddDays(-90));
        fixture.Deliver(Info, TestMail.Text("new@x"), DateTimeOffset.UtcNow);
        await fixture.ActivateAsync(Info);
        fixture.Sandbox.State.Faults.Add(new Fault { Kind = FaultKind.LaggingSearch });

        await fixture.SyncAsync();

        var ids = (await fixture.EmailsAsync()).Select(e => e.Email.MessageId).ToList();
        Assert.Equal(6, ids.Count);
        Assert.Contains("new@x", ids);
    }

    [Fact]
    public async Task Run_FirstSync_ReadsEachMessageWithOneCall()
    {
        await using var fixture = await StartAsync();
        fixture.DeliverMany(Info, 30);
        await fixture.ActivateAsync(Info);

        await fixture.SyncAsync();

        Assert.Equal(30, fixture.Sandbox.State.Statistics.ByRoute["GET gmail/v1/users/{user}/messages/{message}"]);
        Assert.DoesNotContain(403, fixture.Sandbox.State.Statistics.ByStatus.Keys);
    }

    [Fact]
    public async Task Run_MailToOneself_IsOneMessageInTheInbox()
    {
        await using var fixture = await StartAsync();
        var item = fixture.Deliver(Info, TestMail.Text("self@x", from: Info, to: Info));
        fixture.Mailbox(Info).Update(item.Key, DateTimeOffset.UtcNow, mail => mail with { Categories = ["SENT"] });
        await fixture.ActivateAsync(Info);

        await fixture.SyncAsync(checkLedger: true);

        Assert.Equal(MailFolder.Inbox, Assert.Single(await fixture.LedgerAsync()).Folder);
        Assert.All(await fixture.Store.GetLedgerDaysAsync("info", default), day => Assert.True(day.IsGreen, day.ToString()));
    }

    [Fact]
    public async Task Run_LongThrottling_WaitsAsAskedWithoutBlocking()
    {
        await using var fixture = await StartAsync();
        await fixture.ActivateAsync(Info);
        fixture.Sandbox.State.Faults.Add(new Fault { Kind = FaultKind.ThrottledDate, Path = "/gmail/", RetryAfter = TimeSpan.FromMinutes(7) });

        var run = await fixture.SyncAsync();

        Assert.Equal("throttled", run.Problem?.Code);
        Assert.InRange(((await fixture.HealthAsync()).NotBefore!.Value - DateTimeOffset.UtcNow).TotalMinutes, 6.5, 7.1);
    }

    [Fact]
    public async Task Run_DelegationWithdrawn_PutsChannelIntoAttentionAndGoesOnAfterReconnect()
    {
        await using var fixture = await StartAsync();
        fixture.DeliverMany(Info, 3);
        await fixture.ActivateAsync(Info);
        var (google, tenant) = (fixture.Sandbox.State.Google, fixture.Sandbox.State.Tenants[0]);
        google.Delegate(tenant, fixture.Account!, GoogleCloud.UsersScope);
        fixture.Provider.Forget("channel");

        var run = await fixture.SyncAsync();

        Assert.Equal(("delegation-missing", GoogleCloud.ModifyScope), (run.Problem?.Code, run.Problem?.Args["scope"]));
        Assert.Equal("delegation-missing", (await fixture.Setup.GetAsync(default)).Channels[0].Attention?.Code);
        google.Delegate(tenant, fixture.Account!, GoogleCloud.UsersScope, GoogleCloud.ModifyScope);
        await fixture.ReconnectAsync();
        await fixture.SyncAsync();
        Assert.Equal(3, (await fixture.EmailsAsync()).Count);
    }

    [Fact]
    public async Task Run_UserSuspended_IsNamedAndMailStays()
    {
        await using var fixture = await StartAsync();
        fixture.DeliverMany(Info, 3);
        await fixture.ActivateAsync(Info);
        await fixture.SyncAsync();
        fixture.Sandbox.State.Faults.Add(new Fault { Kind = FaultKind.UserSuspended, Mailbox = Info });
        fixture.Provider.Forget("channel");

        var run = await fixture.SyncAsync();

        Assert.Equal("user-suspended", run.Problem?.Code);
        Assert.Equal(3, (await fixture.EmailsAsync()).Count);
    }

    [Theory]
    [InlineData("no-delegation", "delegation-missing")]
    [InlineData("no-mail-scope", "delegation-missing")]
    [InlineData("key-revoked", "google-key-revoked")]
    [InlineData("disabled", "google-account-disabled")]
    [InlineData("clock", "clock-skew")]
    [InlineData("admin-api", "google-api-disabled")]
    [InlineData("gmail-api", "google-api-disabled")]
    [InlineData("no-admin", "google-admin-required")]
    [InlineData("unknown-admin", "google-admin-unknown")]
    [InlineData("unknown-domain", "google-domain-unknown")]
    [InlineData("wrong-kind", "google-key-wrong-kind")]
    public async Task Check_Misconfigured_NamesTheCause(string what, string code)
    {
        await using var fixture = await StartAsync();
        var state = fixture.Sandbox.State;
        var setup = await fixture.Setup.GetAsync(default);
        var connection = setup.Channels[0].Google!;
        switch (what)
        {
            case "no-delegation": state.Google.Delegate(state.Tenants[0], fixture.Account!); break;
            case "no-mail-scope": state.Google.Delegate(state.Tenants[0], fixture.Account!, GoogleCloud.UsersScope); break;
            case "key-revoked": fixture.Account!.RevokeKeys(); break;
            case "disabled": fixture.Account!.IsDisabled = true; break;
            case "clock": state.Faults.Add(new Fault { Kind = FaultKind.ClockSkew, Skew = TimeSpan.FromMinutes(-10) }); break;
            case "admin-api": state.Faults.Add(new Fault { Kind = FaultKind.ApiDisabled, Path = "/admin/" }); break;
            case "gmail-api": state.Faults.Add(new Fault { Kind = FaultKind.ApiDisabled, Path = "/gmail/" }); break;
            case "no-admin": connection = connection with { AdminEmail = Info }; break;
            case "unknown-admin": connection = connection with { AdminEmail = "nobody@fietskompas.example" }; break;
            case "unknown-domain": connection = connection with { Domain = "elsewhere.example" }; break;
            default: connection = connection with { ProtectedKey = """{"installed":{"client_id":"1"}}""" }; break;
        }

        var exception = await Assert.ThrowsAsync<ProviderException>(() => fixture.Provider.CheckAsync(
            new ProviderContext(setup.Channels[0] with { Id = "check", Google = connection }, setup.Settings), default));

        Assert.Equal(code, exception.Reason.Code);
    }

    [Fact]
    public async Task List_ByNameAndAddress_FindsMailboxesWithAliases()
    {
        await using var fixture = await StartAsync();
        var setup = await fixture.Setup.GetAsync(default);
        var context = new ProviderContext(setup.Channels[0], setup.Settings);

        await fixture.Provider.CheckAsync(context, default);
        var byName = await fixture.Provider.ListMailboxesAsync(context, "verh", default);
        var byAlias = await fixture.Provider.FindMailboxAsync(context, "hallo@fietskompas.example", default);

        Assert.Equal("joost@fietskompas.example", Assert.Single(byName).Email);
        Assert.Equal(Info, byAlias.Email);
        Assert.Contains("hallo@fietskompas.example", byAlias.Aliases);
    }

    private static Task<SyncFixture> StartAsync() => SyncFixture.StartAsync(AddressSyncTests.Company(), kind: ProviderKind.Gmail);
}
