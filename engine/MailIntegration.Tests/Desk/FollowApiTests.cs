using System.Net;
using System.Text.Json;
using MailIntegration.Tests.Web;

namespace MailIntegration.Tests.Desk;

/// <summary>CV5 over HTTP: following, the list of what one follows, and what is not there for whoever asks.</summary>
public sealed class FollowApiTests : IClassFixture<MailWorld>
{
    private readonly MailWorld _world;

    public FollowApiTests(MailWorld world)
    {
        _world = world;
    }

    [Fact]
    public async Task Follow_ConversationAndTask_ShowsInTheListUntilLetGo()
    {
        var (_, conversation) = _world.Mails["For sales only"];
        var task = (await _world.Lena.PostAsync("tasks", new { title = "Call back", conversationId = conversation })).GetProperty("id").GetString();
        Assert.False((await _world.Anna.GetJsonAsync($"follows/task/{task}")).GetProperty("following").GetBoolean());
        var state = await _world.Anna.PutAsync($"follows/task/{task}", new { following = true });
        await _world.Anna.PutAsync($"follows/conversation/{conversation}", new { following = true });

        Assert.Equal("anna", Assert.Single(state.GetProperty("followers").EnumerateArray()).GetString());
        Assert.True((await _world.Anna.GetJsonAsync($"conversations/{conversation}")).GetProperty("following").GetBoolean());
        var rows = (await _world.Anna.GetJsonAsync("follows")).EnumerateArray().ToList();
        Assert.Contains(("task", "Call back"), rows.Select(r => (Text(r, "kind"), Text(r, "title"))));
        Assert.Contains(("conversation", "For sales only"), rows.Select(r => (Text(r, "kind"), Text(r, "title"))));

        await _world.Anna.PutAsync($"follows/task/{task}", new { following = false });
        await _world.Anna.PutAsync($"follows/conversation/{conversation}", new { following = false });
        Assert.Empty((await _world.Anna.GetJsonAsync("follows")).EnumerateArray());
    }

    [Theory]
    [InlineData("task", "none")]
    [InlineData("team", "none")]
    [InlineData("dossier", "free:none")]
    [InlineData("dossier", "no-key")]
    [InlineData("ticket", "-1")]
    [InlineData("ticket", "twelve")]
    [InlineData("planet", "1")]
    [InlineData("1", "none")]
    public async Task Follow_WhatDoesNotExist_Is404(string kind, string id)
    {
        Assert.Equal(404, (await _world.Anna.ProblemAsync(HttpMethod.Get, $"follows/{kind}/{Uri.EscapeDataString(id)}")).Status);
        Assert.Equal(404, (await _world.Anna.ProblemAsync(HttpMethod.Put, $"follows/{kind}/{Uri.EscapeDataString(id)}", new { following = true })).Status);
    }

    [Fact]
    public async Task Follow_ConversationOfOthers_Is404()
    {
        var (_, conversation) = _world.Mails["For sales only"];

        Assert.Equal(404, (await _world.Joost.ProblemAsync(HttpMethod.Put, $"follows/conversation/{conversation}", new { following = true })).Status);
        Assert.Empty((await _world.Joost.GetJsonAsync("follows")).EnumerateArray());
    }

    [Fact]
    public async Task Dossier_Invitations_AreForThoseWhoMaySeeIt()
    {
        var key = (await _world.Lena.PostAsync("dossiers", new { name = "Sales only" })).GetProperty("key").GetString()!;
        await _world.Lena.PostAsync("dossiers/file", new { dossier = key, conversationIds = new[] { _world.Mails["For sales only"].ConversationId } });
        var path = $"dossiers/{Uri.EscapeDataString(key)}";
        Assert.Equal("invited-sees-nothing", (await InviteAsync("joost")).CodeOf("memberId"));
        Assert.Equal("invited-disabled", (await InviteAsync("gone")).CodeOf("memberId"));
        Assert.Equal("member-missing", (await InviteAsync("nobody")).CodeOf("memberId"));
        Assert.Equal(404, (await _world.Joost.ProblemAsync(HttpMethod.Post, $"{path}/invitations", new { memberId = "joost" })).Status);
        Assert.Equal(404, (await _world.Joost.ProblemAsync(HttpMethod.Get, $"{path}/people")).Status);

        Assert.False((await _world.Lena.PostAsync($"{path}/invitations", new { memberId = "boss" })).GetProperty("waits").GetBoolean());
        Assert.Equal("invited-in-already", (await InviteAsync("boss")).CodeOf("memberId"));
        await _world.Anna.PutAsync("session/notifications", new { acceptInvitations = false });
        Assert.True((await _world.Lena.PostAsync($"{path}/invitations", new { memberId = "anna" })).GetProperty("waits").GetBoolean());
        var people = await _world.Lena.GetJsonAsync($"{path}/people");
        Assert.Equal(("boss", "anna"), (people.GetProperty("followers")[0].GetString(), people.GetProperty("invited")[0].GetString()));
        Assert.Equal(HttpStatusCode.NoContent, await _world.Lena.StatusAsync(HttpMethod.Delete, $"{path}/invitations/anna"));
        Assert.Equal("invitation-gone", (await _world.Anna.ProblemAsync(
            HttpMethod.Post, $"invitations/dossier/{Uri.EscapeDataString(key)}", new { accept = true })).Code);
        Assert.Equal("value-required", (await _world.Anna.ProblemAsync(
            HttpMethod.Post, $"invitations/dossier/{Uri.EscapeDataString(key)}", new { })).CodeOf("accept"));
        await _world.Anna.PutAsync("session/notifications", new { acceptInvitations = true });

        Task<Problem> InviteAsync(string member) => _world.Lena.ProblemAsync(HttpMethod.Post, $"{path}/invitations", new { memberId = member });
    }

    private static string? Text(JsonElement row, string name) => row.GetProperty(name).GetString();
}
