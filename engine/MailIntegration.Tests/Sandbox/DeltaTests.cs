using System.Net;
using System.Text.Json.Nodes;
using MailIntegration.Sandbox;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Sandbox.Scenarios;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions.Serialization;

namespace MailIntegration.Tests.Sandbox;

public sealed class DeltaTests
{
    private const string Path = "users/info@sandbox.example/mailFolders/inbox/messages/delta";

    [Fact]
    public async Task Delta_FirstRound_GivesEveryMessageOnceNewestFirst()
    {
        await using var host = await SandboxHost.StartAsync();
        for (var i = 0; i < 7; i++)
        {
            host.Receive($"Mail {i}", received: new DateTimeOffset(2026, 11, 2, 9, i, 0, TimeSpan.Zero));
        }

        var (items, link) = await host.WalkAsync(Path + "?$select=subject", "odata.maxpagesize=3");

        Assert.Equal(["Mail 6", "Mail 5", "Mail 4", "Mail 3", "Mail 2", "Mail 1", "Mail 0"], items.Select(item => (string)item["subject"]!));
        Assert.Equal(7, items.Select(item => (string)item["id"]!).Distinct().Count());
        Assert.All(items, item => Assert.Null(item["body"]));
        Assert.Contains("$deltatoken=", link, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delta_LaterRounds_GiveNewChangedAndRemoved()
    {
        await using var host = await SandboxHost.StartAsync();
        var kept = host.Receive("Kept");
        var read = host.Receive("Read");
        var gone = host.Receive("Gone");
        var moved = host.Receive("Moved");
        var (first, link) = await host.WalkAsync(Path, SandboxHost.ImmutableId);
        host.Mailbox.Update(read.Key, host.State.Clock.GetUtcNow(), item => item with { IsRead = true });
        host.Mailbox.Remove(gone.Key);
        host.Mailbox.Move(moved.Key, host.Mailbox.Folder(WellKnownFolders.Archive), host.State.Clock.GetUtcNow());
        host.Receive("New");

        var (second, after) = await host.WalkAsync(link, SandboxHost.ImmutableId);
        var (third, _) = await host.WalkAsync(after, SandboxHost.ImmutableId);

        Assert.Equal(4, first.Count);
        Assert.Equal(["Read", "New"], second.Where(item => item["@removed"] is null).Select(item => (string)item["subject"]!));
        var removed = second.Where(item => item["@removed"] is not null).ToList();
        Assert.Equal(2, removed.Count);
        Assert.All(removed, item => Assert.Equal("deleted", (string?)item["@removed"]!["reason"]));
        Assert.Equal(Ids(first, "Gone", "Moved"), removed.Select(item => (string)item["id"]!).Order(StringComparer.Ordinal));
        Assert.Empty(third);
        Assert.NotNull(host.Mailbox.Find(kept.Key));
    }

    [Fact]
    public async Task Delta_ItemRemovedAndBackAgain_IsGivenAsPresent()
    {
        await using var host = await SandboxHost.StartAsync();
        var item = host.Receive("Back");
        var (_, link) = await host.WalkAsync(Path);
        var now = host.State.Clock.GetUtcNow();
        host.Mailbox.Move(item.Key, host.Mailbox.Folder(WellKnownFolders.Archive), now);
        host.Mailbox.Move(item.Key, host.Mailbox.Inbox, now);

        var (items, _) = await host.WalkAsync(link);

        Assert.Null(Assert.Single(items)["@removed"]);
    }

    [Fact]
    public async Task Delta_ChangesWhilePaging_ComeInTheNextRound()
    {
        await using var host = await SandboxHost.StartAsync();
        for (var i = 0; i < 4; i++)
        {
            host.Receive($"Mail {i}", received: new DateTimeOffset(2026, 11, 2, 9, i, 0, TimeSpan.Zero));
        }

        var page = (await host.GetAsync(Path, "odata.maxpagesize=2")).Json;
        host.Receive("Late", received: new DateTimeOffset(2026, 11, 2, 10, 0, 0, TimeSpan.Zero));
        var (rest, link) = await host.WalkAsync((string)page["@odata.nextLink"]!, "odata.maxpagesize=2");
        var (next, _) = await host.WalkAsync(link);

        Assert.Equal(2, rest.Count);
        Assert.Equal("Late", (string?)Assert.Single(next)["subject"]);
    }

    [Fact]
    public async Task Delta_FilterByDate_LimitsRoundAndLaterRounds()
    {
        await using var host = await SandboxHost.StartAsync(new SandboxOptions { Limits = new SandboxLimits { FilteredDelta = 3 } });
        for (var day = 1; day <= 6; day++)
        {
            host.Receive($"Day {day}", received: new DateTimeOffset(2026, 11, day, 9, 0, 0, TimeSpan.Zero));
        }

        var (two, link) = await host.WalkAsync(Path + "?$filter=receivedDateTime+ge+2026-11-05T00:00:00Z");
        var (capped, _) = await host.WalkAsync(Path + "?$filter=receivedDateTime ge 2026-11-02T00:00:00Z&$select=subject", "odata.maxpagesize=2");
        host.Receive("Old", received: new DateTimeOffset(2026, 11, 1, 9, 0, 0, TimeSpan.Zero));
        host.Receive("Young", received: new DateTimeOffset(2026, 11, 7, 9, 0, 0, TimeSpan.Zero));
        var (later, _) = await host.WalkAsync(link);

        Assert.Equal(["Day 6", "Day 5"], two.Select(item => (string)item["subject"]!));
        Assert.Equal(["Day 6", "Day 5", "Day 4"], capped.Select(item => (string)item["subject"]!));
        Assert.Equal("Young", (string?)Assert.Single(later)["subject"]);
    }

    [Theory]
    [InlineData("created", "New")]
    [InlineData("updated", "Old")]
    [InlineData("deleted", null)]
    public async Task Delta_ChangeType_GivesOnlyThatKind(string changeType, string? subject)
    {
        await using var host = await SandboxHost.StartAsync();
        var old = host.Receive("Old");
        var gone = host.Receive("Gone");
        var (all, link) = await host.WalkAsync($"{Path}?changeType={changeType}");
        host.Receive("New");
        host.Mailbox.Update(old.Key, host.State.Clock.GetUtcNow(), item => item with { IsRead = true });
        host.Mailbox.Remove(gone.Key);

        var (items, _) = await host.WalkAsync(link);

        Assert.Equal(2, all.Count);
        Assert.Equal(subject, (string?)Assert.Single(items)["subject"]);
        Assert.Equal(changeType == "deleted", items[0]["@removed"] is not null);
    }

    [Theory]
    [InlineData("$filter=subject eq 'x'", "ErrorInvalidUrlQueryFilter")]
    [InlineData("$filter=receivedDateTime lt 2026-01-01T00:00:00Z", "ErrorInvalidUrlQueryFilter")]
    [InlineData("$orderby=subject", "ErrorInvalidUrlQuery")]
    [InlineData("$search=x", "ErrorInvalidUrlQuery")]
    [InlineData("$select=nonsense", "RequestBroker--ParseUri")]
    [InlineData("changeType=moved", "BadRequest")]
    [InlineData("$deltatoken=latest", "ErrorInvalidUrlQuery")]
    [InlineData("$deltatoken=abc", "BadRequest")]
    [InlineData("$deltatoken=***", "BadRequest")]
    [InlineData("$deltatoken=YXxifGN8ZHxlfGZ8Z3xofGl8anxrfGx8bXxufG8", "BadRequest")]
    [InlineData("$expand=attachments", "ErrorInvalidUrlQuery")]
    public async Task Delta_WhatGraphDoesNotSupport_IsRefused(string query, string code)
    {
        await using var host = await SandboxHost.StartAsync();

        (await host.GetAsync($"{Path}?{query}")).ExpectError(HttpStatusCode.BadRequest, code);
    }

    [Fact]
    public async Task Delta_OldLinkAfterSixNewerOnes_IsGone()
    {
        await using var host = await SandboxHost.StartAsync();
        var (_, first) = await host.WalkAsync(Path);
        var link = first;
        for (var i = 0; i < 5; i++)
        {
            (_, link) = await host.WalkAsync(link);
        }

        (await host.GetAsync(first)).Expect(HttpStatusCode.OK);
        (await host.GetAsync(first)).ExpectError(HttpStatusCode.Gone, "SyncStateNotFound");
    }

    [Fact]
    public async Task Delta_LinkOfAnotherFolder_IsRefused()
    {
        await using var host = await SandboxHost.StartAsync();
        var (_, link) = await host.WalkAsync(Path);

        (await host.GetAsync(link.Replace("inbox", "archive", StringComparison.Ordinal))).ExpectError(HttpStatusCode.BadRequest, "ErrorInvalidSyncStateData");
    }

    [Fact]
    public async Task Delta_WithTheSdk_WalksAndReportsLostCursor()
    {
        await using var host = await SandboxHost.StartAsync();
        host.Receive("One");
        var two = host.Receive("Two");
        var delta = host.Sdk().Users[SandboxHost.Info].MailFolders["inbox"].Messages.Delta;

        var first = await delta.GetAsDeltaGetResponseAsync(c =>
        {
            c.Headers.Add("Prefer", "odata.maxpagesize=1");
            c.QueryParameters.Select = ["subject", "receivedDateTime"];
        });
        var second = await delta.WithUrl(first!.OdataNextLink!).GetAsDeltaGetResponseAsync(c => c.Headers.Add("Prefer", "odata.maxpagesize=1"));
        host.Mailbox.Remove(two.Key);
        var third = await delta.WithUrl(second!.OdataDeltaLink!).GetAsDeltaGetResponseAsync();
        host.State.Faults.Add(new Fault { Kind = FaultKind.LostCursor });
        var lost = await Assert.ThrowsAsync<ODataError>(() => delta.WithUrl(third!.OdataDeltaLink!).GetAsDeltaGetResponseAsync());

        Assert.Single(first.Value!);
        Assert.Single(second.Value!);
        Assert.IsType<UntypedObject>(Assert.Single(third!.Value!).AdditionalData["@removed"]);
        Assert.Equal(410, lost.ResponseStatusCode);
        Assert.Equal("SyncStateNotFound", lost.Error!.Code);
    }

    private static IEnumerable<string> Ids(List<JsonNode> items, params string[] subjects) => items
        .Where(item => subjects.Contains((string)item["subject"]!)).Select(item => (string)item["id"]!).Order(StringComparer.Ordinal);
}
