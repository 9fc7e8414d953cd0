using System.Net;
using MailIntegration.Engine;
using MailIntegration.Engine.Sync;
using MailIntegration.Tests.Checking;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Diagnostics;

/// <summary>The health endpoint (OP2).</summary>
public sealed class HealthTests : IAsyncLifetime
{
    private readonly CheckHost _host = new();

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Health_ChannelNeedsAttention_IsDegradedAndSaysNoMoreToAnybody()
    {
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await LookAsync("/mail/health"));
        await _host.SaveAsync(_host.Google with { Attention = new Reason("google-key-revoked"), AttentionSince = DateTimeOffset.UtcNow });
        _host.Host.Time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal((HttpStatusCode.OK, "Degraded"), await LookAsync("/mail/health"));
        Assert.Equal((HttpStatusCode.OK, "Degraded"), await LookAsync("/health"));
    }

    [Fact]
    public async Task Health_WorkerSilent_IsOutOfOrder()
    {
        var coordinator = _host.Host.Services.GetRequiredService<SyncCoordinator>();
        coordinator.StartDue(new() { Settings = new() }, [], default);
        Assert.Equal("Healthy", (await LookAsync("/mail/health")).Text);
        _host.Host.Time.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await LookAsync("/mail/health"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await LookAsync("/health"));
    }

    [Fact]
    public async Task Details_Managers_NameEachPart()
    {
        using var anna = await _host.Host.SignInAsync("anna");
        using var joost = await _host.Host.SignInAsync("joost");

        var parts = (await anna.GetJsonAsync("health")).GetProperty("parts").EnumerateArray().Select(p => p.GetProperty("name").GetString());

        Assert.Equal(["channels", "fetching", "outbox", "storage", "worker"], parts.Order(StringComparer.Ordinal));
        Assert.Equal(HttpStatusCode.Forbidden, await joost.GetStatusAsync("health"));
    }

    private async Task<(HttpStatusCode Status, string Text)> LookAsync(string path)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(_host.Host.Address, path));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
