using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Portal;
using MailIntegration.Engine.Storage;
using MailIntegration.Tests.Web;
using MailIntegration.Web;
using MailIntegration.Web.Portal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MailIntegration.Tests.Portal;

/// <summary>Links that a contact asks for on his page, over HTTP: to all his conversations, and in place of one that ended.</summary>
public sealed partial class PageLinkTests : IAsyncLifetime
{
    private const string Eva = "eva@customer.example";

    private readonly MailWorld _world = new();
    private Contact _eva = null!;

    private MailHost Host => _world.Host;

    public async Task InitializeAsync()
    {
        await _world.InitializeAsync();
        Host.Services.GetRequiredService<IOptions<MailWebOptions>>().Value.PublicOrigin = new Uri("https://mail.fietskompas.example");
        _eva = (await Host.Services.GetRequiredService<IContacts>().FindByAddressesAsync([Eva], default)).Values.Single();
    }

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task All_AskedFor_ComesByMailAndOpensInThatBrowserOnly()
    {
        using var one = await OpenAsync("For both");
        Assert.True((await one.GetAsync("session")).GetProperty("canAskForAll").GetBoolean());
        Assert.Equal(HttpStatusCode.Accepted, await one.StatusAsync(HttpMethod.Post, "links", new { }));

        var token = Assert.Single(await TokensAsync());
        using var session = await one.Browser.OpenAsync($"/mail/portal/{token}/api/session");
        using var list = await one.Browser.OpenAsync($"/mail/portal/{token}/api/conversations");
        var subjects = JsonDocument.Parse(await list.Content.ReadAsStringAsync()).RootElement.EnumerateArray()
            .Select(r => r.GetProperty("subject").GetString()).ToList();
        Assert.Equal(HttpStatusCode.OK, session.StatusCode);
        Assert.Contains("For both", subjects);
        Assert.DoesNotContain(subjects, s => s!.StartsWith("Your page", StringComparison.Ordinal));
        Assert.Contains("For sales only", subjects);
        Assert.DoesNotContain("For Lena only", subjects);

        // Whoever else reads the mail, for example because his mailbox sent it, has nothing.
        using var other = Host.Anonymous();
        using var refused = await other.OpenAsync($"/mail/portal/{token}/api/conversations");
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Contains("portal-link-elsewhere", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        Host.Time.Advance(PortalLinks.LifeOfAll + TimeSpan.FromMinutes(1));
        using var ended = await one.Browser.OpenAsync($"/mail/portal/{token}/api/conversations");
        Assert.Contains("portal-link-expired", await ended.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_AskedAgainAndAgain_AnswersTheSameAndMailsLittle()
    {
        using var one = await OpenAsync("For both");
        for (var i = 0; i < 12; i++)
        {
            Assert.Equal(HttpStatusCode.Accepted, await one.StatusAsync(HttpMethod.Post, "links", new { }));
        }

        Assert.Single(await TokensAsync());
        Host.Time.Advance(PageLinkMailer.Pause);
        for (var i = 0; i < 12; i++)
        {
            // Without cookies each looks like another browser.
            using var fresh = await PortalClient.OpenAsync(Host, _eva, Eva, one.ConversationId);
            Assert.Equal(HttpStatusCode.Accepted, await fresh.StatusAsync(HttpMethod.Post, "links", new { }));
        }

        Assert.InRange((await TokensAsync()).Count, 1, 1 + PortalLimit.MostLinks);
    }

    [Fact]
    public async Task Renewal_OfALinkWhoseTimeIsOver_MailsItToTheSameAddress()
    {
        using var one = await OpenAsync("For both");
        Host.Time.Advance(PortalLinks.Life + TimeSpan.FromMinutes(1));
        using var gone = await one.Browser.OpenAsync(one.Path("session"));
        Assert.Contains("portal-link-expired", await gone.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.BadRequest, await AskAgainAsync(one.Browser, one.Key, null));
        Assert.Equal(HttpStatusCode.Accepted, await AskAgainAsync(one.Browser, one.Key, await RenewalAsync(one.Browser, one.Key)));

        var token = Assert.Single(await TokensAsync());
        using var anywhere = Host.Anonymous();
        using var session = await anywhere.OpenAsync($"/mail/portal/{token}/api/session");
        Assert.Equal(one.ConversationId, JsonDocument.Parse(await session.Content.ReadAsStringAsync()).RootElement.GetProperty("conversationId").GetString());
    }

    [Fact]
    public async Task Renewal_RevokedMadeUpOrStillGood_GetsNothing()
    {
        using var good = await OpenAsync("For both");
        using var revoked = await OpenAsync("For sales only");
        await Host.WithAsync(async (PortalLinks l) =>
        {
            await l.RevokeAsync(_eva.Id, revoked.ConversationId, default);
            return true;
        });
        Assert.Null(await RenewalAsync(good.Browser, good.Key));
        var token = (await good.GetAsync("session")).GetProperty("antiforgeryToken").GetString();
        Assert.Equal(HttpStatusCode.Accepted, await AskAgainAsync(good.Browser, good.Key, token));
        Host.Time.Advance(PortalLinks.Life + TimeSpan.FromMinutes(1));
        foreach (var key in new[] { revoked.Key, new string('A', 48), "missing", "me" })
        {
            Assert.Null(await RenewalAsync(good.Browser, key));
            Assert.Equal(HttpStatusCode.Accepted, await AskAgainAsync(good.Browser, key, token));
        }

        Assert.Empty(await TokensAsync());
    }

    [Fact]
    public async Task Link_OfAnAddressThatIsNotTheContactsAnyMore_OpensNothing()
    {
        using var one = await OpenAsync("For both");
        var contacts = Host.Services.GetRequiredService<IContacts>();
        var now = (await contacts.GetAsync([_eva.Id], default))[0];
        Assert.NotNull((await contacts.SaveAsync(now with { Addresses = ["eva@elsewhere.example"] }, default)).Value);

        using var gone = await one.Browser.OpenAsync(one.Path("session"));

        Assert.Contains("portal-link-ended", await gone.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null(await RenewalAsync(one.Browser, one.Key));
    }

    private Task<PortalClient> OpenAsync(string subject) =>
        PortalClient.OpenAsync(Host, _eva, Eva, _world.Mails[subject].ConversationId);

    /// <summary>The token of the page; null when no link is offered.</summary>
    private static async Task<string?> RenewalAsync(HttpBrowser browser, string key)
    {
        using var answer = await browser.OpenAsync($"/mail/portal/renew/{key}/api/session");
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("antiforgeryToken").GetString()
            : null;
    }

    private static async Task<HttpStatusCode> AskAgainAsync(HttpBrowser browser, string key, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/mail/portal/renew/{key}/api/link") { Content = JsonContent.Create(new { }) };
        if (token is not null)
        {
            request.Headers.Add("X-CSRF-TOKEN", token);
        }

        using var answer = await browser.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>Of the mails that went to Eva; to nobody else any went.</summary>
    private async Task<IReadOnlyList<string>> TokensAsync()
    {
        var found = new List<string>();
        foreach (var record in await Host.Store.GetRecordsAsync(new RecordQuery { Kind = RecordKinds.Outbox, Take = 500 }, default))
        {
            var entry = OutboxRecords.Read(record);
            Assert.Equal(Eva, Assert.Single(entry.To).Address);
            await using var raw = (await Host.Services.GetRequiredService<IBlobStore>().OpenAsync(entry.RawBlob, default))!;
            var content = await Host.Services.GetRequiredService<IMimeCodec>().ReadAsync(raw, default);
            found.Add(Link().Match(content.Html!).Groups[1].Value);
        }

        return found;
    }

    [GeneratedRegex("/mail/portal/([A-Za-z0-9_-]{48})")]
    private static partial Regex Link();
}
