using MailIntegration.Engine.Channels;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Web;

namespace MailIntegration.Tests.Desk;

/// <summary>What open pages hear of notes, presence, tickets and new mail, and who does not (PR2).</summary>
public sealed class DeskLiveTests : IAsyncLifetime
{
    private MailHost _host = null!;
    private ChannelAddress _info = null!;

    public async Task InitializeAsync()
    {
        _host = await MailHost.StartAsync(web: o => o.LiveDuration = TimeSpan.FromSeconds(20));
        await _host.EnableAsync();
        var channel = await _host.ConnectAsync();
        _info = await _host.ActivateAsync(channel.Id, "info@fietskompas.example", new AddressLink(LinkKind.Member, "joost"));
        await _host.SyncAsync(_info.Id);
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task Stream_DeskAndMail_AreHeardByReadersOnly()
    {
        using var anna = await _host.SignInAsync("anna");
        using var joost = await _host.SignInAsync("joost");
        using var lena = await _host.SignInAsync("lena");
        await using var toJoost = await EventStream.OpenAsync(joost);
        await using var toLena = await EventStream.OpenAsync(lena);
        _host.Deliver(_info.Email, TestMail.Text("live@customer.example"));
        await _host.SyncAsync(_info.Id);
        var heard = (await toJoost.NextAsync("mail")).Data;
        Assert.Equal(_info.Id, heard.GetProperty("addressId").GetString());
        var id = heard.GetProperty("conversationId").GetString()!;

        await anna.PostAsync($"conversations/{id}/presence", new { composing = true });
        var there = (await toJoost.NextAsync("presence")).Data;
        Assert.Equal(id, there.GetProperty("conversationId").GetString());
        Assert.Equal("Anna de Wit", there.GetProperty("members")[0].GetProperty("name").GetString());
        Assert.True(there.GetProperty("members")[0].GetProperty("composing").GetBoolean());
        Assert.Contains("desk", toJoost.Types); // The ticket that the mail opened.

        await StreamTests.PostAsync(anna, id, "<p>between us</p>");
        var desk = (await toJoost.NextAsync("desk")).Data;
        Assert.Equal("message", desk.GetProperty("kinds")[0].GetString());
        Assert.DoesNotContain("between us", desk.GetRawText(), StringComparison.Ordinal);

        // The next thing that Lena hears is a task of her own.
        await anna.PostAsync("tasks", new { title = "For Lena", assigneeId = "lena" });
        Assert.Equal("task", (await toLena.NextAsync("desk")).Data.GetProperty("kinds")[0].GetString());
        Assert.Equal(1, (await toLena.NextAsync("counts")).Data.GetProperty("tasks").GetInt32());
        Assert.Equal(["desk", "counts"], toLena.Types.Distinct());
    }
}
