using System.Net;
using System.Text.Json;
using MailIntegration.Engine.Channels;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Hosted;

/// <summary>What came in at a forwarding address, as the journal tells it (MC4, HF3, HF6).</summary>
public sealed class InboundJournalTests
{
    [Fact]
    public async Task Journal_WhateverBecameOfMail_TellsItOnceWithItsReason()
    {
        await using var world = await HostedWorld.StartAsync();
        var door = await world.ConnectAsync("support", new { spamThreshold = 5, deniedSenders = new[] { "bad.example" } });
        await BringTwiceAsync(world, door, TestMail.Text("1@customer.example", "Good"), HttpStatusCode.OK);
        await BringTwiceAsync(world, door, TestMail.Text("2@customer.example", "Spammy", headers: "X-Spam-Score: 9\r\n"), HttpStatusCode.OK);
        await BringTwiceAsync(world, door, TestMail.Text("3@bad.example", "Denied", from: "Bad <eva@bad.example>"), HttpStatusCode.UnprocessableEntity);
        await BringTwiceAsync(
            world,
            door,
            TestMail.Text("4@google.com", "(#304298959) Gmail Forwarding Confirmation", "Confirmation code: 304298959", "forwarding-noreply@google.com"),
            HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Forbidden, await world.StatusAsync(door, TestMail.Text("5@customer.example", "Guessed"), "wrong"));
        await world.InboxAsync(door);

        Assert.Equal(
            [
                "confirmation (#304298959) Gmail Forwarding Confirmation forwarding-confirmation forwarding-noreply@google.com",
                "held Spammy spam-score eva@customer.example",
                "refused Denied sender-denied eva@bad.example",
                "stored Good  eva@customer.example",
            ],
            (await RowsAsync(world)).Select(Describe).Order(StringComparer.Ordinal));
        Assert.Equal(["Spammy"], (await RowsAsync(world, "?outcome=held")).Select(r => r.GetProperty("subject").GetString()));
    }

    [Fact]
    public async Task Journal_MailThatIsTooLarge_IsThereWithItsEnvelopeSender()
    {
        await using var world = await HostedWorld.StartAsync();
        var door = await world.ConnectAsync("support");
        using var answer = await world.BringAsync(
            "/" + door.Id, new LargeContent(31 * 1024 * 1024, isAnnounced: true), door.Secret, "eva@customer.example", door.Address);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("refused  message-too-large eva@customer.example", Describe(Assert.Single(await RowsAsync(world))));
    }

    [Fact]
    public async Task Journal_HeldMailThatIsReleased_GetsTheRowOfAStoredOneToo()
    {
        await using var world = await HostedWorld.StartAsync();
        var door = await world.ConnectAsync("support", new { spamThreshold = 5 });
        await world.StatusAsync(door, TestMail.Text("2@customer.example", "Spammy", headers: "X-Spam-Score: 9\r\n"));
        var ids = (await world.ArrivalsAsync("held")).Select(a => a.GetProperty("id").GetString()).ToArray();
        await world.Anna.PostAsync("hosted/arrivals/release", new { ids });
        await world.InboxAsync(door);
        var rows = await RowsAsync(world);
        Assert.Equal(["held", "stored"], rows.Select(r => r.GetProperty("outcome").GetString()).Order(StringComparer.Ordinal));
        Assert.Single(rows.Select(r => r.GetProperty("messageKey").GetString()).Distinct());
    }

    [Fact]
    public async Task Journal_OfAnOwnersAddress_IsForNobodyElse()
    {
        await using var world = await HostedWorld.StartAsync();
        var door = await world.ConnectAsync("support", new { spamThreshold = 5 });
        await world.StatusAsync(door, TestMail.Text("2@customer.example", "Spammy", headers: "X-Spam-Score: 9\r\n"));
        var setup = await world.Host.Setup.GetAsync(default);
        var channel = setup.Channels.Single();
        Assert.True(await world.Host.Setup.SaveAsync(channel with { Access = ChannelAccess.Owner, OwnerId = "lena" }, default));
        Assert.Empty(await RowsAsync(world));
    }

    private static async Task BringTwiceAsync(HostedWorld world, HostedDoor door, string raw, HttpStatusCode expected)
    {
        Assert.Equal(expected, await world.StatusAsync(door, raw));
        Assert.Equal(expected, await world.StatusAsync(door, raw));
    }

    private static async Task<List<JsonElement>> RowsAsync(HostedWorld world, string query = "") =>
        [.. (await world.Anna.GetJsonAsync("journal/incoming" + query)).GetProperty("rows").EnumerateArray()];

    private static string Describe(JsonElement row) => string.Join(
        ' ',
        row.GetProperty("outcome").GetString(),
        row.GetProperty("subject").GetString(),
        row.TryGetProperty("reason", out var reason) && reason.ValueKind == JsonValueKind.Object ? reason.GetProperty("code").GetString() : "",
        row.GetProperty("from").GetProperty("address").GetString());
}
