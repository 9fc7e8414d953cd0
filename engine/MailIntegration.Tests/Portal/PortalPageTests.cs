using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Portal;
using MailIntegration.Engine.Processing.Trust;
using MailIntegration.Engine.Storage;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Web;
using MailIntegration.Web.Portal;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Portal;

/// <summary>The contact's page of the standalone home over HTTP: what a link opens, what it does not, and what may be done there.</summary>
public sealed partial class PortalPageTests : IClassFixture<MailWorld>
{
    private readonly MailWorld _world;

    public PortalPageTests(MailWorld world)
    {
        _world = world;
    }

    [Fact]
    public async Task Routes_OfThePortal_AreGuardedAndRefuseForeignKeys()
    {
        var routes = Routes();
        Assert.True(routes.Count >= 10, $"Only {routes.Count} routes were found.");
        using var anonymous = _world.Host.Anonymous();
        foreach (var (endpoint, method, path) in routes)
        {
            Assert.NotNull(endpoint.Metadata.GetMetadata<PortalGateMetadata>());
            foreach (var key in new[] { "missing", "me", new string('A', 48) })
            {
                using var answer = await anonymous.SendAsync(new HttpRequestMessage(method, path.Replace("{key}", key, StringComparison.Ordinal)));
                Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{method} {path}: {answer.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task UnsafeRoutes_WithoutTheTokenOfThePage_AreRefused()
    {
        using var visitor = await OpenAsync("For both");
        foreach (var (_, method, path) in Routes().Where(r => r.Method != HttpMethod.Get))
        {
            using var request = new HttpRequestMessage(method, path.Replace("{key}", visitor.Key, StringComparison.Ordinal))
            {
                Content = JsonContent.Create(new { text = "x", key = "x" }),
            };
            using var answer = await visitor.Browser.SendAsync(request);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains("antiforgery", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Page_OfALink_IsStrictAndTellsNothingByItself()
    {
        using var visitor = await OpenAsync("For both");

        using var page = await visitor.Browser.OpenAsync("/mail/portal/" + visitor.Key);
        using var ended = await visitor.Browser.OpenAsync("/mail/portal/" + new string('A', 48));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (page.StatusCode, ended.StatusCode));
        Assert.Contains("script-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
        Assert.DoesNotContain("wagtail", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_OpensItsConversationAndNoOther()
    {
        using var visitor = await OpenAsync("For both");
        var other = _world.Mails["For sales only"];

        var conversation = await visitor.GetAsync("conversations/" + visitor.ConversationId);
        var body = await visitor.TextAsync($"emails/{_world.Mails["For both"].EmailId}/body");

        Assert.Equal("For both", conversation.GetProperty("subject").GetString());
        Assert.Contains("wagtail", body, StringComparison.Ordinal);
        Assert.Single((await visitor.GetAsync("conversations")).EnumerateArray());
        foreach (var path in new[]
            { $"conversations/{other.ConversationId}", $"emails/{other.EmailId}/body", $"emails/{other.EmailId}/attachments/1", $"conversations/{other.ConversationId}/live" })
        {
            Assert.Equal(HttpStatusCode.NotFound, await visitor.StatusAsync(HttpMethod.Get, path));
        }
    }

    [Fact]
    public async Task Body_IsSentWithThePolicyOfTheFrame()
    {
        using var visitor = await OpenAsync("For both");
        using var answer = await visitor.Browser.OpenAsync(visitor.Path($"emails/{_world.Mails["For both"].EmailId}/body"));
        Assert.Contains("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_BecomesAMailOfTheConversationOnce()
    {
        using var visitor = await OpenAsync("For sales only");
        var key = Guid.NewGuid().ToString();

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(HttpStatusCode.NoContent, await visitor.StatusAsync(
                HttpMethod.Post, $"conversations/{visitor.ConversationId}/answers", new { text = "I am <b>here</b>.\nEva", key }));
        }

        await _world.Host.DispatchAsync();
        var seen = await _world.Lena.GetJsonAsync($"conversations/{visitor.ConversationId}");
        var answer = seen.GetProperty("emails").EnumerateArray().Last();
        Assert.Equal(2, seen.GetProperty("emails").GetArrayLength());
        Assert.Equal(
            ("eva@customer.example", "received", "verified"),
            (answer.GetProperty("from").GetProperty("address").GetString(), answer.GetProperty("kind").GetString(), answer.GetProperty("trust").GetString()));
        Assert.True(answer.GetProperty("isUnread").GetBoolean());
        var mine = (await visitor.GetAsync("conversations/" + visitor.ConversationId)).GetProperty("emails").EnumerateArray().Last();
        Assert.True(mine.GetProperty("isOwn").GetBoolean());
        var body = await visitor.TextAsync($"emails/{mine.GetProperty("id").GetString()}/body");
        Assert.Contains("&lt;b&gt;here", body, StringComparison.Ordinal);
        var journal = await _world.Host.Store.GetRecordsAsync(
            new RecordQuery { Kind = RecordKinds.JournalIn, ConversationIds = [visitor.ConversationId] }, default);
        Assert.Single(journal);
    }

    [Fact]
    public async Task Answer_EmptyOrTooLong_SaysWhy()
    {
        using var visitor = await OpenAsync("For both");
        var path = visitor.Path($"conversations/{visitor.ConversationId}/answers");
        foreach (var (text, code) in new[] { (" ", "required"), (new string('x', PortalAnswers.MaxText + 1), "too-long") })
        {
            using var answer = await visitor.SendAsync(HttpMethod.Post, path, new { text, key = "k" });
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains($"\"{code}\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Following_IsOnUntilTheContactSaysOtherwise()
    {
        using var visitor = await OpenAsync("For both");
        var path = "conversations/" + visitor.ConversationId;

        Assert.True((await visitor.GetAsync(path)).GetProperty("isFollowing").GetBoolean());
        Assert.Equal(HttpStatusCode.NoContent, await visitor.StatusAsync(HttpMethod.Put, path + "/following", new { following = false }));
        Assert.False((await visitor.GetAsync(path)).GetProperty("isFollowing").GetBoolean());
        Assert.Equal(HttpStatusCode.NoContent, await visitor.StatusAsync(HttpMethod.Put, path + "/following", new { following = true }));
        Assert.True((await visitor.GetAsync(path)).GetProperty("isFollowing").GetBoolean());
    }

    /// <summary>CV4: members see what contacts saw, contacts nothing of each other.</summary>
    [Fact]
    public async Task Seen_ByAContact_StandsBesideTheMembersMarks()
    {
        using var visitor = await OpenAsync("For both");
        var reply = _world.Host.Time.GetUtcNow();
        _world.Host.Deliver(_world.Info.Email, TestMail.Text(
            "seen-reply@fietskompas.example", "Re: For both", "We shall.", _world.Info.Email, "eva@customer.example",
            headers: "In-Reply-To: <both-1@customer.example>\r\n"), "sentitems");
        await _world.Host.SyncAsync(_world.Info.Id);
        Assert.Equal(HttpStatusCode.NoContent, await visitor.StatusAsync(HttpMethod.Post, $"conversations/{visitor.ConversationId}/seen", new { }));

        var emails = (await _world.Joost.GetJsonAsync($"conversations/{visitor.ConversationId}")).GetProperty("emails").EnumerateArray().ToList();
        Assert.All(emails.Where(e => e.GetProperty("kind").GetString() == "received"), e => Assert.Empty(e.GetProperty("seenBy").EnumerateArray()));
        var email = emails.Single(e => e.GetProperty("kind").GetString() == "sent");
        var mark = Assert.Single(email.GetProperty("seenBy").EnumerateArray());
        Assert.Equal((JsonValueKind.Null, "Eva"), (mark.GetProperty("memberId").ValueKind, mark.GetProperty("name").GetString()));
        Assert.DoesNotContain("seenBy", await visitor.TextAsync("conversations/" + visitor.ConversationId), StringComparison.Ordinal);
        Assert.True(mark.GetProperty("at").GetDateTimeOffset() >= reply);
    }

    [Fact]
    public async Task Answers_TooMany_AreRefusedForAWhile()
    {
        var limit = new PortalLimit(_world.Host.Time);
        var taken = Enumerable.Range(0, PortalLimit.MostAnswers + 5).Count(_ => limit.TakeAnswer("one"));
        Assert.Equal(PortalLimit.MostAnswers, taken);
        Assert.True(limit.TakeAnswer("other"));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Live_AnswerOfAMember_IsTold()
    {
        using var visitor = await OpenAsync("For both");
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var stream = await visitor.Browser.OpenAsync(visitor.Path($"conversations/{visitor.ConversationId}/live"));
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(stop.Token));
        Assert.Equal("event: ready", await LineAsync(reader, "event:", stop.Token));

        _world.Host.Deliver(_world.Info.Email, TestMail.Text(
            "both-2@customer.example", "Re: For both", "One more.", headers: "In-Reply-To: <both-1@customer.example>\r\n"));
        await _world.Host.SyncAsync(_world.Info.Id);

        Assert.Equal("event: changed", await LineAsync(reader, "event:", stop.Token));
    }

    private static async Task<string> LineAsync(StreamReader reader, string start, CancellationToken cancellationToken)
    {
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return line;
            }
        }

        return "";
    }

    private async Task<PortalClient> OpenAsync(string subject)
    {
        var found = await _world.Host.Services.GetRequiredService<IContacts>().FindByAddressesAsync(["eva@customer.example"], default);
        return await PortalClient.OpenAsync(_world.Host, found.Values.Single(), "eva@customer.example", _world.Mails[subject].ConversationId);
    }

    private List<(RouteEndpoint Endpoint, HttpMethod Method, string Path)> Routes() =>
        _world.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/mail/portal/{key}/api", StringComparison.Ordinal))
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                .Select(m => (e, HttpMethod.Parse(m), Parameter().Replace(e.RoutePattern.RawText!, "missing"))))
            .ToList();

    [GeneratedRegex(@"\{(?!key\})[^}]+\}")]
    private static partial Regex Parameter();
}
