using System.Text.Json;
using MailIntegration.Embedded.People;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Notifications;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailIntegration.Tests.Embedded;

/// <summary>NT4 in the standalone home: whom <c>team.json</c> puts into a team is in or invited, as he wants it, also after a restart.</summary>
public sealed class TeamInvitationTests : IAsyncLifetime
{
    private MailHost _host = null!;
    private HttpBrowser _lena = null!;

    public async Task InitializeAsync()
    {
        _host = await MailHost.StartAsync();
        await _host.EnableAsync();
        var channel = await _host.ConnectAsync();
        var info = await _host.ActivateAsync(channel.Id, "info@fietskompas.example", new AddressLink(LinkKind.ProcessTeam, "service"));
        _host.Deliver(info.Email, TestMail.Text("one@customer.example", "For service only"));
        await _host.SyncAsync(info.Id);
        _lena = await _host.SignInAsync("lena");
    }

    public async Task DisposeAsync()
    {
        _lena.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Added_AcceptsAutomatically_ReadsTheMailAtOnce()
    {
        Assert.Equal(0, await RowsAsync());
        await AddAsync();

        await Eventually.TrueAsync(async () => await RowsAsync() == 1);
        Assert.Empty((await _lena.GetJsonAsync("invitations")).EnumerateArray());
    }

    [Fact]
    public async Task Added_AskedFirst_SeesNothingUntilHeAccepts()
    {
        await _lena.PutAsync("session/notifications", new { acceptInvitations = false });
        Assert.False((await _lena.GetJsonAsync("session/notifications")).GetProperty("acceptInvitations").GetBoolean());
        await AddAsync();
        await Eventually.TrueAsync(async () => (await TeamAsync()).GetProperty("invitedIds").GetArrayLength() == 1);

        Assert.Equal(0, await RowsAsync());
        Assert.Equal("Service", Assert.Single((await _lena.GetJsonAsync("invitations")).EnumerateArray()).GetProperty("title").GetString());
        await Eventually.TrueAsync(async () =>
        {
            await RunNewsAsync();
            return (await _lena.GetJsonAsync("notices")).GetProperty("lines").EnumerateArray().Any(l => l.GetProperty("kind").GetString() == "invited");
        });
        Assert.Equal(["lena"], Restarted().Single(t => t.Id == "service").InvitedIds);

        await _lena.SendAsync(HttpMethod.Post, "invitations/team/service", new { accept = true });
        await Eventually.TrueAsync(async () => await RowsAsync() == 1);
        Assert.Equal(["joost", "lena"], Restarted().Single(t => t.Id == "service").MemberIds);
        await _lena.SendAsync(HttpMethod.Post, "invitations/team/service", new { accept = true });
        Assert.Empty((await _lena.GetJsonAsync("notices")).GetProperty("lines").EnumerateArray());
    }

    [Fact]
    public async Task Added_DeclinedThenNamedAgain_IsInvitedAnew()
    {
        await _lena.PutAsync("session/notifications", new { acceptInvitations = false });
        await AddAsync();
        await Eventually.TrueAsync(async () => (await TeamAsync()).GetProperty("invitedIds").GetArrayLength() == 1);
        await _lena.SendAsync(HttpMethod.Post, "invitations/team/service", new { accept = false });
        Assert.Equal(0, (await TeamAsync()).GetProperty("invitedIds").GetArrayLength());
        Assert.Equal("invitation-gone", (await _lena.ProblemAsync(HttpMethod.Post, "invitations/team/service", new { accept = true })).Code);
        Assert.Equal("invitation-gone", (await _lena.ProblemAsync(HttpMethod.Post, "invitations/team/none", new { accept = true })).Code);

        await File.WriteAllTextAsync(TeamPath, MailHost.TeamJson);
        await Eventually.TrueAsync(async () =>
            !TeamRosterFile.Read(TeamPath + ".roster")!.Find("service").Knows("lena"));
        await AddAsync();
        await Eventually.TrueAsync(async () => (await TeamAsync()).GetProperty("invitedIds").GetArrayLength() == 1);
        Assert.Equal(0, await RowsAsync());
    }

    private string TeamPath => Path.Combine(_host.Folder, "team.json");

    private Task AddAsync() => File.WriteAllTextAsync(
        TeamPath, MailHost.TeamJson.Replace("\"Service\", \"members\": [\"joost\"]", "\"Service\", \"members\": [\"joost\", \"lena\"]", StringComparison.Ordinal));

    private async Task<int> RowsAsync() => (await _lena.GetJsonAsync("conversations?box=all")).GetProperty("rows").GetArrayLength();

    private async Task<JsonElement> TeamAsync() =>
        (await _lena.GetJsonAsync("people")).GetProperty("teams").EnumerateArray().Single(t => t.GetProperty("id").GetString() == "service");

    /// <summary>The teams as a host that starts now reads them.</summary>
    private IReadOnlyList<ProcessTeam> Restarted() =>
        new EmbeddedPeople(_host.Folder, FirstTeam.Value, NullLogger<EmbeddedPeople>.Instance).GetTeamsAsync(default).Result;

    private async Task RunNewsAsync()
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<IMailStore>();
        var handler = scope.ServiceProvider.GetServices<IWorkHandler>().Single(h => h.Kind == MembershipNews.WorkKind);
        foreach (var item in (await store.GetDueWorkAsync(_host.Time.GetUtcNow(), 100, default)).Where(w => w.Kind == handler.Kind))
        {
            await handler.HandleAsync(item, default);
        }
    }
}
