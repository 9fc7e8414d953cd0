using System.Net;
using System.Text.Json;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Storage;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Web;

/// <summary>Mail of unknown senders waits, a contact is added, and trying again brings it in (PR4, PR5).</summary>
public sealed class WaitingMailTests : IAsyncLifetime
{
    private MailHost _host = null!;
    private ChannelAddress _info = null!;
    private HttpBrowser _anna = null!;
    private HttpBrowser _joost = null!;
    private HttpBrowser _lena = null!;

    public async Task InitializeAsync()
    {
        _host = await MailHost.StartAsync();
        await _host.EnableAsync(s => s with { UnknownSenders = UnknownSenderRule.Wait });
        var channel = await _host.ConnectAsync();
        _info = await _host.ActivateAsync(channel.Id, "info@fietskompas.example", new AddressLink(LinkKind.Member, "joost"));
        await _host.SyncAsync(_info.Id);
        _anna = await _host.SignInAsync("anna");
        _joost = await _host.SignInAsync("joost");
        _lena = await _host.SignInAsync("lena");
        foreach (var row in await RowsAsync(_anna))
        {
            // The story's senders are strangers, too.
            await _anna.PostAsync("unprocessed/ignore", new { keys = new[] { row.GetProperty("key").GetString() } });
        }
    }

    public async Task DisposeAsync()
    {
        _anna.Dispose();
        _joost.Dispose();
        _lena.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Stranger_WaitsUntilHeIsAContact_ThenComesInAsIfHeHadWrittenNow()
    {
        var before = await CountsAsync(_joost);
        await ReceiveAsync("one", "Spokes");

        var row = Assert.Single(await RowsAsync(_joost));
        Assert.Equal("sender-unknown", row.GetProperty("reason").GetProperty("code").GetString());
        var args = row.GetProperty("reason").GetProperty("args");
        Assert.Equal(
            ("eva@customer.example", "Eva", "Spokes"),
            (args.GetProperty("email").GetString(), args.GetProperty("name").GetString(), args.GetProperty("subject").GetString()));
        var waiting = await CountsAsync(_joost);
        Assert.Equal((before.Inbox, before.Unprocessed + 1, 0), (waiting.Inbox, waiting.Unprocessed, waiting.Tickets));
        Assert.Empty(await _host.Store.GetRecordsAsync(new RecordQuery { Kind = RecordKinds.Ticket }, default));
        Assert.Empty(await RowsAsync(_lena));

        var key = row.GetProperty("key").GetString()!;
        Assert.Equal((1, 0), await RetryAsync(_joost, key));
        await _anna.PostAsync("contacts", new { name = "Eva", addresses = new[] { "EVA@customer.example" }, ownerId = "lena" });
        Assert.Equal((1, 1), await RetryAsync(_joost, key));
        Assert.Equal((0, 0), await RetryAsync(_joost, key));
        await _host.DispatchAsync();

        Assert.Empty(await RowsAsync(_joost));
        var after = await CountsAsync(_joost);
        Assert.Equal((before.Inbox + 1, before.Unprocessed, 1), (after.Inbox, after.Unprocessed, await TicketsAsync()));
        var conversation = (await _joost.GetJsonAsync("conversations?box=inbox")).GetProperty("rows").EnumerateArray()
            .Single(r => r.GetProperty("subject").GetString() == "Spokes");
        var opened = await _joost.GetJsonAsync("conversations/" + conversation.GetProperty("conversationId").GetString());
        Assert.Equal(("Eva", "lena"), (opened.GetProperty("contact").GetProperty("name").GetString(), opened.GetProperty("contact").GetProperty("ownerId").GetString()));
    }

    [Fact]
    public async Task ManyAtOnce_RacingRetries_ProcessEachMailOnce()
    {
        for (var i = 0; i < 6; i++)
        {
            _host.Deliver(_info.Email, TestMail.Text($"many-{i}@customer.example", $"Many {i}", from: $"Sender {i} <s{i % 3}@customer.example>"));
        }

        await _host.SyncAsync(_info.Id);
        var keys = (await RowsAsync(_joost)).Select(r => r.GetProperty("key").GetString()!).ToArray();
        Assert.Equal(6, keys.Length);
        Assert.Equal(HttpStatusCode.Forbidden, await _joost.StatusAsync(HttpMethod.Post, "unprocessed/contacts", new { keys }));

        var added = await _anna.PostAsync("unprocessed/contacts", new { keys });
        Assert.Equal(3, added.GetProperty("contacts").GetArrayLength());
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _joost.PostAsync("unprocessed/retry", new { keys })));
        await _host.DispatchAsync();

        Assert.Empty(await RowsAsync(_joost));
        Assert.Equal(6, await TicketsAsync());
        Assert.Empty(await _host.Store.GetEventsAsync(10, default));
    }

    [Fact]
    public async Task LeftOut_Mail_IsListedApartAndCanComeBack()
    {
        await ReceiveAsync("two", "Advertisement");
        var key = Assert.Single(await RowsAsync(_joost)).GetProperty("key").GetString()!;

        var ignored = await _joost.PostAsync("unprocessed/ignore", new { keys = new[] { key } });

        Assert.Equal(1, ignored.GetProperty("ignored").GetInt32());
        Assert.Empty(await RowsAsync(_joost));
        var row = (await RowsAsync(_joost, "?ignored=1")).Single(r => r.GetProperty("key").GetString() == key);
        Assert.Equal("ignored-by-hand", row.GetProperty("reason").GetProperty("code").GetString());
        Assert.Equal((1, 0), await RetryAsync(_joost, key));
        Assert.Equal("sender-unknown", Assert.Single(await RowsAsync(_joost)).GetProperty("reason").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Preview_WaitingMail_IsReadByWhoReadsTheAddressOnly()
    {
        await ReceiveAsync("three", "Preview");
        var key = Assert.Single(await RowsAsync(_joost)).GetProperty("key").GetString()!;

        var preview = await _joost.GetJsonAsync($"unprocessed/{key}/preview");

        Assert.Equal(("Preview", "Do you have spokes?"), (preview.GetProperty("subject").GetString(), preview.GetProperty("text").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, await _lena.GetStatusAsync($"unprocessed/{key}/preview"));
        Assert.Equal(HttpStatusCode.NotFound, await _lena.GetStatusAsync($"unprocessed/{key}/raw"));
        await _lena.PostAsync("unprocessed/ignore", new { keys = new[] { key } });
        Assert.Single(await RowsAsync(_joost));
    }

    [Fact]
    public async Task PreferredMethod_OtherThanEmail_LeavesMailOutUntilItChanges()
    {
        await _host.EnableAsync(s => s with { UnknownSenders = UnknownSenderRule.Wait, IgnoreByPreferredMethod = true });
        var contact = await _anna.PostAsync("contacts", new { name = "Eva", addresses = new[] { "eva@customer.example" }, preferred = "phone" });

        await ReceiveAsync("four", "Call me");

        Assert.Empty(await RowsAsync(_joost));
        var key = (await RowsAsync(_joost, "?ignored=1"))
            .Single(r => r.GetProperty("reason").GetProperty("code").GetString() == "contact-prefers-other").GetProperty("key").GetString()!;
        var row = (await _host.Store.FindMessagesAsync([key], default))[key];
        Assert.Equal(MessageOutcome.Ignored, row.Outcome);
        Assert.NotNull(row.RawBlob);
        Assert.Equal(0, await TicketsAsync());

        var changed = JsonSerializer.Deserialize<Dictionary<string, object?>>(contact)!;
        changed["preferred"] = "email";
        await _anna.PutAsync("contacts/" + contact.GetProperty("id").GetString(), changed);
        Assert.Equal((1, 1), await RetryAsync(_joost, key));
        await _host.DispatchAsync();
        Assert.Equal(1, await TicketsAsync());
    }

    [Fact]
    public async Task CreateForDomain_MakesTheContactAndLetsTheMailIn()
    {
        await _host.EnableAsync(s => s with { UnknownSenders = UnknownSenderRule.Wait, CreateContactsFor = ["customer.example"] });

        await ReceiveAsync("five", "By itself");
        await ReceiveAsync("six", "Again");

        Assert.Empty(await RowsAsync(_joost));
        var page = await _joost.GetJsonAsync("contacts?q=customer.example");
        var contact = Assert.Single(page.GetProperty("rows").EnumerateArray());
        Assert.Equal("Eva", contact.GetProperty("name").GetString());
        var emails = await _host.Store.ListAsync(new EmailListQuery(new MailReader("anna", true)) { Text = "Spokes Do" }, default);
        var shown = await _host.Store.GetEmailsAsync(new MailReader("anna", true), emails.Rows.Select(r => r.LastEmailId).ToList(), default);
        Assert.Contains("explain-contact-created", shown.Single(e => e.Email.Subject == "By itself").Email.Explanation.Select(r => r.Code));
        Assert.Contains("explain-contact", shown.Single(e => e.Email.Subject == "Again").Email.Explanation.Select(r => r.Code));
    }

    [Fact]
    public async Task Contacts_Members_SeeThemAndManagersChangeThem()
    {
        var body = new { name = "Eva", addresses = new[] { "eva@customer.example" } };
        Assert.Equal(HttpStatusCode.Forbidden, await _joost.StatusAsync(HttpMethod.Post, "contacts", body));
        var contact = await _anna.PostAsync("contacts", body);
        var id = contact.GetProperty("id").GetString();

        Assert.Equal("Eva", (await _joost.GetJsonAsync("contacts/" + id)).GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, await _joost.StatusAsync(HttpMethod.Put, "contacts/" + id, contact));
        Assert.Equal(HttpStatusCode.Forbidden, await _joost.StatusAsync(HttpMethod.Delete, "contacts/" + id));
        Assert.Equal("contact-address-taken", (await _anna.ProblemAsync(HttpMethod.Post, "contacts", body)).CodeOf("addresses"));
        Assert.Equal(
            "contact-address-own",
            (await _anna.ProblemAsync(HttpMethod.Post, "contacts", new { name = "Us", addresses = new[] { _info.Email } })).CodeOf("addresses"));
        Assert.Equal(HttpStatusCode.OK, await _anna.StatusAsync(HttpMethod.Put, "contacts/" + id, contact));
        Assert.Equal(409, (await _anna.ProblemAsync(HttpMethod.Put, "contacts/" + id, contact)).Status);
        Assert.Equal(HttpStatusCode.NoContent, await _anna.StatusAsync(HttpMethod.Delete, "contacts/" + id));
        Assert.Equal(HttpStatusCode.NotFound, await _joost.GetStatusAsync("contacts/" + id));
    }

    private async Task ReceiveAsync(string id, string subject)
    {
        _host.Deliver(_info.Email, TestMail.Text(id + "@customer.example", subject));
        await _host.SyncAsync(_info.Id);
    }

    private static async Task<IReadOnlyList<JsonElement>> RowsAsync(HttpBrowser browser, string query = "") =>
        (await browser.GetJsonAsync("unprocessed" + query)).GetProperty("rows").EnumerateArray().ToList();

    private static async Task<(int Retried, int Succeeded)> RetryAsync(HttpBrowser browser, params string[] keys)
    {
        var result = await browser.PostAsync("unprocessed/retry", new { keys });
        return (result.GetProperty("retried").GetInt32(), result.GetProperty("succeeded").GetInt32());
    }

    private static async Task<(int Inbox, int Unprocessed, int Tickets)> CountsAsync(HttpBrowser browser)
    {
        var counts = await browser.GetJsonAsync("counts");
        return (counts.GetProperty("unreadInbox").GetInt32(), counts.GetProperty("unprocessed").GetInt32(), counts.GetProperty("tickets").GetInt32());
    }

    private async Task<int> TicketsAsync() =>
        (await _host.Store.GetRecordsAsync(new RecordQuery { Kind = RecordKinds.Ticket }, default)).Count;
}
