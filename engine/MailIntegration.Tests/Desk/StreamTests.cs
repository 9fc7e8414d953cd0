using System.Net;
using System.Text.Json;
using MailIntegration.Engine.Conversations;
using MailIntegration.Tests.Web;

namespace MailIntegration.Tests.Desk;

/// <summary>The internal stream: who sees it, who may be called, editing, seen marks, followers, presence (CV1, CV4 to CV6).</summary>
public sealed class StreamTests : IClassFixture<MailWorld>
{
    private readonly MailWorld _world;

    public StreamTests(MailWorld world)
    {
        _world = world;
    }

    private string Both => _world.Mails["For both"].ConversationId;

    private string Sales => _world.Mails["For sales only"].ConversationId;

    [Fact]
    public async Task Post_ByOneReader_IsReadByTheOthersAndByNobodyElse()
    {
        var posted = await PostAsync(_world.Lena, Sales, "<p>Shall we offer <b>ten</b>?<script>alert(1)</script><img src='https://x.example/1.png'></p>");

        Assert.Equal("Shall we offer ten?", posted.GetProperty("text").GetString());
        Assert.DoesNotContain("script", posted.GetProperty("html").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("x.example", posted.GetProperty("html").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.True(posted.GetProperty("mine").GetBoolean());
        var read = Find(await _world.Anna.GetJsonAsync($"conversations/{Sales}/messages"), posted);
        Assert.Equal(("Lena", false), (read.GetProperty("authorName").GetString(), read.GetProperty("mine").GetBoolean()));
        Assert.Equal(HttpStatusCode.NotFound, await _world.Joost.GetStatusAsync($"conversations/{Sales}/messages"));
    }

    [Theory]
    [InlineData("GET", "messages")]
    [InlineData("POST", "messages")]
    [InlineData("POST", "seen")]
    [InlineData("PUT", "following")]
    [InlineData("GET", "presence")]
    [InlineData("POST", "presence")]
    [InlineData("POST", "ticket")]
    public async Task Everything_OfAConversationOfOthers_IsNotThere(string method, string what)
    {
        var body = new { html = "<p>x</p>", following = true, composing = true };
        var status = await _world.Joost.StatusAsync(
            HttpMethod.Parse(method), $"conversations/{Sales}/{what}", method == "GET" ? null : body);

        Assert.Equal(HttpStatusCode.NotFound, status);
    }

    [Fact]
    public async Task Post_MentionOfWhoMayNotSee_IsRefusedWithHisName()
    {
        var problem = await _world.Lena.ProblemAsync(
            HttpMethod.Post, $"conversations/{Sales}/messages", new { html = "<p>@Joost look</p>", mentions = new[] { "joost" } });

        Assert.Equal("mention-not-allowed", problem.CodeOf("mentions"));
        Assert.Equal("Joost", problem.Arg("mentions", "name"));
    }

    [Fact]
    public async Task Post_Mention_MakesAFollower()
    {
        var posted = await PostAsync(_world.Lena, Both, "<p>@Joost look</p>", "joost");

        Assert.Equal("joost", Assert.Single(posted.GetProperty("mentions").EnumerateArray()).GetString());
        Assert.True((await _world.Joost.GetJsonAsync($"conversations/{Both}")).GetProperty("following").GetBoolean());
        await _world.Joost.PutAsync($"conversations/{Both}/following", new { following = false });
        Assert.Empty((await _world.Lena.GetJsonAsync($"conversations/{Both}")).GetProperty("followers").EnumerateArray());
    }

    [Fact]
    public async Task Follow_Twice_FollowsOnce()
    {
        await _world.Lena.PutAsync($"conversations/{Sales}/following", new { following = true });
        await _world.Lena.PutAsync($"conversations/{Sales}/following", new { following = true });

        var followers = (await _world.Anna.GetJsonAsync($"conversations/{Sales}")).GetProperty("followers");
        Assert.Equal("lena", Assert.Single(followers.EnumerateArray()).GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("<p>  </p><script>x</script>")]
    public async Task Post_Nothing_SaysSo(string html) => Assert.Equal("required", (await _world.Anna.ProblemAsync(
        HttpMethod.Post, $"conversations/{Both}/messages", new { html })).CodeOf("html"));

    [Fact]
    public async Task Post_AnswerToAMessageOfElsewhere_IsRefused()
    {
        var elsewhere = await PostAsync(_world.Lena, Sales, "<p>elsewhere</p>");

        var problem = await _world.Lena.ProblemAsync(HttpMethod.Post, $"conversations/{Both}/messages", new
        {
            html = "<p>x</p>", replyTo = elsewhere.GetProperty("id").GetString(),
        });

        Assert.Equal("message-missing", problem.CodeOf("replyTo"));
    }

    [Fact]
    public async Task Edit_ByTheAuthorOnly_AndOnlyOnceFromOneVersion()
    {
        var path = PathOf(await PostAsync(_world.Lena, Both, "<p>tpyo</p>"));

        Assert.Equal("not-author", (await _world.Anna.ProblemAsync(HttpMethod.Put, path, new { html = "<p>x</p>", version = 1 })).Code);
        var edited = await _world.Lena.PutAsync(path, new { html = "<p>typo</p>", version = 1 });
        Assert.Equal(("typo", 2), (edited.GetProperty("text").GetString(), edited.GetProperty("version").GetInt32()));
        Assert.NotEqual(JsonValueKind.Null, edited.GetProperty("editedAt").ValueKind);
        Assert.Equal(409, (await _world.Lena.ProblemAsync(HttpMethod.Put, path, new { html = "<p>late</p>", version = 1 })).Status);
    }

    [Fact]
    public async Task Delete_IsForTheAuthorAndManagers()
    {
        var first = PathOf(await PostAsync(_world.Lena, Both, "<p>one</p>"));
        var second = PathOf(await PostAsync(_world.Lena, Both, "<p>two</p>"));

        Assert.Equal(HttpStatusCode.NotFound, await _world.Joost.StatusAsync(HttpMethod.Delete, first));
        Assert.Equal(HttpStatusCode.NoContent, await _world.Lena.StatusAsync(HttpMethod.Delete, first));
        Assert.Equal(HttpStatusCode.NoContent, await _world.Anna.StatusAsync(HttpMethod.Delete, second));
    }

    [Fact]
    public async Task Seen_MarksOthersMessagesAndMailOnce_WithNameAndTime()
    {
        var posted = await PostAsync(_world.Lena, Both, "<p>seen?</p>");
        var body = new
        {
            messageIds = new[] { posted.GetProperty("id").GetString() },
            emailIds = new[] { _world.Mails["For both"].EmailId, _world.Mails["For sales only"].EmailId },
        };
        foreach (var browser in new[] { _world.Joost, _world.Lena, _world.Joost })
        {
            Assert.Equal(HttpStatusCode.NoContent, await browser.StatusAsync(HttpMethod.Post, $"conversations/{Both}/seen", body));
        }

        var message = Find(await _world.Lena.GetJsonAsync($"conversations/{Both}/messages"), posted);
        var mark = Assert.Single(message.GetProperty("seenBy").EnumerateArray());
        Assert.Equal("Joost", mark.GetProperty("name").GetString());
        Assert.True(DateTimeOffset.UtcNow - mark.GetProperty("at").GetDateTimeOffset() < TimeSpan.FromMinutes(5));
        var email = (await _world.Anna.GetJsonAsync($"conversations/{Both}")).GetProperty("emails")[0];
        Assert.Equal(["Joost", "Lena"], email.GetProperty("seenBy").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
        var other = (await _world.Anna.GetJsonAsync($"conversations/{Sales}")).GetProperty("emails")[0];
        Assert.Empty(other.GetProperty("seenBy").EnumerateArray());
    }

    [Fact]
    public async Task Presence_IsToldUntilItIsForgotten()
    {
        await _world.Lena.PostAsync($"conversations/{Sales}/presence", new { composing = true });

        var there = await _world.Anna.PostAsync($"conversations/{Sales}/presence", new { composing = false });
        Assert.Equal(
            [("lena", true), ("anna", false)],
            there.GetProperty("members").EnumerateArray().Select(m => (m.GetProperty("id").GetString(), m.GetProperty("composing").GetBoolean())));
        Assert.Equal(HttpStatusCode.NoContent, await _world.Lena.StatusAsync(HttpMethod.Delete, $"conversations/{Sales}/presence"));
        Assert.Single((await _world.Anna.GetJsonAsync($"conversations/{Sales}/presence")).GetProperty("members").EnumerateArray());
    }

    [Fact]
    public async Task Messenger_InternalStream_ShowsTheLastMessageOfEachConversationOnce()
    {
        await PostAsync(_world.Lena, Both, "<p>first of both</p>");
        await PostAsync(_world.Lena, Sales, "<p>of sales</p>");
        await PostAsync(_world.Lena, Both, "<p>last of both</p>");

        var annas = (await _world.Anna.GetJsonAsync("messenger?stream=internal")).GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal([Both, Sales], annas.Select(r => r.GetProperty("conversationId").GetString()));
        Assert.Equal("last of both", annas[0].GetProperty("lastText").GetString());
        Assert.True(annas[0].GetProperty("unread").GetInt32() >= 2);
        var joosts = (await _world.Joost.GetJsonAsync("messenger?stream=internal")).GetProperty("rows");
        Assert.Equal(Both, Assert.Single(joosts.EnumerateArray()).GetProperty("conversationId").GetString());
    }

    [Fact]
    public async Task Messenger_FromCustomers_ListsWhatWaitsForUs()
    {
        var rows = (await _world.Joost.GetJsonAsync("messenger?stream=external&fromCustomers=1")).GetProperty("rows");

        Assert.Contains(Both, rows.EnumerateArray().Select(r => r.GetProperty("conversationId").GetString()));
        Assert.DoesNotContain(Sales, rows.EnumerateArray().Select(r => r.GetProperty("conversationId").GetString()));
        Assert.Equal("value-unknown", (await _world.Joost.ProblemAsync(HttpMethod.Get, "messenger?stream=7")).CodeOf("stream"));
    }

    [Fact]
    public async Task Preferences_Saved_AreTheMembersOwn()
    {
        await _world.Lena.PutAsync("session/preferences", new { showFromCustomers = false, sound = true });

        Assert.True((await _world.Lena.GetJsonAsync("session")).GetProperty("preferences").GetProperty("sound").GetBoolean());
        Assert.False((await _world.Joost.GetJsonAsync("session")).GetProperty("preferences").GetProperty("sound").GetBoolean());
    }

    internal static Task<JsonElement> PostAsync(HttpBrowser browser, string conversation, string html, params string[] mentions) =>
        browser.PostAsync($"conversations/{conversation}/messages", new { html, mentions });

    private static string PathOf(JsonElement message) =>
        $"conversations/{message.GetProperty("conversationId").GetString()}/messages/{message.GetProperty("id").GetString()}";

    private static JsonElement Find(JsonElement list, JsonElement message) =>
        list.EnumerateArray().Single(m => m.GetProperty("id").GetString() == message.GetProperty("id").GetString());
}
