using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MailIntegration.Sandbox;

namespace MailIntegration.Tests.Sandbox;

public sealed class ControlTests
{
    private const string Folder = "users/info@sandbox.example/mailFolders/inbox";

    [Fact]
    public async Task Faults_OverHttp_AreAddedListedAndRemoved()
    {
        await using var host = await SandboxHost.StartAsync();
        var fault = new JsonObject { ["kind"] = "throttled", ["path"] = "mailFolders", ["times"] = 1, ["retryAfterSeconds"] = 4 };

        var added = (await host.PostAsync("/_sandbox/faults", fault)).Expect(HttpStatusCode.Created).Json;
        var refused = await host.GetAsync(Folder);
        var listed = (await host.GetAsync("/_sandbox/faults")).Json.AsArray();
        (await host.SendAsync(HttpMethod.Delete, $"/_sandbox/faults/{added["id"]}", null)).Expect(HttpStatusCode.NoContent);

        Assert.Equal(TimeSpan.FromSeconds(4), refused.Headers.RetryAfter!.Delta);
        Assert.True((bool)Assert.Single(listed)!["spent"]!);
        Assert.Empty((await host.GetAsync("/_sandbox/faults")).Json.AsArray());
        (await host.PostAsync("/_sandbox/faults", new JsonObject { ["kind"] = "nonsense" })).Expect(HttpStatusCode.BadRequest);
        (await host.PostAsync("/_sandbox/scenarios/lost-cursor")).Expect(HttpStatusCode.NoContent);
        (await host.PostAsync("/_sandbox/scenarios/nonsense")).Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Mail_OverHttp_IsAddedMovedReadAndDeleted()
    {
        await using var host = await SandboxHost.StartAsync();
        using var mail = new ByteArrayContent(Encoding.ASCII.GetBytes("From: a@b.example\r\nSubject: Injected\r\n\r\nText\r\n"));

        var added = (await host.SendContentAsync(
            HttpMethod.Post, "/_sandbox/mailboxes/info@sandbox.example/messages?folder=junkemail&received=2026-11-01T08:00:00Z", mail)).Expect(HttpStatusCode.Created).Json;
        var path = $"/_sandbox/mailboxes/info@sandbox.example/messages/{added["key"]}";
        (await host.PostAsync(path + "/move?folder=inbox")).Expect(HttpStatusCode.NoContent);
        (await host.PostAsync(path + "/read")).Expect(HttpStatusCode.NoContent);
        var shown = (await host.GetAsync(Folder + "/messages")).Value[0]!;
        (await host.SendAsync(HttpMethod.Delete, path, null)).Expect(HttpStatusCode.NoContent);

        Assert.Equal(("Injected", true, "2026-11-01T08:00:00Z"), ((string?)shown["subject"], (bool)shown["isRead"]!, (string?)shown["receivedDateTime"]));
        Assert.Empty((await host.GetAsync(Folder + "/messages")).Value);
        Assert.Empty((await host.GetAsync("/_sandbox/mailboxes/info@sandbox.example/messages")).Json.AsArray());
        (await host.PostAsync("/_sandbox/mailboxes/nobody@sandbox.example/generate?count=2")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(2, host.State.FindMailbox("nobody@sandbox.example")!.Count);
    }

    [Fact]
    public async Task Statistics_OverHttp_CountRequests()
    {
        await using var host = await SandboxHost.StartAsync();
        await host.GetAsync(Folder);
        await host.GetAsync(Folder);
        await host.GetAsync("nowhere");

        var json = (await host.GetAsync("/_sandbox/statistics")).Json;
        (await host.SendAsync(HttpMethod.Delete, "/_sandbox/statistics", null)).Expect(HttpStatusCode.NoContent);

        Assert.Equal(3, (int)json["requests"]!);
        Assert.Equal(2, (int)json["byRoute"]!["GET users/{user}/mailFolders/{folder}"]!);
        Assert.Equal(1, (int)json["byStatus"]!["400"]!);
        Assert.Equal(1, (int)json["maxConcurrency"]!["info@sandbox.example"]!);
        Assert.Equal(0, host.State.Statistics.Requests);
    }

    [Fact]
    public async Task ClockTokensAndConsent_OverHttp_Work()
    {
        await using var host = await SandboxHost.StartAsync(consented: false);
        var consent = $"/_sandbox/consents/{host.Tenant.Id}/{host.State.Apps.Keys.First()}";
        (await host.SendAsync(HttpMethod.Put, consent, null)).Expect(HttpStatusCode.NoContent);
        await host.SignInAsync();
        (await host.GetAsync(Folder)).Expect(HttpStatusCode.OK);

        (await host.PostAsync("/_sandbox/clock?seconds=7200")).Expect(HttpStatusCode.OK);
        (await host.GetAsync(Folder)).Expect(HttpStatusCode.Unauthorized);
        await host.SignInAsync();
        (await host.PostAsync("/_sandbox/tokens/revoke")).Expect(HttpStatusCode.NoContent);
        (await host.GetAsync(Folder)).Expect(HttpStatusCode.Unauthorized);
        (await host.SendAsync(HttpMethod.Delete, consent, null)).Expect(HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.TokenAsync()).Status);
    }

    [Fact]
    public async Task Overview_NamesTenantsAppsAndScenarios()
    {
        await using var host = await SandboxHost.StartAsync();

        var json = (await host.GetAsync("/_sandbox")).Expect(HttpStatusCode.OK).Json;

        Assert.Equal("Sandbox Company", (string?)json["tenants"]![0]!["name"]);
        Assert.Equal(4, json["tenants"]![0]!["users"]!.AsArray().Count);
        Assert.NotNull(json["scenarios"]!["loop-storm"]);
    }

    [Theory]
    [InlineData("--port 0 --scenario a,b --scenario c --big-mailbox x@y.example:12 --seed 4 --no-shift --consented", true)]
    [InlineData("--port", false)]
    [InlineData("--port x", false)]
    [InlineData("--big-mailbox 12", false)]
    [InlineData("--what", false)]
    public void CommandLine_Read_TakesWhatItKnows(string line, bool valid)
    {
        var args = line.Split(' ');
        if (!valid)
        {
            Assert.Throws<FormatException>(() => CommandLine.Read(args));
            return;
        }

        var options = CommandLine.Read(args);
        Assert.Equal(["a", "b", "c"], options.Scenarios);
        Assert.Equal(new BigMailbox("x@y.example", 12), Assert.Single(options.BigMailboxes));
        Assert.Equal((0, 4, false, true), (options.Port, options.Seed, options.ShiftDates, options.Consented));
    }
}
