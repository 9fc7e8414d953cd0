using System.Net;
using System.Text.Json;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Web;

namespace MailIntegration.Tests.Desk;

/// <summary>CV5: a member who sees only the conversations that he follows or is assigned, of the mail that is linked to him.</summary>
public sealed class OnlyFollowedTests : IAsyncLifetime
{
    private MailHost _host = null!;
    private HttpBrowser _anna = null!;
    private HttpBrowser _joost = null!;

    public async Task InitializeAsync()
    {
        _host = await MailHost.StartAsync(team: MailHost.TeamJson.Replace(
            "\"roles\": [\"workshop\"]", "\"roles\": [\"workshop\"], \"onlyFollowed\": true", StringComparison.Ordinal));
        await _host.EnableAsync();
        var channel = await _host.ConnectAsync();
        var info = await _host.ActivateAsync(channel.Id, "info@fietskompas.example", new AddressLink(LinkKind.Member, "joost"));
        foreach (var subject in new[] { "Kingfisher", "Oxpecker" })
        {
            _host.Deliver("info@fietskompas.example", TestMail.Text($"{subject}@customer.example", subject));
        }

        await _host.SyncAsync(info.Id);
        _anna = await _host.SignInAsync("anna");
        _joost = await _host.SignInAsync("joost");
    }

    public async Task DisposeAsync()
    {
        _anna.Dispose();
        _joost.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Mail_NotFollowed_IsNotThereUntilAssignedOrMentioned()
    {
        var rows = (await _anna.GetJsonAsync("conversations?box=all")).GetProperty("rows").EnumerateArray().ToDictionary(
            r => r.GetProperty("subject").GetString()!, r => r.GetProperty("conversationId").GetString()!);
        Assert.Empty(await SubjectsAsync());
        Assert.Equal(HttpStatusCode.NotFound, await _joost.GetStatusAsync($"conversations/{rows["Oxpecker"]}"));
        Assert.Equal(404, (await _joost.ProblemAsync(HttpMethod.Put, $"follows/conversation/{rows["Oxpecker"]}", new { following = true })).Status);
        Assert.Equal(0, (await _joost.GetJsonAsync("counts")).GetProperty("unreadInbox").GetInt32());

        await _anna.PostAsync($"conversations/{rows["Kingfisher"]}/messages", new { html = "<p>Joost, please look.</p>", mentions = new[] { "joost" } });
        Assert.Equal(["Kingfisher"], await SubjectsAsync());

        await _anna.PostAsync("conversations/change", new { conversationIds = new[] { rows["Oxpecker"] }, assigneeId = "joost" });
        Assert.Equal(["Kingfisher", "Oxpecker"], await SubjectsAsync());
        Assert.Equal(2, (await _joost.GetJsonAsync("counts")).GetProperty("unreadInbox").GetInt32());

        await _joost.PutAsync($"follows/conversation/{rows["Kingfisher"]}", new { following = false });
        Assert.Equal(["Oxpecker"], await SubjectsAsync());
    }

    [Theory]
    [InlineData("unprocessed")]
    [InlineData("processing")]
    public async Task Lists_OfWholeMailboxes_AreEmptyForHim(string path)
    {
        Assert.Empty((await _joost.GetJsonAsync(path)).GetProperty("rows").EnumerateArray());
    }

    private async Task<List<string>> SubjectsAsync() =>
        (await _joost.GetJsonAsync("conversations?box=all")).GetProperty("rows").EnumerateArray()
            .Select(r => r.GetProperty("subject").GetString()!).Order(StringComparer.Ordinal).ToList();
}
