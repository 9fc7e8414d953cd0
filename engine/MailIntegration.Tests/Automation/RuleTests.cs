using System.Text.Json;
using MailIntegration.Engine.Automation.Rules;
using MailIntegration.Engine.Channels;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Web;

namespace MailIntegration.Tests.Automation;

/// <summary>Rules over the API: made, refused, ordered, tried, and at work on mail that comes in (LW9).</summary>
public sealed class RuleTests : IAsyncLifetime
{
    private MailHost _host = null!;
    private ChannelAddress _info = null!;
    private HttpBrowser _anna = null!;
    private HttpBrowser _joost = null!;

    public async Task InitializeAsync()
    {
        _host = await MailHost.StartAsync();
        await _host.EnableAsync();
        var channel = await _host.ConnectAsync();
        _info = await _host.ActivateAsync(channel.Id, "info@fietskompas.example", new AddressLink(LinkKind.Member, "joost"));
        await _host.SyncAsync(_info.Id);
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
    public async Task Received_RuleThatFits_ActsAndIsExplained_OthersDoNot()
    {
        await AddAsync(Rule("Invoices", "invoice", new { action = "add-tag", input = new { tag = "{{ email.from.address }}" } },
            new { action = "route-to-person", input = new { memberId = "joost" } }));
        await ReceiveAsync("one", "Your invoice");
        await ReceiveAsync("two", "Hello");

        var rows = (await _anna.GetJsonAsync("conversations?box=all")).GetProperty("rows").EnumerateArray().ToList();
        var (invoice, hello) = (rows.Single(r => Text(r, "subject") == "Your invoice"), rows.Single(r => Text(r, "subject") == "Hello"));
        Assert.Equal(("joost", "eva@customer.example"), (Text(invoice, "assigneeId"), invoice.GetProperty("tags")[0].GetString()));
        Assert.Empty(hello.GetProperty("tags").EnumerateArray());
        var email = await _anna.GetJsonAsync($"emails/{Text(invoice, "lastEmailId")}");
        Assert.Contains(email.GetProperty("explanation").EnumerateArray(), line => Text(line, "code") == "explain-rule");
        var rule = (await _anna.GetJsonAsync("rules")).GetProperty("rules")[0];
        var runs = await _anna.GetJsonAsync($"rules/{Text(rule, "id")}/runs");
        Assert.Equal(["add-tag", "route-to-person"], runs.EnumerateArray().Select(r => Text(r, "action")).Order());
    }

    [Fact]
    public async Task Rules_RunInOrder_OneThatStopsKeepsOthersOff()
    {
        await AddAsync(Rule("Second", "", new { action = "add-tag", input = new { tag = "second" } }));
        var book = await AddAsync(Rule("First", "", new { action = "add-tag", input = new { tag = "first" } }) with { StopsProcessing = true });
        var ids = book.GetProperty("rules").EnumerateArray().Select(r => Text(r, "id")).Reverse().ToList();
        await _anna.PostAsync("rules/order", new { ids, version = Version(book) });
        await ReceiveAsync("one", "Hello");
        Assert.Equal(["first"], await TagsAsync("Hello"));

        book = await _anna.GetJsonAsync("rules");
        await _anna.PostAsync($"rules/{ids[0]}/switch", new { isEnabled = false, version = Version(book) });
        await ReceiveAsync("two", "Again");
        Assert.Equal(["second"], await TagsAsync("Again"));
    }

    [Fact]
    public async Task DryRun_SaysWhatWouldHappen_AndWritesNothing()
    {
        await ReceiveAsync("one", "Your invoice");
        await ReceiveAsync("two", "Hello");
        var run = await _anna.PostAsync("rules/dry-run", Rule(
            "Invoices", "invoice", new { action = "add-tag", input = new { tag = "x" } }, new { action = "reply", input = new { html = "Thanks" } }));

        Assert.Equal(2, run.GetProperty("looked").GetInt32());
        var row = Assert.Single(run.GetProperty("rows").EnumerateArray());
        Assert.Equal(["done", "sent"], row.GetProperty("steps").EnumerateArray().Select(s => Text(s, "outcome")));
        Assert.Empty(await TagsAsync("Your invoice"));
        Assert.Empty((await _anna.GetJsonAsync("outbox")).GetProperty("rows").EnumerateArray());
    }

    [Fact]
    public async Task Save_WrongRule_NamesTheField()
    {
        var wrong = new
        {
            name = "", @event = "email-eaten", version = 0,
            conditions = new { addressIds = new[] { "gone" } },
            actions = new object[]
            {
                new { action = "route-to-role", input = new { role = "pilots" } },
                new { action = "route-to-team", input = new { teamId = "gone" } },
                new { action = "fly", input = new { } },
                new { action = "add-tag", input = new { tag = "{{ email.moon }}" } },
            },
        };
        var problem = await _anna.ProblemAsync(HttpMethod.Post, "rules", wrong);

        Assert.Equal(
            ("name-required", "value-unknown", "address-missing", "role-missing", "team-missing", "action-unknown", "template-field-unknown"),
            (problem.CodeOf("name"), problem.CodeOf("event"), problem.CodeOf("conditions.addressIds"), problem.CodeOf("actions.0.role"),
                problem.CodeOf("actions.1.teamId"), problem.CodeOf("actions.2.action"), problem.CodeOf("actions.3.tag")));
        await AddAsync(Rule("One", "", new { action = "ignore", input = new { } }));
        Assert.Equal(409, (await _anna.ProblemAsync(HttpMethod.Post, "rules", Rule("Two", "", new { action = "ignore", input = new { } }))).Status);
        Assert.Equal(403, (await _joost.ProblemAsync(HttpMethod.Get, "rules")).Status);
    }

    [Theory]
    [InlineData("09:00", "17:00", "2026-03-02T10:00:00Z", true)]
    [InlineData("09:00", "17:00", "2026-03-02T18:00:00Z", false)]
    [InlineData("22:00", "06:00", "2026-03-03T02:00:00Z", true)]
    [InlineData("22:00", "06:00", "2026-03-02T02:00:00Z", false)]
    public void Time_HoursOfMonday_OverMidnightToo(string from, string until, string at, bool holds)
    {
        var time = new TimeCondition(from, until, [1], "UTC");
        Assert.Equal(holds, ConditionCheck.HoldsAt(time, DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(!holds, ConditionCheck.HoldsAt(
            time with { IsOutside = true }, DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static RuleInput Rule(string name, string subject, params object[] actions) => new(
        name, true, "email-received", new { subject = subject.Length > 0 ? new[] { subject } : [] }, actions, false, 0);

    private async Task<JsonElement> AddAsync(RuleInput rule)
    {
        var version = Version(await _anna.GetJsonAsync("rules"));
        return await _anna.PostAsync("rules", rule with { Version = version });
    }

    private async Task ReceiveAsync(string id, string subject)
    {
        _host.Deliver(_info.Email, TestMail.Text($"{id}@customer.example", subject));
        await _host.SyncAsync(_info.Id);
    }

    private async Task<IReadOnlyList<string?>> TagsAsync(string subject) =>
        (await _anna.GetJsonAsync("conversations?box=all")).GetProperty("rows").EnumerateArray()
            .Single(r => Text(r, "subject") == subject).GetProperty("tags").EnumerateArray().Select(t => t.GetString()).ToList();

    private static long Version(JsonElement book) => book.GetProperty("version").GetInt64();

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private sealed record RuleInput(
        string Name, bool IsEnabled, string Event, object Conditions, object[] Actions, bool StopsProcessing, long Version);
}
