using System.Net;
using System.Text.Json;
using MailIntegration.Embedded.Hosting;
using MailIntegration.Embedded.Security;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Storage;
using MailIntegration.Tests.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Desk;

/// <summary>Two hosts on one database: who answers on one is seen on the other (CV6), and beats cost few writes.</summary>
public sealed class PresenceNodesTests : IAsyncLifetime
{
    private readonly MailWorld _world = new();
    private readonly ShiftedTime _otherTime = new();
    private WebApplication _other = null!;
    private HttpBrowser _there = null!;

    private string Sales => _world.Mails["For sales only"].ConversationId;

    public async Task InitializeAsync()
    {
        await _world.InitializeAsync();
        _other = EmbeddedHost.Build(
            ["--urls", "http://127.0.0.1:0", "--data", _world.Host.Folder, "--sandbox", _world.Host.Sandbox.BaseAddress.AbsoluteUri],
            services =>
            {
                services.AddSingleton<TimeProvider>(_otherTime);
                services.Remove(services.Single(s => s.ImplementationType == typeof(WorkerService)));
            });
        await _other.StartAsync();
        _there = await SignInThereAsync("anna");
    }

    public async Task DisposeAsync()
    {
        _there.Dispose();
        await _other.StopAsync();
        await _other.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Beat_OnOneHost_IsSeenOnTheOtherUntilItEnds()
    {
        await BeatAsync(_world.Lena, true);
        var seen = await BeatAsync(_there, false);
        Assert.Equal([("lena", true), ("anna", false)], seen);

        Assert.Equal(HttpStatusCode.NoContent, await _world.Lena.StatusAsync(HttpMethod.Delete, $"conversations/{Sales}/presence"));
        Assert.Equal([("anna", false)], await BeatAsync(_there, false));
    }

    [Fact]
    public async Task Member_NotHeardOf_IsGoneOnBothAndItsRecordIsForgotten()
    {
        await BeatAsync(_world.Lena, true);
        Advance(PresenceRooms.Forgotten + TimeSpan.FromSeconds(1));
        Assert.Equal([("anna", false)], await BeatAsync(_there, false));
        Assert.Equal([("anna", false)], Members(await _world.Anna.GetJsonAsync($"conversations/{Sales}/presence")));

        Advance(TimeSpan.FromMinutes(11));
        await _world.Host.WithAsync(async (PresenceRooms rooms) =>
        {
            await rooms.RunAsync(default);
            return true;
        });
        Assert.Empty(await _world.Host.Store.FindRecordsAsync(
            RecordKinds.Presence, [$"{Sales}/lena", $"{Sales}/anna"], default));
    }

    [Fact]
    public async Task Beats_WithoutNews_AreWrittenOnceInFifteenSeconds()
    {
        await BeatAsync(_world.Lena, false);
        var first = await VersionAsync();
        await BeatAsync(_world.Lena, false);
        Advance(TimeSpan.FromSeconds(10));
        await BeatAsync(_world.Lena, false);
        Assert.Equal(first, await VersionAsync());

        Advance(TimeSpan.FromSeconds(10));
        await BeatAsync(_world.Lena, false);
        Assert.Equal(first + 1, await VersionAsync());
        await BeatAsync(_world.Lena, true);
        Assert.Equal(first + 2, await VersionAsync());
    }

    private async Task<HttpBrowser> SignInThereAsync(string memberId)
    {
        var browser = new HttpBrowser(
            new Uri(_other.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()));
        await browser.SignInAsync("/mail" + (await _other.Services.GetRequiredService<SignInLinks>().CreateAsync(memberId, default))!.Path);
        return browser;
    }

    private void Advance(TimeSpan by)
    {
        _world.Host.Time.Advance(by);
        _otherTime.Advance(by);
    }

    private async Task<long> VersionAsync() =>
        Assert.Single(await _world.Host.Store.FindRecordsAsync(RecordKinds.Presence, [$"{Sales}/lena"], default)).Version;

    private async Task<List<(string?, bool)>> BeatAsync(HttpBrowser browser, bool isComposing) =>
        Members(await browser.PostAsync($"conversations/{Sales}/presence", new { composing = isComposing }));

    private static List<(string?, bool)> Members(JsonElement answer) => answer.GetProperty("members").EnumerateArray()
        .Select(m => (m.GetProperty("id").GetString(), m.GetProperty("composing").GetBoolean())).ToList();
}
