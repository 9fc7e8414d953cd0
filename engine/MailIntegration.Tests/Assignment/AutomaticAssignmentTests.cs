using System.Text.Json;
using MailIntegration.Engine.Channels;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Web;

namespace MailIntegration.Tests.Assignment;

/// <summary>From the form of an address to mail that arrives: assigned by turns, with its ticket, or left alone (AD9 to AD11).</summary>
public sealed class AutomaticAssignmentTests : IAsyncLifetime
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
    public async Task Received_ByDefault_IsUnassigned()
    {
        await ReceiveAsync("one");

        Assert.Null(await AssigneeAsync("one"));
    }

    [Fact]
    public async Task Received_MembersAndTeam_TakeTurnsAndTheTicketFollows()
    {
        // Lena is in the team but may not see this mail; the manager may.
        await SaveAsync(new { assignAutomatically = true, assignTargets = new[] { Target("processTeam", "desk"), Target("member", "anna") } });
        await ReceiveAsync("one", "two", "three");

        Assert.Equal("anna joost anna", $"{await AssigneeAsync("one")} {await AssigneeAsync("two")} {await AssigneeAsync("three")}");
        var tickets = (await _anna.GetJsonAsync("tickets")).GetProperty("rows").EnumerateArray()
            .ToDictionary(t => t.GetProperty("subject").GetString()!, t => t.GetProperty("assigneeId").GetString());
        Assert.Equal(("anna", "joost"), (tickets["one"], tickets["two"]));
    }

    [Fact]
    public async Task Received_OnlyAvailable_LeavesOutWhoSwitchedHimselfOff()
    {
        await SaveAsync(new { assignAutomatically = true, assignTargets = new[] { Target("processTeam", "desk") } });
        await SetAvailableAsync(false);
        await ReceiveAsync("one");
        await SetAvailableAsync(true);
        await ReceiveAsync("two");

        Assert.Null(await AssigneeAsync("one"));
        Assert.Equal("joost", await AssigneeAsync("two"));
        Assert.Contains("explain-unassigned-nobody-available", await ExplanationAsync("one"));
        Assert.Contains("explain-assigned-least", await ExplanationAsync("two"));
    }

    [Fact]
    public async Task Received_ContactWithOwner_GoesToHim()
    {
        await SaveAsync(new { assignAutomatically = true, assignToOwner = true });
        await ReceiveAsync("one");

        Assert.Null(await AssigneeAsync("one"));
        Assert.Contains("explain-owner-no-contact", await ExplanationAsync("one"));
    }

    [Fact]
    public async Task Received_DossierMode_StartsNoTicketAndIsNotAssigned()
    {
        await SaveAsync(new { mode = "dossier", assignAutomatically = true, assignTargets = new[] { Target("member", "joost") } });
        await ReceiveAsync("one");

        Assert.Null(await AssigneeAsync("one"));
        Assert.Empty((await _anna.GetJsonAsync("tickets")).GetProperty("rows").EnumerateArray());
        Assert.Contains("explain-mode-dossier", await ExplanationAsync("one"));
    }

    [Fact]
    public async Task Routing_InvalidOrOmitted_IsRefusedOrStays()
    {
        await SaveAsync(new { mode = "dossier", assignAutomatically = true, assignToOwner = true });
        var address = await AddressAsync();
        var problem = await _anna.ProblemAsync(HttpMethod.Put, "addresses/" + _info.Id, Body(address, new { assignAutomatically = true }));
        Assert.Equal(400, problem.Status);
        problem = await _anna.ProblemAsync(
            HttpMethod.Put, "addresses/" + _info.Id, Body(address, new { assignAutomatically = true, assignTargets = new[] { Target("role", "sales") } }));
        Assert.Equal(400, problem.Status);
        await _anna.PutAsync("addresses/" + _info.Id, Body(address, null));

        var routing = (await AddressAsync()).GetProperty("routing");
        Assert.Equal(("dossier", true), (routing.GetProperty("mode").GetString(), routing.GetProperty("assignToOwner").GetBoolean()));
    }

    [Fact]
    public async Task Availability_IsEachMembersOwn_AndShown()
    {
        await SetAvailableAsync(false);

        Assert.False((await _joost.GetJsonAsync("session")).GetProperty("isAvailable").GetBoolean());
        Assert.True((await _anna.GetJsonAsync("session")).GetProperty("isAvailable").GetBoolean());
        var members = (await _anna.GetJsonAsync("people")).GetProperty("members").EnumerateArray()
            .ToDictionary(m => m.GetProperty("id").GetString()!, m => m.GetProperty("isAvailable").GetBoolean());
        Assert.Equal((false, true), (members["joost"], members["anna"]));
    }

    private static object Target(string kind, string id) => new { kind, targetId = id };

    private async Task SetAvailableAsync(bool isAvailable) =>
        Assert.Equal(
            System.Net.HttpStatusCode.NoContent,
            await _joost.StatusAsync(HttpMethod.Put, "session/availability", new { isAvailable }));

    private async Task SaveAsync(object routing) =>
        await _anna.PutAsync("addresses/" + _info.Id, Body(await AddressAsync(), routing));

    private static object Body(JsonElement address, object? routing) => new
    {
        displayName = "", folders = new[] { "inbox", "sent", "spam" }, version = address.GetProperty("version").GetInt64(),
        links = new[] { new { kind = "member", targetId = "joost" } }, routing,
    };

    private async Task<JsonElement> AddressAsync() => (await _anna.GetJsonAsync("addresses")).EnumerateArray().First();

    private async Task ReceiveAsync(params string[] subjects)
    {
        foreach (var subject in subjects)
        {
            _host.Deliver(_info.Email, TestMail.Text(subject + "@customer.example", subject));
            await _host.SyncAsync(_info.Id);
        }
    }

    private async Task<JsonElement> RowAsync(string subject) =>
        (await _anna.GetJsonAsync("conversations?box=all")).GetProperty("rows").EnumerateArray().First(r => r.GetProperty("subject").GetString() == subject);

    private async Task<string?> AssigneeAsync(string subject) => (await RowAsync(subject)).GetProperty("assigneeId").GetString();

    private async Task<IReadOnlyList<string?>> ExplanationAsync(string subject)
    {
        var id = (await RowAsync(subject)).GetProperty("lastEmailId").GetString();
        var email = await _anna.GetJsonAsync("emails/" + id);
        return email.GetProperty("explanation").EnumerateArray().Select(r => r.GetProperty("code").GetString()).ToList();
    }
}
