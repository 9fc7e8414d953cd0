using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Tests.Outbox;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Journal;

/// <summary>MC4: what went out and what came in, for 72 hours.</summary>
public sealed class JournalTests
{
    [Fact]
    public async Task Outgoing_AMailThatIsSent_ShowsEveryState()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var entry = await fixture.SendAsync(await fixture.WriteAsync());
        await DispatchAsync(fixture);
        Assert.Equal(OutboxState.Held, Assert.Single((await OutgoingAsync(fixture)).Rows).State);

        await fixture.WorkAsync();
        await DispatchAsync(fixture);

        var row = Assert.Single((await OutgoingAsync(fixture)).Rows);
        Assert.Equal((entry.Id, OutboxState.Sent, "info", "anna"), (row.Id, row.State, row.SenderId, row.AuthorId));
        Assert.Equal(OutboxFixture.Customer, Assert.Single(row.To).Address);
        Assert.Equal([OutboxState.Held, OutboxState.Sending, OutboxState.Sent], row.History.Select(s => s.State));
        Assert.NotNull(row.ConversationId);
        Assert.DoesNotContain("We do.", (await fixture.Sync.Store.FindRecordsAsync(RecordKinds.JournalOut, [row.Id], default))[0].Json);
    }

    [Fact]
    public async Task Outgoing_AMailThatWasTakenBack_IsCancelled()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var entry = await fixture.SendAsync(await fixture.WriteAsync());
        await DispatchAsync(fixture);
        await fixture.Outbox.UndoAsync(await fixture.RightsAsync(), entry.Id, default);
        await DispatchAsync(fixture);

        Assert.Equal(OutboxState.Cancelled, Assert.Single((await OutgoingAsync(fixture)).Rows).State);
    }

    [Fact]
    public async Task Outgoing_Filters_Narrow()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        await fixture.SendAsync(await fixture.WriteAsync(to: "first@customer.example", subject: "One"));
        await fixture.SendAsync(await fixture.WriteAsync(to: "second@customer.example", subject: "Two"));
        await fixture.WorkAsync();
        await fixture.SendAsync(await fixture.WriteAsync(to: "third@customer.example", subject: "Three"));
        await DispatchAsync(fixture);

        Assert.Equal(3, (await OutgoingAsync(fixture)).Rows.Count);
        Assert.Equal("One", Assert.Single((await OutgoingAsync(fixture, new JournalQuery { Text = "FIRST@" })).Rows).Subject);
        Assert.Equal("Three", Assert.Single((await OutgoingAsync(fixture, state: OutboxState.Held)).Rows).Subject);
        Assert.Empty((await OutgoingAsync(fixture, new JournalQuery { AddressId = "site" })).Rows);
        Assert.Empty((await OutgoingAsync(fixture, new JournalQuery { Until = fixture.Time.GetUtcNow().AddDays(-1) })).Rows);
        var first = await OutgoingAsync(fixture, new JournalQuery { Take = 2 });
        var second = await OutgoingAsync(fixture, new JournalQuery { Take = 2, After = first.Next });
        Assert.Equal(["Three", "Two", "One"], first.Rows.Concat(second.Rows).Select(r => r.Subject));
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task Incoming_StoredAndQuarantined_AreThereWithTheirReasons()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        await fixture.Sync.SyncAsync();
        var mail = await fixture.ReceiveAsync();

        var row = Assert.Single((await IncomingAsync(fixture)).Rows);
        Assert.Equal((mail.Email.Id, MessageOutcome.Stored, "info"), (row.EmailId, row.Outcome, row.AddressId));
        Assert.Equal("Spokes", row.Subject);
        Assert.NotEmpty(row.Explanation);
    }

    [Fact]
    public async Task Incoming_ImportedHistory_IsNoNews()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        fixture.Sync.DeliverMany(OutboxFixture.Address, 3);
        await fixture.Sync.SyncAsync();

        Assert.Empty((await IncomingAsync(fixture)).Rows);
    }

    [Fact]
    public async Task OwnerOnlyChannel_IsSeenByItsOwnerAlone()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        await fixture.SendAsync(await fixture.WriteAsync());
        await DispatchAsync(fixture);
        Assert.Single((await OutgoingAsync(fixture)).Rows);

        var setup = await fixture.Sync.Setup.GetAsync(default);
        await fixture.Sync.Setup.SaveAsync(setup.Channels[0] with { Access = ChannelAccess.Owner, OwnerId = "anna" }, default);

        Assert.Empty((await OutgoingAsync(fixture)).Rows);
        Assert.Single((await OutgoingAsync(fixture, member: "anna")).Rows);
    }

    [Fact]
    public async Task Purge_OlderThanTheSetting_IsGone()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        await fixture.SendAsync(await fixture.WriteAsync());
        await DispatchAsync(fixture);
        await fixture.Sync.ChangeSettingsAsync(s => s with { JournalHours = 96 });
        fixture.Time.Advance(TimeSpan.FromHours(95));
        await PurgeAsync(fixture);
        Assert.Single((await OutgoingAsync(fixture)).Rows);

        fixture.Time.Advance(TimeSpan.FromHours(2));
        Assert.Empty((await OutgoingAsync(fixture)).Rows);
        Assert.Single(await fixture.Sync.Store.GetRecordsAsync(new RecordQuery { Kind = RecordKinds.JournalOut }, default));
        await PurgeAsync(fixture);
        Assert.Empty(await fixture.Sync.Store.GetRecordsAsync(new RecordQuery { Kind = RecordKinds.JournalOut }, default));
    }

    private static Task DispatchAsync(OutboxFixture fixture) =>
        fixture.Services.GetRequiredService<EventDispatcher>().DispatchAsync(default);

    private static Task PurgeAsync(OutboxFixture fixture) =>
        fixture.Services.GetServices<IPeriodicChore>().OfType<JournalPurge>().Single().RunAsync(default);

    private static async Task<JournalPage<OutgoingRow>> OutgoingAsync(
        OutboxFixture fixture, JournalQuery? query = null, OutboxState? state = null, string member = "manager") =>
        await fixture.Services.GetRequiredService<JournalReader>().ListOutgoingAsync(
            await fixture.RightsAsync(member), query ?? new JournalQuery(), state, default);

    private static async Task<JournalPage<IncomingRow>> IncomingAsync(OutboxFixture fixture) =>
        await fixture.Services.GetRequiredService<JournalReader>().ListIncomingAsync(
            await fixture.RightsAsync("manager"), new JournalQuery(), null, default);
}
