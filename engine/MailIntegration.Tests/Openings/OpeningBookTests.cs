using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Openings;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Openings;

/// <summary>MC4: what is noted when a picture is fetched, and what is not.</summary>
public sealed class OpeningBookTests
{
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Fetch_BySomebody_ShowsInTheJournalAndTellsOpenPages()
    {
        await using var world = await OpeningWorld.StartAsync();
        var (entry, token) = await world.SentAsync();
        Assert.Null((await world.RowAsync(entry.Id)).Opened);

        await world.FetchAsync(token, Later);
        await world.FetchAsync(token, Later);

        var events = await world.Fixture.Sync.Store.GetEventsAsync(1000, default);
        Assert.Contains(events, e => e.Kind == MailEvents.DeskChanged && e.Payload.Contains(entry.ConversationId!, StringComparison.Ordinal));
        var opened = (await world.RowAsync(entry.Id)).Opened!;
        var now = world.Fixture.Time.GetUtcNow();
        Assert.Equal((2, false), (opened.Count, opened.IsUnsure));
        Assert.Equal((now - Later).TimeOfDay.TotalSeconds, opened.FirstAt.TimeOfDay.TotalSeconds, 20.0);
        Assert.Equal(Later.TotalSeconds, (opened.LastAt - opened.FirstAt).TotalSeconds, 20.0);
        Assert.Equal(OutboxState.Sent, (await world.RowAsync(entry.Id)).State);
        Assert.Equal([entry.Id], await FilteredAsync(world));
    }

    [Fact]
    public async Task Fetch_RepeatedAtOnce_WritesOncePerMinute()
    {
        await using var world = await OpeningWorld.StartAsync();
        var (entry, token) = await world.SentAsync();
        await world.FetchAsync(token, Later);
        var version = await VersionAsync(world, entry);

        for (var i = 0; i < 5; i++)
        {
            await world.FetchAsync(token, TimeSpan.FromSeconds(2));
        }

        Assert.Equal(version, await VersionAsync(world, entry));
        await world.FetchAsync(token, OpeningBook.Gap);
        Assert.Equal(2, (await world.OpenedAsync(entry))!.Count);
        Assert.Equal(version + 1, await VersionAsync(world, entry));
    }

    [Fact]
    public async Task Fetch_MoreOftenThanIsCounted_WritesNoMore()
    {
        await using var world = await OpeningWorld.StartAsync();
        var (entry, token) = await world.SentAsync();
        for (var i = 0; i < OpeningBook.MaxCount + 3; i++)
        {
            await world.FetchAsync(token, OpeningBook.Gap);
        }

        Assert.Equal(OpeningBook.MaxCount, (await world.OpenedAsync(entry))!.Count);
        Assert.Equal(OpeningBook.MaxCount + 1, await VersionAsync(world, entry));
    }

    [Fact]
    public async Task Fetch_RightAfterSending_IsUnsureUntilSomebodyComesLater()
    {
        await using var world = await OpeningWorld.StartAsync();
        var (entry, token) = await world.SentAsync();
        await world.FetchAsync(token, TimeSpan.Zero);
        Assert.True((await world.OpenedAsync(entry))!.IsUnsure);

        await world.FetchAsync(token, TimeSpan.FromSeconds(20));

        var opened = (await world.OpenedAsync(entry))!;
        Assert.Equal((1, false), (opened.Count, opened.IsUnsure));
        Assert.Equal(opened.FirstAt, opened.LastAt);
    }

    [Fact]
    public async Task Fetch_OfAMailThatTheJournalForgot_WritesNothing()
    {
        await using var world = await OpeningWorld.StartAsync();
        var (entry, token) = await world.SentAsync();
        var (other, _) = await world.SentAsync("bob@customer.example");
        await world.FetchAsync(token, Later);
        var version = await VersionAsync(world, entry);

        await world.FetchAsync(token, TimeSpan.FromHours(72));

        Assert.Equal(version, await VersionAsync(world, entry));
        await PurgeAsync(world);
        Assert.Single(await world.Fixture.Sync.Store.FindRecordsAsync(RecordKinds.Opening, [entry.OpeningId!], default));
        Assert.Empty(await world.Fixture.Sync.Store.FindRecordsAsync(RecordKinds.Opening, [other.OpeningId!], default));
        world.Fixture.Time.Advance(OpeningPurge.Life);
        await PurgeAsync(world);
        Assert.Empty(await world.Fixture.Sync.Store.GetRecordsAsync(new RecordQuery { Kind = RecordKinds.Opening }, default));
    }

    [Fact]
    public async Task Fetch_WhileSwitchedOffOrMadeUp_WritesNothing()
    {
        await using var world = await OpeningWorld.StartAsync();
        var (entry, token) = await world.SentAsync();
        foreach (var forged in new[] { "", "A", new string('A', 43), token[..42] + (token[42] == 'A' ? 'E' : 'A'), token + "A", "ü" + token[1..] })
        {
            await world.FetchAsync(forged, Later);
        }

        await world.Fixture.Sync.ChangeSettingsAsync(s => s with { NoteOpenings = false });
        await world.FetchAsync(token, Later);

        Assert.Null(await world.OpenedAsync(entry));
    }

    [Fact]
    public async Task Fetch_OfAMailThatHasNotLeft_WritesNothing()
    {
        await using var world = await OpeningWorld.StartAsync();
        var entry = await world.Fixture.SendAsync(await world.Fixture.WriteAsync());
        var token = Assert.Single(await world.TokensAsync(entry.RawBlob));
        await world.FetchAsync(token, TimeSpan.FromSeconds(1));

        Assert.Null(await world.OpenedAsync(entry));
        await world.Fixture.Outbox.UndoAsync(await world.Fixture.RightsAsync(), entry.Id, default);
        await world.FetchAsync(token, Later);
        Assert.Null(await world.OpenedAsync(entry));
    }

    [Fact]
    public async Task Record_OfAnOpening_HoldsTimesAndACountOnly()
    {
        await using var world = await OpeningWorld.StartAsync();
        var (entry, token) = await world.SentAsync();
        await world.FetchAsync(token, Later);

        var record = Assert.Single(await world.Fixture.Sync.Store.FindRecordsAsync(RecordKinds.Opening, [entry.OpeningId!], default));
        using var json = System.Text.Json.JsonDocument.Parse(record.Json);
        Assert.Equal(
            ["count", "firstAt", "isUnsure", "lastAt"],
            json.RootElement.GetProperty("opened").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Null(record.ConversationId);
    }

    private static async Task<IReadOnlyList<string>> FilteredAsync(OpeningWorld world) =>
        (await world.Fixture.Services.GetRequiredService<JournalReader>().ListOutgoingAsync(
            await world.Fixture.RightsAsync("manager"), new JournalQuery { OnlyOpened = true }, null, default)).Rows.Select(r => r.Id).ToList();

    private static async Task<long> VersionAsync(OpeningWorld world, OutboxEntry entry) =>
        Assert.Single(await world.Fixture.Sync.Store.FindRecordsAsync(RecordKinds.Opening, [entry.OpeningId!], default)).Version;

    private static Task PurgeAsync(OpeningWorld world) =>
        world.Fixture.Services.GetServices<IPeriodicChore>().OfType<OpeningPurge>().Single().RunAsync(default);
}
