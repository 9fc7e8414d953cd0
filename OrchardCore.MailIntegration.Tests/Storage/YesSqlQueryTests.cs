using MailIntegration.Engine;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Tests.Support;
using OrchardCore.MailIntegration.Storage;

namespace OrchardCore.MailIntegration.Tests.Storage;

using static global::MailIntegration.Tests.Storage.MailData;

/// <summary>What the pipeline and the ledger read, and leases and blobs beside it.</summary>
public sealed class YesSqlQueryTests : IAsyncLifetime
{
    private YesSqlFolder _folder = null!;
    private YesSqlMailStore _store = null!;

    public async Task InitializeAsync()
    {
        _folder = await YesSqlFolder.CreateAsync();
        _store = new YesSqlMailStore(_folder.Database);
        await ApplyAsync(Mail(Email("e1", "c1", 1), "info", ["ann"]) with
        {
            Health = [new AddressHealth("info", Hour(1), Hour(0), new Reason("throttled", "seconds", "30"), Hour(2), 3)],
            LedgerDays = [new LedgerDay("info", new DateOnly(2026, 3, 1), 5, 4, Hour(2))],
            Events = [new MailEvent("b", "x", Hour(1), "{}", "info"), new MailEvent("a", "y", Hour(1), "{}")],
        });
        await ApplyAsync(Mail(Email("e2", "c2", 20), "info", ["ann"]));
    }

    public async Task DisposeAsync() => await _folder.DisposeAsync();

    [Fact]
    public async Task FindEmailsAndThreads_AfterMerge_NameTheJoinedConversation()
    {
        await ApplyAsync(new MailChanges { Merges = [new ConversationMerge("c1", "c2")] });

        var found = (await _store.FindEmailsAsync(["logical-e1", "unknown"], CancellationToken.None)).Values.Single();
        Assert.Equal(("e1", "c2", "info"), (found.EmailId, found.ConversationId, found.AddressIds.Single()));
        var thread = Assert.Single(await _store.FindThreadsAsync("info", ["e1@client.example", "x"], CancellationToken.None));
        Assert.Equal(new ThreadMatch("e1@client.example", "c2", Hour(1)), thread);
        Assert.Empty(await _store.FindThreadsAsync("sales", ["e1@client.example"], CancellationToken.None));
        Assert.NotNull(await _store.GetConversationAsync(Member("ann"), "c1", CancellationToken.None));
    }

    [Fact]
    public async Task Ledger_ListsCountsAndPages()
    {
        var quarantined = Message(Email("e3", "c3", 2), "info") with
        {
            EmailId = null, Outcome = MessageOutcome.Quarantined, RetryAt = Hour(3), Reason = new Reason("processing-failed"), RawBlob = null,
        };
        await ApplyAsync(new MailChanges { Messages = [quarantined] });

        var first = await _store.ListMessagesAsync(new LedgerQuery { AddressId = "info", Take = 2 }, CancellationToken.None);
        Assert.Equal(["key-e2-info", "key-e3-info"], first.Select(m => m.Key));
        var rest = await _store.ListMessagesAsync(
            new LedgerQuery { AddressId = "info", After = (first[1].ReceivedAt, first[1].Key) }, CancellationToken.None);
        Assert.Equal("key-e1-info", Assert.Single(rest).Key);
        var due = await _store.ListMessagesAsync(
            new LedgerQuery { Outcomes = [MessageOutcome.Quarantined], DueBefore = Hour(4), Day = new DateOnly(2026, 3, 1) }, CancellationToken.None);
        Assert.Equal("processing-failed", Assert.Single(due).Reason?.Code);
        Assert.Equal(quarantined with { Version = 1, Reason = null }, due[0] with { Reason = null });
        var days = await _store.CountMessagesByDayAsync("info", new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 2), CancellationToken.None);
        Assert.Equal((2L, 1L), (days[new DateOnly(2026, 3, 1)], days[new DateOnly(2026, 3, 2)]));
        Assert.Equal(1, (await _store.CountAsync(Manager(), CancellationToken.None)).Unprocessed);
        Assert.Equal(0, (await _store.CountAsync(Member("bob"), CancellationToken.None)).Unprocessed);
    }

    [Fact]
    public async Task Records_ComeBackAsWritten()
    {
        var health = Assert.Single(await _store.GetHealthAsync(CancellationToken.None));
        Assert.Equal(("throttled", "30", 3), (health.Problem!.Code, health.Problem.Args["seconds"], health.Failures));
        Assert.Equal((Hour(1), Hour(0), Hour(2)), (health.LastSuccess, health.LastAttempt, health.NotBefore));
        Assert.False(Assert.Single(await _store.GetLedgerDaysAsync("info", CancellationToken.None)).IsGreen);
        Assert.Equal(["b", "a"], (await _store.GetEventsAsync(10, CancellationToken.None)).Select(e => e.Id));
        await _store.DeleteEventsAsync(["b"], CancellationToken.None);
        Assert.Equal("a", Assert.Single(await _store.GetEventsAsync(10, CancellationToken.None)).Id);
    }

    [Fact]
    public async Task DeletedMail_IsListedForErasureWithItsBlobs()
    {
        await ApplyAsync(new MailChanges { EmailStates = [new EmailStateChange("e1", EmailState.Deleted, Hour(5))] });

        Assert.Empty(await _store.GetDeletedEmailIdsAsync(Hour(5), 10, CancellationToken.None));
        Assert.Equal(["e1"], await _store.GetDeletedEmailIdsAsync(Hour(6), 10, CancellationToken.None));
        Assert.Equal(["blob-e1-info"], await _store.GetBlobNamesAsync(["e1"], CancellationToken.None));
        await ApplyAsync(new MailChanges { ErasedEmailIds = ["e1"] });
        Assert.Equal(["blob-e1-info"], await _store.FindUnusedBlobsAsync(["blob-e1-info", "blob-e2-info"], CancellationToken.None));
    }

    [Fact]
    public async Task Tags_OnlyOfConversationsThatTheReaderSees()
    {
        await ApplyAsync(new MailChanges { Conversations = [new ConversationChange("c1", Tags: ["zeta", "alpha"])] });

        Assert.Equal(["alpha", "zeta"], await _store.GetTagsAsync(Member("ann"), CancellationToken.None));
        Assert.Empty(await _store.GetTagsAsync(Member("bob"), CancellationToken.None));
        Assert.Equal(["c1"], await IdsAsync(new EmailListQuery(Member("ann")) { Tag = "zeta" }));
    }

    [Theory]
    [InlineData("jaRge", "c3")]
    [InlineData("CAFE muller", "c3")]
    [InlineData("afé", "")]
    [InlineData("100%", "")]
    public async Task List_Search_FindsBeginningsOfWordsWithoutCaseAndAccents(string text, string expected)
    {
        await ApplyAsync(Mail(Email("e3", "c3", 3, subject: "Café Müller", text: "Het jargetal is 2026."), "info", ["ann"]));

        Assert.Equal(expected, string.Join(',', await IdsAsync(new EmailListQuery(Member("ann")) { Text = text })));
    }

    [Fact]
    public async Task Leases_OneHolder_TokensRise()
    {
        var time = new ManualTimeProvider(Start);
        var leases = new YesSqlLeases(_folder.Database, time);
        var minute = TimeSpan.FromMinutes(1);
        var first = await leases.TryAcquireAsync("sync:info", minute, CancellationToken.None);
        Assert.Null(await leases.TryAcquireAsync("sync:info", minute, CancellationToken.None));

        time.Advance(TimeSpan.FromMinutes(2));
        var second = await leases.TryAcquireAsync("sync:info", minute, CancellationToken.None);
        Assert.True(second!.Token > first!.Token);
        Assert.False(await leases.RenewAsync(first, minute, CancellationToken.None));
        Assert.True(await leases.RenewAsync(second, minute, CancellationToken.None));
        await leases.ReleaseAsync(first, CancellationToken.None);
        Assert.Null(await leases.TryAcquireAsync("sync:info", minute, CancellationToken.None));
        await leases.ReleaseAsync(second, CancellationToken.None);
        Assert.NotNull(await leases.TryAcquireAsync("sync:info", minute, CancellationToken.None));
    }

    private async Task<string[]> IdsAsync(EmailListQuery query) =>
        [.. (await _store.ListAsync(query, CancellationToken.None)).Rows.Select(r => r.ConversationId)];

    private async Task ApplyAsync(MailChanges changes) =>
        Assert.Equal(ApplyResult.Applied, await _store.ApplyAsync(changes, CancellationToken.None));
}
