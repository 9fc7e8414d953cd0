using System.Text.Json;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Tickets;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Web;

namespace MailIntegration.Tests.Desk;

/// <summary>Tickets from received mail to closing and opening again (AD11).</summary>
public sealed class TicketTests : IAsyncLifetime
{
    private MailHost _host = null!;
    private ChannelAddress _info = null!;
    private HttpBrowser _anna = null!;
    private HttpBrowser _joost = null!;
    private HttpBrowser _lena = null!;

    public async Task InitializeAsync()
    {
        _host = await MailHost.StartAsync();
        await _host.EnableAsync();
        var channel = await _host.ConnectAsync();
        _info = await _host.ActivateAsync(channel.Id, "info@fietskompas.example", new AddressLink(LinkKind.Member, "joost"));
        _host.Deliver(_info.Email, TestMail.Text("history@customer.example", "History"));
        await _host.SyncAsync(_info.Id);
        _anna = await _host.SignInAsync("anna");
        _joost = await _host.SignInAsync("joost");
        _lena = await _host.SignInAsync("lena");
    }

    public async Task DisposeAsync()
    {
        _anna.Dispose();
        _joost.Dispose();
        _lena.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Received_NewMail_OpensOneNumberedTicketEach_ImportedHistoryNone()
    {
        Assert.Empty(await ListAsync(_joost));
        await ReceiveAsync("one", "First");
        await ReceiveAsync("two", "Second");
        await ReceiveAsync("three", "Re: First", "In-Reply-To: <one@customer.example>\r\n");

        Assert.Equal([(2, "Second", "open"), (1, "First", "open")], await ListAsync(_joost));
        Assert.Empty(await ListAsync(_lena));
        Assert.Equal(404, (await _lena.ProblemAsync(HttpMethod.Get, "tickets/1")).Status);
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-replied\r\n", 0)]
    [InlineData("Auto-Submitted: no\r\n", 1)]
    [InlineData("Precedence: bulk\r\n", 0)]
    [InlineData("List-Id: News <news.example>\r\n", 0)]
    public async Task Received_AutomatedMail_OpensNone(string headers, int tickets)
    {
        await ReceiveAsync("one", "First", headers);

        Assert.Equal(tickets, (await ListAsync(_joost)).Count);
    }

    [Fact]
    public async Task Received_SpamOrSwitchedOff_OpensNone()
    {
        _host.Deliver(_info.Email, TestMail.Text("spam@customer.example", "Win"), "junkemail");
        await _host.SyncAsync(_info.Id);
        Assert.Empty(await ListAsync(_joost));
        await SaveRulesAsync(new TicketRules { IsEnabled = false });
        await ReceiveAsync("one", "First");

        Assert.Empty(await ListAsync(_joost));
    }

    [Fact]
    public async Task Received_AddressWithPriority_GivesItToTheTicket()
    {
        await SaveRulesAsync(new TicketRules { Priority = TicketPriority.High, Categories = [" Order ", "order", "Repair"] });
        await ReceiveAsync("one", "First");

        Assert.Equal("high", (await _joost.GetJsonAsync("tickets/1")).GetProperty("priority").GetString());
        var address = (await _anna.GetJsonAsync("addresses"))[0];
        Assert.Equal(["Order", "Repair"], address.GetProperty("ticketCategories").EnumerateArray().Select(c => c.GetString()));
    }

    [Fact]
    public async Task Close_ClosesTheConversation_AndNewMailOpensBoth()
    {
        await ReceiveAsync("one", "First");
        var closed = await PutAsync(_joost, 1, "closed");
        Assert.NotEqual(JsonValueKind.Null, closed.GetProperty("closedAt").ValueKind);
        Assert.Equal(("closed", "done"), await StatesAsync());
        await ReceiveAsync("two", "Re: First", "In-Reply-To: <one@customer.example>\r\n");

        Assert.Equal(("open", "open"), await StatesAsync());
        await PutAsync(_joost, 1, "waiting");
        await ReceiveAsync("auto", "Re: First", "Auto-Submitted: auto-replied\r\nIn-Reply-To: <one@customer.example>\r\n");
        Assert.Equal(("waiting", "open"), await StatesAsync());
    }

    [Fact]
    public async Task Conversation_DoneOpenAndAssigned_TakesTheTicketAlong()
    {
        await ReceiveAsync("one", "First");
        var id = (await _joost.GetJsonAsync("tickets/1")).GetProperty("conversationId").GetString();
        await _joost.PostAsync("conversations/change", new { conversationIds = new[] { id }, state = "done", assigneeId = "joost" });
        Assert.Equal(("closed", "done"), await StatesAsync());
        Assert.Equal("joost", (await _joost.GetJsonAsync("tickets/1")).GetProperty("assigneeId").GetString());
        await _joost.PostAsync("conversations/change", new { conversationIds = new[] { id }, state = "open", assigneeId = "" });

        Assert.Equal(("open", "open"), await StatesAsync());
        Assert.Equal(JsonValueKind.Null, (await _joost.GetJsonAsync("tickets/1")).GetProperty("assigneeId").ValueKind);
    }

    [Fact]
    public async Task Received_TheSameEventAgain_ChangesNothing()
    {
        await ReceiveAsync("one", "First");
        await PutAsync(_joost, 1, "closed");
        var ticket = await _joost.GetJsonAsync("tickets/1");
        var conversation = await _joost.GetJsonAsync($"conversations/{ticket.GetProperty("conversationId").GetString()}");
        var email = conversation.GetProperty("emails")[0].GetProperty("id").GetString()!;
        var again = new EmailReceived(email, conversation.GetProperty("id").GetString()!, _info.Id);
        var mailEvent = new MailEvent("again", MailEvents.EmailReceived, DateTimeOffset.UtcNow, JsonSerializer.Serialize(again, MailEvents.Json));
        await _host.Store.ApplySurelyAsync(new MailChanges { Events = [mailEvent] }, default);
        await _host.DispatchAsync();

        Assert.Equal(("closed", "done"), await StatesAsync());
    }

    [Fact]
    public async Task Received_ManyAtOnce_NumbersHaveNoGapsAndNoTwins()
    {
        foreach (var i in Enumerable.Range(1, 12))
        {
            _host.Deliver(_info.Email, TestMail.Text($"many-{i}@customer.example", $"Many {i}"));
        }

        await _host.WithAsync(async (Engine.Sync.AddressSync s) => await s.RunAsync(_info.Id, false, _ => { }, default));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _host.DispatchAsync()));

        Assert.Equal(Enumerable.Range(1, 12).Reverse(), (await ListAsync(_joost)).Select(t => t.Number).OrderDescending());
    }

    [Fact]
    public async Task Update_StaleOrWrong_IsRefusedWithTheField()
    {
        await ReceiveAsync("one", "First");
        await PutAsync(_joost, 1, "waiting");

        Assert.Equal(409, (await _joost.ProblemAsync(HttpMethod.Put, "tickets/1", new { state = "open", version = 1 })).Status);
        Assert.Equal("member-missing", (await _joost.ProblemAsync(
            HttpMethod.Put, "tickets/1", new { state = "open", assigneeId = "gone", version = 2 })).CodeOf("assigneeId"));
        Assert.Equal("text-malformed", (await _joost.ProblemAsync(
            HttpMethod.Put, "tickets/1", new { state = "open", category = new string('x', 51), version = 2 })).CodeOf("category"));
    }

    [Fact]
    public async Task List_EveryFilter_Narrows()
    {
        await ReceiveAsync("one", "Brakes");
        await ReceiveAsync("two", "Véry long chain");
        await PutAsync(_joost, 1, "waiting", "urgent", "joost", _host.Time.GetUtcNow().AddHours(-1), "Repair");

        foreach (var filter in new[] { "state=waiting", "mine=1", "priority=urgent", "category=repair", "overdue=1", "q=1", "q=%231", "assigneeId=joost" })
        {
            Assert.Equal("Brakes", Assert.Single(await ListAsync(_joost, filter)).Subject);
        }

        Assert.Equal("Véry long chain", Assert.Single(await ListAsync(_joost, "q=VERY%20LONG")).Subject);
        Assert.Equal(1, (await _joost.GetJsonAsync("counts")).GetProperty("tickets").GetInt32());
        Assert.Equal("value-unknown", (await _joost.ProblemAsync(HttpMethod.Get, "tickets?state=lost")).CodeOf("state"));
    }

    [Fact]
    public async Task Change_Many_ChangesOnlyVisibleOnes()
    {
        await ReceiveAsync("one", "First");
        await ReceiveAsync("two", "Second");
        await _lena.PostAsync("tickets/change", new { numbers = new[] { 1, 2 }, state = "closed" });
        Assert.Equal(2, (await ListAsync(_joost)).Count);
        await _joost.PostAsync("tickets/change", new { numbers = new[] { 1, 2, 99 }, state = "closed", priority = "low" });

        Assert.Empty(await ListAsync(_joost));
        Assert.Equal(2, (await ListAsync(_joost, "state=closed&priority=low")).Count);
    }

    [Fact]
    public async Task Open_ByHand_GivesHistoryATicketOnce()
    {
        var id = (await _joost.GetJsonAsync("conversations")).GetProperty("rows")[0].GetProperty("conversationId").GetString();
        var first = await _joost.PostAsync($"conversations/{id}/ticket", new { });
        var again = await _anna.PostAsync($"conversations/{id}/ticket", new { });

        Assert.Equal((1, 1), (first.GetProperty("number").GetInt32(), again.GetProperty("number").GetInt32()));
        Assert.Equal(1, (await _joost.GetJsonAsync($"conversations/{id}")).GetProperty("ticket").GetProperty("number").GetInt32());
    }

    private async Task ReceiveAsync(string id, string subject, string headers = "")
    {
        _host.Deliver(_info.Email, TestMail.Text($"{id}@customer.example", subject, headers: headers));
        await _host.SyncAsync(_info.Id);
    }

    private async Task SaveRulesAsync(TicketRules rules)
    {
        var address = (await _host.Setup.GetAsync(default)).FindAddress(_info.Id)!;
        await _anna.PutAsync($"addresses/{address.Id}", new
        {
            displayName = address.DisplayName,
            links = address.Links.Select(l => new { kind = "member", l.TargetId }),
            folders = new[] { "inbox", "sent", "spam" },
            version = address.Version,
            ticketsEnabled = rules.IsEnabled,
            ticketCategories = rules.Categories,
            ticketPriority = rules.Priority.ToString(),
        });
    }

    private static async Task<JsonElement> PutAsync(
        HttpBrowser browser, int number, string state, string priority = "normal", string? assigneeId = null, DateTimeOffset? dueAt = null, string? category = null)
    {
        var version = (await browser.GetJsonAsync($"tickets/{number}")).GetProperty("version").GetInt64();
        return await browser.PutAsync($"tickets/{number}", new { state, priority, assigneeId, dueAt, category, version });
    }

    private async Task<(string?, string?)> StatesAsync()
    {
        var ticket = await _joost.GetJsonAsync("tickets/1");
        var conversation = await _joost.GetJsonAsync($"conversations/{ticket.GetProperty("conversationId").GetString()}");
        return (ticket.GetProperty("state").GetString(), conversation.GetProperty("state").GetString());
    }

    private static async Task<List<(int Number, string? Subject, string? State)>> ListAsync(HttpBrowser browser, string query = "") =>
        (await browser.GetJsonAsync($"tickets?{query}")).GetProperty("rows").EnumerateArray()
            .Select(t => (t.GetProperty("number").GetInt32(), t.GetProperty("subject").GetString(), t.GetProperty("state").GetString()))
            .ToList();
}
