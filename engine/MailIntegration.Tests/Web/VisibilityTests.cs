using System.Net;
using System.Text.Json;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Web;

/// <summary>PR2: managers see all e-mail, other members only what is linked to them; the mail of an owner-only channel is its owner's alone.</summary>
public sealed class VisibilityTests : IClassFixture<MailWorld>
{
    private readonly MailWorld _world;

    public VisibilityTests(MailWorld world)
    {
        _world = world;
    }

    [Theory]
    [InlineData("anna", "For both|For info only|For sales only")]
    [InlineData("joost", "For both|For info only")]
    [InlineData("lena", "For both|For Lena only|For sales only")]
    public async Task List_PerMember_ShowsOwnMailOnly(string member, string expected)
    {
        var browser = BrowserOf(member);
        Assert.Equal(expected.Split('|'), await SubjectsAsync(browser, "conversations?box=all"));
        var counts = await browser.GetJsonAsync("counts");
        Assert.Equal(expected.Split('|').Length, counts.GetProperty("unreadInbox").GetInt32());
    }

    [Theory]
    [InlineData("joost", "zebrafinch", 0)]
    [InlineData("joost", "oxpecker", 0)]
    [InlineData("joost", "kingfisher", 1)]
    [InlineData("anna", "oxpecker", 0)]
    [InlineData("anna", "zebrafinch", 1)]
    [InlineData("lena", "oxpecker", 1)]
    public async Task Search_WordOfOthersMail_FindsNothing(string member, string word, int found)
    {
        var subjects = await SubjectsAsync(BrowserOf(member), $"conversations?box=all&q={word}");
        Assert.Equal(found, subjects.Count);
    }

    [Fact]
    public async Task Counts_ByAddress_NameNoHiddenAddress()
    {
        var counts = (await _world.Joost.GetJsonAsync("counts")).GetProperty("unreadByAddress");
        Assert.Equal([_world.Info.Id], counts.EnumerateObject().Select(c => c.Name));
        Assert.Equal(0, (await _world.Joost.GetJsonAsync("counts")).GetProperty("unprocessed").GetInt32());
        Assert.Equal(1, (await _world.Lena.GetJsonAsync("counts")).GetProperty("unprocessed").GetInt32());
    }

    [Theory]
    [InlineData("joost", "For sales only")]
    [InlineData("joost", "For Lena only")]
    [InlineData("anna", "For Lena only")]
    public async Task Mail_OfOthers_IsNotThere(string member, string subject)
    {
        var browser = BrowserOf(member);
        var (email, conversation) = _world.Mails[subject];
        foreach (var path in new[]
        {
            $"conversations/{conversation}", $"emails/{email}", $"emails/{email}/body", $"emails/{email}/raw",
            $"emails/{email}/attachments/1", $"emails/{email}/attachments/1?inline=1",
        })
        {
            Assert.Equal(HttpStatusCode.NotFound, await browser.GetStatusAsync(path));
        }
    }

    [Fact]
    public async Task Copies_OfSharedMail_AreThoseOfOwnAddresses()
    {
        var (email, _) = _world.Mails["For both"];
        var seen = (await _world.Joost.GetJsonAsync($"emails/{email}")).GetProperty("copies");
        Assert.Equal("info@fietskompas.example", Assert.Single(seen.EnumerateArray()).GetProperty("email").GetString());
        Assert.Equal(2, (await _world.Anna.GetJsonAsync($"emails/{email}")).GetProperty("copies").GetArrayLength());
        Assert.Equal(HttpStatusCode.NotFound, await _world.Joost.GetStatusAsync($"emails/{email}/raw?address={_world.Sales.Id}"));
        Assert.Equal(HttpStatusCode.NotFound, await _world.Joost.GetStatusAsync($"emails/{email}/body?address={_world.Sales.Id}"));

        using var raw = await _world.Joost.SendAsync(HttpMethod.Get, $"emails/{email}/raw");
        Assert.DoesNotContain("X-Copy", await raw.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Actions_OnOthersMail_ChangeNothing()
    {
        var (email, conversation) = _world.Mails["For sales only"];
        Assert.Equal(HttpStatusCode.NoContent, await _world.Joost.StatusAsync(
            HttpMethod.Post, "emails/state", new { emailIds = new[] { email }, conversationIds = new[] { conversation }, action = "delete" }));
        Assert.Equal(HttpStatusCode.NoContent, await _world.Joost.StatusAsync(
            HttpMethod.Post, "emails/read", new { conversationIds = new[] { conversation }, read = true }));
        Assert.Equal(HttpStatusCode.NoContent, await _world.Joost.StatusAsync(
            HttpMethod.Post, "conversations/change", new { conversationIds = new[] { conversation }, state = "done", addTags = new[] { "mine" } }));

        var view = await _world.Lena.GetJsonAsync($"conversations/{conversation}");
        Assert.Equal("open", view.GetProperty("state").GetString());
        Assert.Equal(0, view.GetProperty("tags").GetArrayLength());
        var head = Assert.Single(view.GetProperty("emails").EnumerateArray());
        Assert.Equal("inbox", head.GetProperty("box").GetString());
        Assert.True(head.GetProperty("isUnread").GetBoolean());
    }

    [Fact]
    public async Task Addresses_PerMember_AreThoseHeReads()
    {
        Assert.Equal(["info@fietskompas.example"], await EmailsAsync(_world.Joost, "addresses"));
        Assert.Equal(["lena@fietskompas.example", "sales@fietskompas.example"], await EmailsAsync(_world.Lena, "addresses"));
        // Managers see that an owner-only account exists and its health, not its mail (CH6).
        Assert.Contains("lena@fietskompas.example", await EmailsAsync(_world.Anna, "addresses"));
        Assert.Equal(HttpStatusCode.NotFound, await _world.Anna.GetStatusAsync($"conversations?address={_world.Private.Id}"));
        Assert.Equal(HttpStatusCode.NotFound, await _world.Joost.GetStatusAsync($"conversations?address={_world.Sales.Id}"));
        Assert.Equal(HttpStatusCode.NotFound, await _world.Joost.GetStatusAsync($"addresses/{_world.Sales.Id}/ledger"));
        Assert.Equal(HttpStatusCode.NotFound, await _world.Joost.StatusAsync(HttpMethod.Post, "sync", new { addressId = _world.Sales.Id }));
        Assert.Equal(HttpStatusCode.NotFound, await _world.Joost.StatusAsync(HttpMethod.Delete, $"sync/{_world.Sales.Id}"));
        Assert.Equal(HttpStatusCode.OK, await _world.Anna.GetStatusAsync($"addresses/{_world.Private.Id}/ledger"));
    }

    [Fact]
    public async Task Ledger_OfPrivateAddress_NamesNoEmailToManagers()
    {
        var day = DateTimeOffset.UtcNow.AddMinutes(-1).ToString("yyyy-MM-dd", null);
        var path = $"addresses/{_world.Private.Id}/ledger/{day}";
        var rows = (await _world.Anna.GetJsonAsync(path)).GetProperty("rows");
        Assert.Equal(JsonValueKind.Null, Assert.Single(rows.EnumerateArray()).GetProperty("emailId").ValueKind);
        rows = (await _world.Lena.GetJsonAsync(path)).GetProperty("rows");
        Assert.Equal(_world.Mails["For Lena only"].EmailId, rows[0].GetProperty("emailId").GetString());
    }

    [Fact]
    public async Task Unprocessed_OfOthers_IsNotThere()
    {
        Assert.Equal(0, (await _world.Joost.GetJsonAsync("unprocessed")).GetProperty("rows").GetArrayLength());
        Assert.Equal(HttpStatusCode.NotFound, await _world.Joost.GetStatusAsync($"unprocessed/{_world.QuarantinedKey}/raw"));
        var retried = await _world.Joost.PostAsync("unprocessed/retry", new { keys = new[] { _world.QuarantinedKey } });
        Assert.Equal(0, retried.GetProperty("retried").GetInt32());

        Assert.Equal(1, (await _world.Lena.GetJsonAsync("unprocessed")).GetProperty("rows").GetArrayLength());
        Assert.Equal(HttpStatusCode.OK, await _world.Lena.GetStatusAsync($"unprocessed/{_world.QuarantinedKey}/raw"));
    }

    [Fact]
    public async Task Tags_OfOthersConversations_AreNotListed()
    {
        var (_, conversation) = _world.Mails["For info only"];
        await _world.Anna.PostAsync("conversations/change", new { conversationIds = new[] { conversation }, addTags = new[] { "warranty" } });
        Assert.Equal("warranty", (await _world.Joost.GetJsonAsync("tags"))[0].GetString());
        Assert.Equal(0, (await _world.Lena.GetJsonAsync("tags")).GetArrayLength());
        await _world.Anna.PostAsync("conversations/change", new { conversationIds = new[] { conversation }, removeTags = new[] { "warranty" } });
    }

    [Fact]
    public async Task Member_WhoIsDisabled_IsSignedOut()
    {
        using var browser = await _world.Host.SignInAsync("boss");
        var path = Path.Combine(_world.Host.Folder, "team.json");
        var text = await File.ReadAllTextAsync(path);
        try
        {
            await File.WriteAllTextAsync(path, text.Replace(
                "\"id\": \"boss\",", "\"id\": \"boss\", \"enabled\": false,", StringComparison.Ordinal));
            await Eventually.TrueAsync(async () => await browser.GetStatusAsync("counts") == HttpStatusCode.Unauthorized);
        }
        finally
        {
            await File.WriteAllTextAsync(path, text);
        }

        await Eventually.TrueAsync(async () => await browser.GetStatusAsync("counts") == HttpStatusCode.OK);
    }

    private Browser BrowserOf(string member) => member switch
    {
        "anna" => _world.Anna,
        "joost" => _world.Joost,
        _ => _world.Lena,
    };

    private static async Task<IReadOnlyList<string>> SubjectsAsync(Browser browser, string path) =>
        (await browser.GetJsonAsync(path)).GetProperty("rows").EnumerateArray()
            .Select(r => r.GetProperty("subject").GetString()!).Order(StringComparer.OrdinalIgnoreCase).ToList();

    private static async Task<IReadOnlyList<string>> EmailsAsync(Browser browser, string path) =>
        (await browser.GetJsonAsync(path)).EnumerateArray().Select(r => r.GetProperty("email").GetString()!).Order().ToList();
}
