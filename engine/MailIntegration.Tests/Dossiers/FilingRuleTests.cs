using MailIntegration.Engine.Assignment;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.People;
using MailIntegration.Tests.Support;
using MailIntegration.Tests.Web;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Dossiers;

/// <summary>The rule of an address that files mail of known contacts (PR3), contacts' owners (AD9), and the overview (PR1).</summary>
public sealed class FilingRuleTests : IAsyncLifetime
{
    private MailHost _host = null!;
    private Channel _channel = null!;
    private ChannelAddress _info = null!;
    private HttpBrowser _anna = null!;
    private HttpBrowser _joost = null!;
    private string _eva = "";

    public async Task InitializeAsync()
    {
        _host = await MailHost.StartAsync();
        await _host.EnableAsync();
        _channel = await _host.ConnectAsync();
        _info = await _host.ActivateAsync(_channel.Id, "info@fietskompas.example", new AddressLink(LinkKind.Member, "joost"));
        await _host.SyncAsync(_info.Id);
        _anna = await _host.SignInAsync("anna");
        _joost = await _host.SignInAsync("joost");
        var eva = await _host.WithAsync((IContacts c) => c.SaveAsync(
            new Contact { Name = "Eva", Addresses = ["eva@customer.example"], OwnerId = "joost" }, default));
        _eva = eva.Value!.Id;
    }

    public async Task DisposeAsync()
    {
        _anna.Dispose();
        _joost.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Received_RuleOn_FilesInTheContactsDossierOnceForTwoMailboxes()
    {
        var sales = await _host.ActivateAsync(_channel.Id, "sales@fietskompas.example", new AddressLink(LinkKind.Member, "lena"));
        await _host.SyncAsync(sales.Id);
        await RouteAsync(_info.Id, new AddressRouting { FileInDossier = true, Mode = ProcessingMode.Dossier });
        await RouteAsync(sales.Id, new AddressRouting { FileInDossier = true });
        var mail = TestMail.Text("both@customer.example", "Both", date: DateTimeOffset.UtcNow);
        _host.Deliver(_info.Email, mail);
        _host.Deliver(sales.Email, mail.Replace("From:", "X-Copy: sales\r\nFrom:", StringComparison.Ordinal));
        _host.Deliver(_info.Email, TestMail.Text("stranger@elsewhere.example", "Stranger", from: "stranger@elsewhere.example"));
        await _host.SyncAsync(_info.Id, sales.Id);

        var rows = (await _anna.GetJsonAsync($"dossiers/contact:{_eva}/emails")).GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal("Both", Assert.Single(rows).GetProperty("subject").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, rows[0].GetProperty("filedBy").ValueKind);
        var dossier = Assert.Single(
            (await _joost.GetJsonAsync("dossiers")).GetProperty("rows").EnumerateArray(),
            d => d.GetProperty("id").GetString() == _eva);
        Assert.Equal(("Eva", "contact", 1), (dossier.GetProperty("title").GetString(), dossier.GetProperty("kind").GetString(), dossier.GetProperty("emails").GetInt32()));
    }

    [Fact]
    public async Task Received_RuleOfTheSite_FilesUnlessTheAddressSaysOtherwise()
    {
        var sales = await _host.ActivateAsync(_channel.Id, "sales@fietskompas.example", new AddressLink(LinkKind.Member, "lena"));
        await _host.SyncAsync(sales.Id);
        await _host.EnableAsync(s => s with { FileInDossier = true });
        await RouteAsync(sales.Id, new AddressRouting { FileInDossier = false });
        _host.Deliver(_info.Email, TestMail.Text("site@customer.example", "By the site"));
        _host.Deliver(sales.Email, TestMail.Text("not@customer.example", "Not here"));
        await _host.SyncAsync(_info.Id, sales.Id);

        var rows = (await _anna.GetJsonAsync($"dossiers/contact:{_eva}/emails")).GetProperty("rows").EnumerateArray();
        Assert.Equal("By the site", Assert.Single(rows).GetProperty("subject").GetString());
        var routing = (await _anna.GetJsonAsync("addresses")).EnumerateArray()
            .Single(address => address.GetProperty("id").GetString() == sales.Id).GetProperty("routing");
        Assert.Equal((false, true), (routing.GetProperty("fileInDossier").GetBoolean(), routing.GetProperty("siteFileInDossier").GetBoolean()));
    }

    [Fact]
    public async Task Contact_Deleted_KeepsItsDossierAsMissing()
    {
        await RouteAsync(_info.Id, new AddressRouting { FileInDossier = true });
        _host.Deliver(_info.Email, TestMail.Text("one@customer.example", "One"));
        await _host.SyncAsync(_info.Id);
        Assert.True(await _host.WithAsync((IContacts c) => c.DeleteAsync(_eva, default)));

        var dossier = await _anna.GetJsonAsync($"dossiers/contact:{_eva}");
        Assert.Equal(("Eva", true), (dossier.GetProperty("title").GetString(), dossier.GetProperty("missing").GetBoolean()));
        Assert.Single((await _anna.GetJsonAsync($"dossiers/contact:{_eva}/emails")).GetProperty("rows").EnumerateArray());
    }

    [Fact]
    public async Task Received_ContactWithOwner_GoesToHim_AndByMailOnceWhenHeIsAway()
    {
        await RouteAsync(_info.Id, new AddressRouting { Assignment = new AssignmentRules { IsAutomatic = true, ToContactOwner = true } });
        _host.Deliver(_info.Email, TestMail.Text("here@customer.example", "Here"));
        await _host.SyncAsync(_info.Id);
        await _joost.SendAsync(HttpMethod.Put, "session/availability", new { isAvailable = false });
        _host.Deliver(_info.Email, TestMail.Text("away@customer.example", "Away", "My bell is broken."));
        await _host.SyncAsync(_info.Id);
        await WorkAsync();
        await WorkAsync();

        var rows = (await _anna.GetJsonAsync("processing")).GetProperty("rows").EnumerateArray().ToDictionary(r => r.GetProperty("subject").GetString()!);
        Assert.Equal(("joost", "joost"), (rows["Here"].GetProperty("assignedTo").GetString(), rows["Away"].GetProperty("assignedTo").GetString()));
        Assert.Equal(("Eva", "chat", "stored"), (
            rows["Away"].GetProperty("contact").GetProperty("name").GetString(),
            rows["Away"].GetProperty("mode").GetString(),
            rows["Away"].GetProperty("outcome").GetString()));
        Assert.True(rows["Away"].GetProperty("ticket").GetInt64() > 0);
        var outbox = await _host.Store.GetRecordsAsync(new Engine.Storage.RecordQuery { Kind = Engine.Storage.RecordKinds.Outbox }, default);
        Assert.Contains("joost@fietskompas.example", Assert.Single(outbox, r => r.Json.Contains("owner-offline", StringComparison.Ordinal)).Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Processing_OtherMembersAndFilters_ShowOnlyWhatHeReads()
    {
        _host.Deliver(_info.Email, TestMail.Text("one@customer.example", "One"));
        await _host.SyncAsync(_info.Id);
        using var lena = await _host.SignInAsync("lena");

        Assert.Empty((await lena.GetJsonAsync("processing")).GetProperty("rows").EnumerateArray());
        Assert.Equal(404, (await lena.ProblemAsync(HttpMethod.Get, "processing?addressId=" + _info.Id)).Status);
        Assert.Equal(400, (await _anna.ProblemAsync(HttpMethod.Get, "processing?only=nonsense")).Status);
        Assert.NotEmpty((await _joost.GetJsonAsync("processing?addressId=" + _info.Id)).GetProperty("rows").EnumerateArray());
        Assert.DoesNotContain(
            (await _joost.GetJsonAsync("processing?only=unprocessed")).GetProperty("rows").EnumerateArray(),
            r => r.GetProperty("outcome").GetString() == "stored");
    }

    private async Task RouteAsync(string addressId, AddressRouting routing)
    {
        var address = (await _host.Setup.GetAsync(default)).FindAddress(addressId)!;
        Assert.True(await _host.Setup.SaveAsync(address with { Routing = routing }, default));
    }

    private Task<bool> WorkAsync() => _host.WithAsync(async (Engine.Sync.MailChores chores) =>
    {
        await chores.DoWorkAsync(default);
        return true;
    });
}
