using System.Net;
using System.Text.Json.Nodes;
using MailIntegration.Sandbox;

namespace MailIntegration.Tests.Sandbox;

public sealed class MessageIdTests
{
    private const string Messages = "users/info@sandbox.example/messages";

    [Fact]
    public async Task Move_OrdinaryIdChanges_ImmutableIdStays()
    {
        await using var host = await SandboxHost.StartAsync();
        host.Receive("Wanderer");
        var ordinary = (string)(await host.GetAsync(Messages)).Value[0]!["id"]!;
        var immutable = (string)(await host.GetAsync(Messages, SandboxHost.ImmutableId)).Value[0]!["id"]!;

        var moved = (await host.PostAsync($"{Messages}/{ordinary}/move", new JsonObject { ["destinationId"] = "archive" })).Expect(HttpStatusCode.Created);
        var after = (string)moved.Json["id"]!;

        Assert.NotEqual(ordinary, after);
        Assert.NotEqual(ordinary, immutable);
        (await host.GetAsync($"{Messages}/{ordinary}")).ExpectError(HttpStatusCode.NotFound, "ErrorItemNotFound");
        (await host.GetAsync($"{Messages}/{after}")).Expect(HttpStatusCode.OK);
        var found = (await host.GetAsync($"{Messages}/{immutable}", SandboxHost.ImmutableId)).Expect(HttpStatusCode.OK);
        Assert.Equal(immutable, (string?)found.Json["id"]);
        Assert.Equal(SandboxHost.ImmutableId, found.Headers.GetValues("Preference-Applied").Single());
    }

    [Fact]
    public async Task Ids_OfNeighbours_DifferInCaseOnly()
    {
        await using var host = await SandboxHost.StartAsync();
        host.Receive("Left", body: "left");
        host.Receive("Right", body: "right");

        var list = (await host.GetAsync(Messages + "?$select=subject", SandboxHost.ImmutableId)).Value;
        var ids = list.Select(item => (string)item!["id"]!).ToList();
        var texts = await Task.WhenAll(ids.Select(async id => (await host.GetAsync($"{Messages}/{id}/$value")).Text));

        Assert.NotEqual(ids[0], ids[1]);
        Assert.Equal(ids[0], ids[1], ignoreCase: true);
        Assert.NotEqual(texts[0], texts[1]);
    }

    [Fact]
    public async Task Ids_OfGeneratedMail_AreTheSameAfterARestart()
    {
        var options = new SandboxOptions { BigMailboxes = [new BigMailbox(SandboxHost.Info, 5)] };
        var runs = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            await using var host = await SandboxHost.StartAsync(options);
            runs.Add(string.Join('\n', (await host.GetAsync(Messages, SandboxHost.ImmutableId)).Value.Select(item => (string?)item!["id"])));
        }

        Assert.Equal(runs[0], runs[1]);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0AxxBAAA=")]
    public async Task Get_MalformedId_IsRefused(string id)
    {
        await using var host = await SandboxHost.StartAsync();

        (await host.GetAsync($"{Messages}/{id}")).ExpectError(HttpStatusCode.BadRequest, "ErrorInvalidIdMalformed");
    }

    [Fact]
    public async Task Get_IdOfAnotherMailbox_IsNotFound()
    {
        await using var host = await SandboxHost.StartAsync();
        host.Receive("Private", to: SandboxHost.Anna);
        var id = (string)(await host.GetAsync("users/anna@sandbox.example/messages")).Value[0]!["id"]!;

        (await host.GetAsync($"{Messages}/{id}")).ExpectError(HttpStatusCode.NotFound, "ErrorItemNotFound");
    }

    [Fact]
    public async Task TranslateExchangeIds_BothWays_FindsTheOtherForm()
    {
        await using var host = await SandboxHost.StartAsync();
        host.Receive("Two names");
        var ordinary = (string)(await host.GetAsync(Messages)).Value[0]!["id"]!;
        var immutable = (string)(await host.GetAsync(Messages, SandboxHost.ImmutableId)).Value[0]!["id"]!;

        var answer = await host.PostAsync("users/info@sandbox.example/translateExchangeIds", new JsonObject
        {
            ["inputIds"] = new JsonArray(ordinary), ["sourceIdType"] = "restId", ["targetIdType"] = "restImmutableEntryId",
        });

        Assert.Equal(immutable, (string?)answer.Expect(HttpStatusCode.OK).Value[0]!["targetId"]);
    }
}
