using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Channels.Forecast;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Push;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Tests.Checking;

namespace MailIntegration.Tests.Channels;

/// <summary>What people are told before it happens (CH11), by a clock that is set.</summary>
public sealed class ForecastTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly Channel Own = new()
    {
        Id = "c",
        Provider = ProviderKind.Microsoft365,
        Name = "C",
        Microsoft365 = new Microsoft365Connection { TenantId = "t", ClientId = "app" },
    };

    private static readonly ChannelAddress Address = new()
    {
        Id = "a", ChannelId = "c", Email = "a@example.com", MailboxId = "m", SyncFrom = Now.AddDays(-30),
    };

    [Theory]
    [InlineData(61, null, false)]
    [InlineData(60, "credential-60", false)]
    [InlineData(31, "credential-60", false)]
    [InlineData(30, "credential-30", false)]
    [InlineData(8, "credential-30", false)]
    [InlineData(7, "credential-7", true)]
    [InlineData(0.5, "credential-7", true)]
    [InlineData(0, "credential-expired", true)]
    [InlineData(-5, "credential-expired", true)]
    public void Credential_Ends_WarnsInStages(double days, string? stage, bool isAlarm)
    {
        var channel = Own with { Microsoft365 = Own.Microsoft365! with { CredentialExpires = Now.AddDays(days) } };

        var warning = Look(channel).SingleOrDefault();

        Assert.Equal((stage, isAlarm), (warning?.Stage, warning?.IsAlarm ?? false));
    }

    [Fact]
    public void Credential_OfTheSite_CountsForChannelsThatUseIt()
    {
        var registration = new MicrosoftRegistration { ClientId = "site", CredentialExpires = Now.AddDays(20) };
        var shared = Own with { Microsoft365 = new Microsoft365Connection { TenantId = "t" } };

        Assert.Equal("credential-30", Assert.Single(Look(shared, settings: s => s with { Microsoft = registration })).Stage);
        Assert.Empty(Look(Own, settings: s => s with { Microsoft = registration }));
    }

    [Theory]
    [InlineData(14, false)]
    [InlineData(16, true)]
    public void Fetching_Silent_AlarmsAfterAQuarterOfAnHour(int minutes, bool isAlarm)
    {
        var health = new AddressHealth("a", Now.AddMinutes(-minutes), Now);

        Assert.Equal(isAlarm ? ["no-fetch"] : [], Look(Own, [health]).Select(w => w.Stage));
    }

    [Fact]
    public void Fetching_PausedOrSwitchedOff_IsNoAlarm()
    {
        var health = new AddressHealth("a", Now.AddDays(-1), Now);

        Assert.Empty(Look(Own, [health], address: a => a with { IsPaused = true }));
        Assert.Empty(Look(Own, [health], settings: s => s with { Enabled = false }));
        Assert.Empty(Look(Own with { IsActive = false }, [health]));
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Push_FailsAgainAndAgain_IsTold(int failures, bool isTold)
    {
        var subscription = new PushSubscription
        {
            AddressId = "a", ChannelId = "c", Provider = ProviderKind.Microsoft365, MailboxId = "m", Target = "x", DueAt = Now,
            Problem = new Reason("push-unreachable"), Failures = failures,
        };

        Assert.Equal(isTold, Look(Own, push: [subscription]).Any(w => w is { Stage: "push-failing", IsAlarm: false }));
    }

    [Fact]
    public async Task Keeper_EachStage_WritesOneEvent()
    {
        var host = new CheckHost();
        await host.InitializeAsync();
        var saved = await host.SaveAsync(host.Microsoft with
        {
            Microsoft365 = host.Microsoft.Microsoft365! with
            {
                ClientId = "own", ProtectedSecret = "x", CredentialExpires = host.Host.Time.GetUtcNow().AddDays(50),
            },
        });
        await KeepAsync();
        await KeepAsync();
        Assert.Equal([("credential-expires-soon", "50")], await ToldAsync());

        host.Host.Time.Advance(TimeSpan.FromDays(25));
        await KeepAsync();
        await KeepAsync();
        host.Host.Time.Advance(TimeSpan.FromDays(20));
        await KeepAsync();
        host.Host.Time.Advance(TimeSpan.FromDays(6));
        await KeepAsync();

        Assert.Equal(
            [("credential-expires-soon", "50"), ("credential-expires-soon", "25"), ("credential-expires-soon", "5"), ("credential-expired", "")],
            await ToldAsync());
        using var anna = await host.Host.SignInAsync("anna");
        var tile = (await anna.GetJsonAsync("channels")).EnumerateArray().First(c => c.GetProperty("id").GetString() == saved.Id);
        Assert.Equal("credential-expired", tile.GetProperty("warnings")[0].GetProperty("code").GetString());
        await host.DisposeAsync();

        Task<bool> KeepAsync() => host.Host.WithAsync(async (ForecastKeeper k) =>
        {
            await k.KeepAsync(default);
            return true;
        });

        // The half day that tests take would make 50 days 49.
        async Task<List<(string, string)>> ToldAsync() => (await host.Host.Store.GetEventsAsync(500, default))
            .Where(e => e.Kind == MailEvents.ChannelNeedsAttention)
            .Select(e => MailEvents.Read<ChannelNeedsAttention>(e)!)
            .Where(e => e.ChannelId == saved.Id && e.Reason.Code.StartsWith("credential", StringComparison.Ordinal))
            .Select(e => (e.Reason.Code, e.Reason.Args.GetValueOrDefault("days") is { } d ? Math.Ceiling((double.Parse(d, System.Globalization.CultureInfo.InvariantCulture) + 1) / 5) * 5 + "" : ""))
            .ToList();
    }

    private static IReadOnlyList<ChannelWarning> Look(
        Channel channel,
        IReadOnlyCollection<AddressHealth>? health = null,
        IReadOnlyCollection<PushSubscription>? push = null,
        Func<MailSettings, MailSettings>? settings = null,
        Func<ChannelAddress, ChannelAddress>? address = null)
    {
        var enabled = new MailSettings { Enabled = true };
        var setup = new MailSetup
        {
            Settings = settings?.Invoke(enabled) ?? enabled,
            Channels = [channel],
            Addresses = [address?.Invoke(Address) ?? Address],
        };
        return ChannelForecast.Of(channel, setup, health ?? [], push ?? [], Now);
    }
}
