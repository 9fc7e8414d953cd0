using System.Net;
using System.Text.Json;
using MailIntegration.Tests.Web;

namespace MailIntegration.Tests.Desk;

/// <summary>Tasks: from an e-mail or by themselves, seen by whom they concern (PR11).</summary>
public sealed class TaskTests : IClassFixture<MailWorld>
{
    private readonly MailWorld _world;

    public TaskTests(MailWorld world)
    {
        _world = world;
    }

    [Fact]
    public async Task Create_OfAnEmail_KnowsItsConversationAndSender()
    {
        var (email, conversation) = _world.Mails["For sales only"];
        var task = await _world.Lena.PostAsync("tasks", new { title = " Call back ", emailId = email });

        Assert.Equal("Call back", task.GetProperty("title").GetString());
        Assert.Equal(conversation, task.GetProperty("conversationId").GetString());
        Assert.Equal("eva@customer.example", task.GetProperty("contact").GetProperty("address").GetString());
        var shown = (await _world.Anna.GetJsonAsync($"conversations/{conversation}")).GetProperty("tasks").EnumerateArray();
        Assert.Contains(Id(task), shown.Select(Id));
        Assert.DoesNotContain(Id(task), await IdsAsync(_world.Joost));
        Assert.Equal(HttpStatusCode.NotFound, await _world.Joost.StatusAsync(HttpMethod.Delete, $"tasks/{Id(task)}"));
    }

    [Fact]
    public async Task Create_OfMailOfOthers_IsRefused()
    {
        var (email, conversation) = _world.Mails["For sales only"];

        Assert.Equal("not-found", (await _world.Joost.ProblemAsync(
            HttpMethod.Post, "tasks", new { title = "x", emailId = email })).CodeOf("emailId"));
        Assert.Equal("not-found", (await _world.Joost.ProblemAsync(
            HttpMethod.Post, "tasks", new { title = "x", conversationId = conversation })).CodeOf("conversationId"));
    }

    [Fact]
    public async Task Task_GivenToSomebody_IsSeenByHimAndItsMakerOnly()
    {
        var task = await _world.Lena.PostAsync("tasks", new { title = "Alone", assigneeId = "joost" });

        Assert.Contains(Id(task), await IdsAsync(_world.Joost, "mine=1&state=open"));
        Assert.Contains(Id(task), await IdsAsync(_world.Lena));
        Assert.DoesNotContain(Id(task), await IdsAsync(_world.Anna));
        Assert.True((await _world.Joost.GetJsonAsync("counts")).GetProperty("tasks").GetInt32() >= 1);
    }

    [Fact]
    public async Task Update_DoneAndOpenAgain_KeepsWhen_AndStaleIsRefused()
    {
        var task = await _world.Lena.PostAsync("tasks", new { title = "One" });
        var path = $"tasks/{Id(task)}";
        var done = await _world.Lena.PutAsync(path, new { title = "One", state = "done", version = 1 });
        Assert.NotEqual(JsonValueKind.Null, done.GetProperty("doneAt").ValueKind);
        Assert.Equal(409, (await _world.Lena.ProblemAsync(HttpMethod.Put, path, new { title = "One", version = 1 })).Status);
        var open = await _world.Lena.PutAsync(path, new { title = "One", state = "open", version = 2 });

        Assert.Equal(JsonValueKind.Null, open.GetProperty("doneAt").ValueKind);
        Assert.Equal(HttpStatusCode.NoContent, await _world.Lena.StatusAsync(HttpMethod.Delete, path));
    }

    [Fact]
    public async Task Change_Many_AssignsAndFinishes()
    {
        var first = Id(await _world.Lena.PostAsync("tasks", new { title = "Many 1" }));
        var second = Id(await _world.Lena.PostAsync("tasks", new { title = "Many 2" }));
        var foreign = Id(await _world.Joost.PostAsync("tasks", new { title = "Of Joost" }));
        await _world.Lena.PostAsync("tasks/change", new { ids = new[] { first, second, foreign }, state = "done", assigneeId = "lena" });

        var done = await IdsAsync(_world.Lena, "state=done&mine=1");
        Assert.True(done.Contains(first) && done.Contains(second));
        Assert.Contains(foreign, await IdsAsync(_world.Joost, "state=open"));
    }

    [Theory]
    [InlineData("", null, "title", "required")]
    [InlineData("ok", "gone", "assigneeId", "member-missing")]
    public async Task Create_Wrong_NamesTheField(string title, string? assigneeId, string field, string code) =>
        Assert.Equal(code, (await _world.Lena.ProblemAsync(HttpMethod.Post, "tasks", new { title, assigneeId })).CodeOf(field));

    [Fact]
    public async Task List_Overdue_IsSoonestFirst()
    {
        var now = _world.Host.Time.GetUtcNow();
        var late = Id(await _world.Anna.PostAsync("tasks", new { title = "Late", dueAt = now.AddHours(-1) }));
        var later = Id(await _world.Anna.PostAsync("tasks", new { title = "Later", dueAt = now.AddDays(-2) }));
        await _world.Anna.PostAsync("tasks", new { title = "Not yet", dueAt = now.AddDays(1) });

        Assert.Equal([later, late], await IdsAsync(_world.Anna, "overdue=1"));
    }

    private static string Id(JsonElement task) => task.GetProperty("id").GetString()!;

    private static async Task<List<string>> IdsAsync(HttpBrowser browser, string query = "") =>
        (await browser.GetJsonAsync($"tasks?{query}")).GetProperty("rows").EnumerateArray().Select(Id).ToList();
}
