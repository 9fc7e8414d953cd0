using System.Net;
using MailIntegration.Sandbox.Scenarios;

namespace MailIntegration.Tests.Sandbox;

public sealed class DeltaFaultTests
{
    private const string Folder = "users/info@sandbox.example/mailFolders/inbox";
    private const string Delta = Folder + "/messages/delta";

    [Fact]
    public async Task TokenRevoked_InTheMiddleOfARound_NeedsANewTokenAndGoesOn()
    {
        await using var host = await SandboxHost.StartAsync();
        host.Receive("One");
        host.Receive("Two");
        host.State.Faults.Add(new Fault { Kind = FaultKind.TokenRevoked, After = 1, Times = 1 });
        var next = (string)(await host.GetAsync(Delta, "odata.maxpagesize=1")).Json["@odata.nextLink"]!;

        (await host.GetAsync(next)).Expect(HttpStatusCode.Unauthorized);
        (await host.GetAsync(next)).Expect(HttpStatusCode.Unauthorized);
        await host.SignInAsync();

        Assert.Single((await host.GetAsync(next, "odata.maxpagesize=1")).Expect(HttpStatusCode.OK).Value);
    }

    [Fact]
    public async Task LostCursor_WhilePaging_IsGone()
    {
        await using var host = await SandboxHost.StartAsync();
        host.Receive("One");
        host.Receive("Two");
        host.State.Faults.Add(new Fault { Kind = FaultKind.LostCursor, Times = 1 });
        var next = (string)(await host.GetAsync(Delta, "odata.maxpagesize=1")).Json["@odata.nextLink"]!;

        var answer = await host.GetAsync(next);

        answer.ExpectError(HttpStatusCode.Gone, "SyncStateNotFound");
        Assert.Contains("highest=", answer.Text, StringComparison.Ordinal);
        Assert.Equal(2, (await host.WalkAsync(Delta)).Items.Count);
    }

    [Fact]
    public async Task InvalidCursor_OnADeltaLink_IsGone()
    {
        await using var host = await SandboxHost.StartAsync();
        var (_, link) = await host.WalkAsync(Delta);
        host.State.Faults.Add(new Fault { Kind = FaultKind.InvalidCursor, Times = 1 });

        (await host.GetAsync(link)).ExpectError(HttpStatusCode.Gone, "SyncStateInvalid");
        (await host.GetAsync(link)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task EmptyPage_WithNextLink_LosesNothing()
    {
        await using var host = await SandboxHost.StartAsync();
        host.Receive("One");
        host.State.Faults.Add(new Fault { Kind = FaultKind.EmptyPage, Times = 2 });

        var first = (await host.GetAsync(Delta)).Json;
        var (items, _) = await host.WalkAsync((string)first["@odata.nextLink"]!);

        Assert.Empty(first["value"]!.AsArray());
        Assert.Single(items);
    }

    [Fact]
    public async Task RemovedInFirstRound_NamesAnItemNobodyKnows()
    {
        await using var host = await SandboxHost.StartAsync();
        host.Receive("One");
        host.State.Faults.Add(new Fault { Kind = FaultKind.RemovedInFirstRound, Times = 1 });

        var (items, _) = await host.WalkAsync(Delta);

        Assert.Equal(2, items.Count);
        Assert.NotNull(items[0]["@removed"]);
        (await host.GetAsync($"users/info@sandbox.example/messages/{items[0]["id"]}")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Replay_GivesItemsAgain()
    {
        await using var host = await SandboxHost.StartAsync();
        host.Receive("One");
        host.Receive("Two");
        host.State.Faults.Add(new Fault { Kind = FaultKind.Replay });

        var (items, _) = await host.WalkAsync(Delta, "odata.maxpagesize=1");

        Assert.Equal(["Two", "Two", "Two", "One", "One"], items.Select(item => (string)item["subject"]!));
        Assert.Equal(2, items.Select(item => (string)item["id"]!).Distinct().Count());
    }

    [Fact]
    public async Task RemovedAsChanged_GivesTheOtherReason()
    {
        await using var host = await SandboxHost.StartAsync();
        var item = host.Receive("One");
        var (_, link) = await host.WalkAsync(Delta);
        host.Mailbox.Remove(item.Key);
        host.State.Faults.Add(new Fault { Kind = FaultKind.RemovedAsChanged });

        Assert.Equal("changed", (string?)(await host.WalkAsync(link)).Items[0]["@removed"]!["reason"]);
    }

    [Fact]
    public async Task MessageVanished_BetweenListAndContent_IsNotFound()
    {
        await using var host = await SandboxHost.StartAsync();
        host.Receive("Ghost");
        host.State.Faults.Add(new Fault { Kind = FaultKind.MessageVanished, Path = "$value", Times = 1 });
        var id = (string)(await host.WalkAsync(Delta)).Items[0]["id"]!;

        (await host.GetAsync($"users/info@sandbox.example/messages/{id}/$value")).ExpectError(HttpStatusCode.NotFound, "ErrorItemNotFound");
        (await host.GetAsync($"users/info@sandbox.example/messages/{id}/$value")).Expect(HttpStatusCode.OK);
    }
}
