using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Sandbox.Scenarios;
using MailIntegration.Tests.Checking;
using MailIntegration.Tests.Web;

namespace MailIntegration.Tests.Push;

/// <summary>Notifications over HTTP, from the simulated providers to the host and back (SY8).</summary>
public sealed class PushTests : IAsyncLifetime
{
    private PushFixture _push = null!;

    public async Task InitializeAsync() => _push = await PushFixture.StartAsync();

    public Task DisposeAsync() => _push.DisposeAsync().AsTask();

    [Theory]
    [InlineData(CheckHost.Info)]
    [InlineData(CheckHost.Sales)]
    public async Task Notification_NewMail_IsFetchedBeforeTheIntervalHasPassed(string email)
    {
        var address = email == CheckHost.Info ? _push.Info : _push.Sales;
        await _push.KeepAsync();
        Assert.Null((await _push.FindAsync(address.Id))!.Problem);
        Assert.False(await ComesAsync(1, 300));

        _push.Deliver(email, "News");

        Assert.True(await _push.ArrivesAsync(address.Id, 2));

        async Task<bool> ComesAsync(int times, int pause)
        {
            // Without a notification nothing is due: the address has just been read.
            await Task.Delay(pause * times);
            return (await _push.Host.Store.CountMessagesAsync(address.Id, default)) > 1;
        }
    }

    [Fact]
    public async Task Notifications_Missed_ComeAsAHintAllTheSame()
    {
        await _push.KeepAsync();
        _push.Host.Sandbox.State.Faults.Add(new Fault { Kind = FaultKind.MissedNotifications });

        _push.Deliver(CheckHost.Info, "Missed");

        Assert.True(await _push.ArrivesAsync(_push.Info.Id, 2));
    }

    [Fact]
    public async Task Subscription_OverHalfOfItsLife_IsRenewedUnderItsId()
    {
        await _push.KeepAsync();
        var (graph, gmail) = (await _push.FindAsync(_push.Info.Id), await _push.FindAsync(_push.Sales.Id));
        Pass(TimeSpan.FromHours(25));

        await _push.KeepAsync();

        var (graphNow, gmailNow) = (await _push.FindAsync(_push.Info.Id), await _push.FindAsync(_push.Sales.Id));
        Assert.Equal((graph!.GrantId, graph.SecretHash), (graphNow!.GrantId, graphNow.SecretHash));
        Assert.True(graphNow.Until > graph.Until + TimeSpan.FromHours(20));
        Assert.True(gmailNow!.Until > gmail!.Until + TimeSpan.FromHours(20));
        _push.Deliver(CheckHost.Info, "After the renewal");
        Assert.True(await _push.ArrivesAsync(_push.Info.Id, 2));
    }

    [Fact]
    public async Task Subscription_GoneAtTheProvider_IsMadeAnew()
    {
        await _push.KeepAsync();
        var before = await _push.FindAsync(_push.Info.Id);
        Pass(TimeSpan.FromDays(4));

        await _push.KeepAsync();

        var after = await _push.FindAsync(_push.Info.Id);
        Assert.Null(after!.Problem);
        Assert.NotEqual((before!.GrantId, before.SecretHash), (after.GrantId, after.SecretHash));
    }

    [Theory]
    [InlineData("subscriptionRemoved")]
    [InlineData("reauthorizationRequired")]
    public async Task Lifecycle_IsFollowedByTheNextKeeping(string kind)
    {
        await _push.KeepAsync();
        var before = (await _push.FindAsync(_push.Info.Id))!;
        using var control = new HttpClient { BaseAddress = _push.Host.Sandbox.BaseAddress };
        Pass(TimeSpan.FromMinutes(5));
        using var sent = await control.PostAsync(new Uri("_sandbox/lifecycle/" + kind, UriKind.Relative), null);
        await UntilAsync(async () => (await _push.FindAsync(_push.Info.Id))!.DueAt < before.DueAt);

        await _push.KeepAsync();

        var after = (await _push.FindAsync(_push.Info.Id))!;
        Assert.Equal(kind == "subscriptionRemoved", before.GrantId != after.GrantId);
        Assert.True(after.Until > before.Until);
    }

    [Fact]
    public async Task Address_PausedOrDeleted_IsWatchedNoMore()
    {
        await _push.KeepAsync();
        var host = _push.Host;
        await host.Setup.SaveAsync(_push.Info with { IsPaused = true }, default);
        await host.WithAsync((SetupDeletion d) => d.DeleteAddressAsync(_push.Sales.Id, withMail: false, default));

        await _push.KeepAsync();

        Assert.Empty(await Engine.Push.PushSubscriptions.AllAsync(host.Store, default));
        Assert.Empty(_push.PubSub.Watched);
        Assert.Equal(1, host.Sandbox.State.Statistics.ByRoute.Where(r => r.Key.Contains("DELETE", StringComparison.Ordinal) && r.Key.Contains("subscriptions", StringComparison.Ordinal)).Sum(r => r.Value));
    }

    [Fact]
    public async Task Push_SwitchedOff_TakesSubscriptionsBack()
    {
        await _push.KeepAsync();
        await _push.Host.EnableAsync(s => s with { PublicUrl = null, GooglePushTopic = null, GooglePushAccount = null });

        await _push.KeepAsync();

        Assert.Empty(await Engine.Push.PushSubscriptions.AllAsync(_push.Host.Store, default));
        Assert.Empty(_push.PubSub.Watched);
    }

    [Fact]
    public async Task Site_NotReachable_IsNamedAndTriedAgainLater()
    {
        await _push.Host.EnableAsync(s => s with { PublicUrl = "http://127.0.0.1:9/" });
        await _push.KeepAsync();
        var first = (await _push.FindAsync(_push.Info.Id))!;
        await _push.KeepAsync();

        Assert.Equal(("push-unreachable", 1), (first.Problem?.Code, (await _push.FindAsync(_push.Info.Id))!.Failures));
        await _push.Host.EnableAsync(s => s with { PublicUrl = _push.Host.Address.AbsoluteUri });
        await _push.KeepAsync();
        Assert.Null((await _push.FindAsync(_push.Info.Id))!.Problem);
    }

    [Theory]
    [InlineData("projects/sandbox-project/topics/other", true, "push-topic-missing")]
    [InlineData(PushFixture.Topic, false, "push-topic-forbidden")]
    public async Task Topic_MissingOrForbidden_IsNamed(string topic, bool isAllowed, string code)
    {
        _push.PubSub.CreateTopic(new(PushFixture.Topic, _push.GoogleEndpoint, "x", PushFixture.Pusher) { LetsGmailPublish = isAllowed });
        await _push.Host.EnableAsync(s => s with { GooglePushTopic = topic });

        await _push.KeepAsync();

        Assert.Equal(code, (await _push.FindAsync(_push.Sales.Id))!.Problem?.Code);
    }

    [Fact]
    public async Task Address_OverHttp_ShowsFreshnessAndPush()
    {
        await _push.KeepAsync();
        using var anna = await _push.Host.SignInAsync("anna");
        var address = (await anna.GetJsonAsync("addresses")).EnumerateArray().First(a => a.GetProperty("email").GetString() == CheckHost.Sales);

        Assert.Equal("on", address.GetProperty("push").GetProperty("state").GetString());
        Assert.True(address.GetProperty("push").GetProperty("until").GetDateTimeOffset() > DateTimeOffset.UtcNow.AddDays(6));
        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, address.GetProperty("lastSuccess").ValueKind);
    }

    private void Pass(TimeSpan span)
    {
        _push.Host.Time.Advance(span);
        _push.Host.Sandbox.State.Clock.Advance(span);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 100 && !await condition(); i++)
        {
            await Task.Delay(50);
        }
    }
}
