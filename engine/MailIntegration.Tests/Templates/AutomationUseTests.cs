using System.Net;
using System.Text.Json;
using MailIntegration.Tests.Web;

namespace MailIntegration.Tests.Templates;

/// <summary>MC1, MC2: templates and inserted messages name the rules that use them, read from their definitions.</summary>
public sealed class AutomationUseTests : IClassFixture<MailWorld>
{
    private readonly MailWorld _world;

    public AutomationUseTests(MailWorld world)
    {
        _world = world;
    }

    [Fact]
    public async Task Automations_OfRules_AreListedSwitchedAndGoneWhenDeleted()
    {
        var template = (await _world.Anna.PostAsync("templates", new { content = new { name = "Thanks", isOn = true, texts = new { } } }))
            .GetProperty("row").GetProperty("id").GetString()!;
        await _world.Anna.PutAsync($"templates/{template}", new
        {
            content = new { name = "Thanks", isOn = true, texts = new { en = new { subject = "Thanks", html = "<p>Thanks</p>" } } },
            publish = true,
            stamp = (await _world.Anna.GetJsonAsync($"templates/{template}")).GetProperty("stamp").GetString(),
        });
        var rule = await AddRuleAsync(template);

        var uses = (await _world.Anna.GetJsonAsync("messaging/automations")).EnumerateArray().Where(u => Text(u, "id") == rule).ToList();
        Assert.Equal(
            [("reply", null), ("send-template", template), ("start-conversation", null)],
            uses.Select(u => (Text(u, "action"), u.GetProperty("template").GetString())).Order());
        Assert.All(uses, u => Assert.True(u.GetProperty("isOn").GetBoolean()));

        Assert.Equal(HttpStatusCode.NoContent, await _world.Anna.StatusAsync(
            HttpMethod.Post, $"messaging/automations/rule/{rule}/switch", new { isOn = false }));
        var book = await _world.Anna.GetJsonAsync("rules");
        Assert.False(book.GetProperty("rules").EnumerateArray().Single(r => Text(r, "id") == rule).GetProperty("isEnabled").GetBoolean());

        // Deleted while its template is open: the switch says so, and the list is without it.
        Assert.True((int)await _world.Anna.StatusAsync(HttpMethod.Delete, $"rules/{rule}?version={book.GetProperty("version").GetInt64()}") < 300);
        Assert.Equal(HttpStatusCode.NotFound, await _world.Anna.StatusAsync(
            HttpMethod.Post, $"messaging/automations/rule/{rule}/switch", new { isOn = true }));
        Assert.DoesNotContain((await _world.Anna.GetJsonAsync("messaging/automations")).EnumerateArray(), u => Text(u, "id") == rule);
    }

    private async Task<string> AddRuleAsync(string template)
    {
        var version = (await _world.Anna.GetJsonAsync("rules")).GetProperty("version").GetInt64();
        var book = await _world.Anna.PostAsync("rules", new
        {
            name = "Say thanks",
            isEnabled = true,
            @event = "email-received",
            actions = new object[]
            {
                new { action = "send-template", input = new { template } },
                new { action = "reply", input = new { html = "<p>Hello</p>" } },
                new { action = "start-conversation", input = new { subject = "News", html = "<p>News</p>" } },
            },
            version,
        });
        return Text(book.GetProperty("rules").EnumerateArray().Last(), "id")!;
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
