using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Writing;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Outbox;

/// <summary>What happens between writing and leaving: second thoughts, and changes around the mail (CO5, CH6).</summary>
public sealed class HeldMailTests
{
    [Fact]
    public async Task Undo_WithinTenSeconds_BringsTheDraftBack()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var draft = await fixture.WriteAsync(html: "<p>Oh no</p>");
        using var content = new MemoryStream("file"u8.ToArray());
        await fixture.Files.AddAsync("anna", draft.Id, "a.txt", "text/plain", false, content, default);
        var entry = await fixture.SendAsync(draft);
        await fixture.WorkAsync(TimeSpan.FromSeconds(8));
        Assert.Empty(fixture.Delivered);
        var back = (await fixture.Outbox.UndoAsync(await fixture.RightsAsync(), entry.Id, default)).Value;

        Assert.Equal((draft.Id, "<p>Oh no</p>", 1), (back!.Id, back.Html, back.Attachments.Count));
        await using var file = await fixture.Files.OpenAsync(back.Attachments[0], default);
        Assert.Equal(4, file!.Length);
        await fixture.WorkAsync(TimeSpan.FromMinutes(5));
        Assert.Empty(fixture.Delivered);
        Assert.Empty(await ExactlyOnceScenario.EntriesAsync(fixture.Services));
    }

    [Fact]
    public async Task Undo_AfterItLeft_IsTooLate()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var entry = await fixture.SendAsync(await fixture.WriteAsync());
        await fixture.WorkAsync();

        Assert.Equal(SetupOutcome.Stale, (await fixture.Outbox.UndoAsync(await fixture.RightsAsync(), entry.Id, default)).Outcome);
        Assert.Single(fixture.Delivered);
    }

    [Fact]
    public async Task Undo_BySomebodyElse_FindsNothing()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var entry = await fixture.SendAsync(await fixture.WriteAsync());

        Assert.Equal(SetupOutcome.NotFound, (await fixture.Outbox.UndoAsync(await fixture.RightsAsync("joost"), entry.Id, default)).Outcome);
        Assert.Equal(SetupOutcome.NotFound, (await fixture.Outbox.UndoAsync(await fixture.RightsAsync("manager"), entry.Id, default)).Outcome);
    }

    [Fact]
    public async Task SendLater_OnlyIfUnanswered_ComesBackWhenMailArrived()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var question = await fixture.ReceiveAsync();
        var draft = await fixture.WriteAsync(new DraftStart(DraftMode.Reply, question.Email.Id));
        var at = fixture.Time.GetUtcNow().AddHours(2);
        await fixture.SendAsync(draft, at: at, onlyIfUnanswered: true);
        await fixture.WorkAsync(TimeSpan.FromHours(1));
        fixture.Sync.Deliver(
            OutboxFixture.Address,
            TestMail.Text("more@customer.example", "Re: Spokes", "Never mind")
                .Replace("Subject:", "In-Reply-To: <question@customer.example>\r\nSubject:", StringComparison.Ordinal),
            fixture.Time.GetUtcNow());
        fixture.Sync.Sandbox.State.Clock.Advance(TimeSpan.FromHours(-1));
        await fixture.Sync.SyncAsync();
        await fixture.WorkAsync(TimeSpan.FromMinutes(61));

        Assert.Empty(fixture.Delivered);
        var back = Assert.Single((await fixture.Drafts.ListAsync("anna", null, 10, default)).Drafts);
        Assert.Equal("answered-meanwhile", back.Reason?.Code);
        Assert.Equal(at, back.ScheduledAt);
    }

    [Fact]
    public async Task SendLater_NobodyAnswered_LeavesAtItsTime()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        await fixture.SendAsync(await fixture.WriteAsync(), at: fixture.Time.GetUtcNow().AddMinutes(30), onlyIfUnanswered: true);
        await fixture.WorkAsync(TimeSpan.FromMinutes(29));
        Assert.Empty(fixture.Delivered);
        await fixture.WorkAsync(TimeSpan.FromMinutes(2));
        Assert.Single(fixture.Delivered);
    }

    [Fact]
    public async Task Send_SomebodyElseAnsweredMeanwhile_AsksFirst()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var question = await fixture.ReceiveAsync();
        var mine = await fixture.WriteAsync(new DraftStart(DraftMode.Reply, question.Email.Id));
        await fixture.SendAsync(await fixture.WriteAsync(new DraftStart(DraftMode.Reply, question.Email.Id), memberId: "manager"), "manager");
        await fixture.WorkAsync();
        var order = new SendOrder(mine.Revision, LastSeenEmailId: question.Email.Id);
        var (result, answered) = await fixture.Outbox.SendAsync(await fixture.RightsAsync(), mine.Id, order, default);

        Assert.Null(result.Value);
        Assert.Equal(OutboxFixture.Address, answered?.From?.Address);
        (result, answered) = await fixture.Outbox.SendAsync(await fixture.RightsAsync(), mine.Id, order with { Force = true }, default);
        Assert.NotNull(result.Value);
    }

    [Theory]
    [InlineData("sender-paused")]
    [InlineData("channel-off")]
    [InlineData("mail-off")]
    public async Task SwitchedOff_WhileQueued_MailWaitsAndLeavesAfterwards(string what)
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var entry = await fixture.SendAsync(await fixture.WriteAsync());
        await SwitchAsync(fixture, what, isOn: false);
        await fixture.WorkAsync();
        entry = await fixture.EntryAsync(entry.Id);
        Assert.Equal((OutboxState.Queued, what), (entry.State, entry.Reason?.Code));
        await SwitchAsync(fixture, what, isOn: true);
        await fixture.WorkAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(OutboxState.Sent, (await fixture.EntryAsync(entry.Id)).State);
        Assert.Single(fixture.Delivered);
    }

    [Fact]
    public async Task ChannelDeleted_WhileQueued_MailStopsAndCanGoBackToDrafts()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var entry = await fixture.SendAsync(await fixture.WriteAsync());
        await fixture.Sync.Setup.DeleteChannelAsync("channel", default);
        await fixture.WorkAsync();

        entry = await fixture.EntryAsync(entry.Id);
        Assert.Equal((OutboxState.Failed, "sender-gone"), (entry.State, entry.Reason?.Code));
        Assert.NotNull((await fixture.Outbox.UndoAsync(await fixture.RightsAsync(), entry.Id, default)).Value);
    }

    [Fact]
    public async Task Author_WhoLostTheAddress_MailDoesNotLeave()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var entry = await fixture.SendAsync(await fixture.WriteAsync());
        var address = (await fixture.Sync.Setup.GetAsync(default)).FindAddress("info")!;
        Assert.True(await fixture.Sync.Setup.SaveAsync(address with { Links = [] }, default));
        await fixture.WorkAsync();

        entry = await fixture.EntryAsync(entry.Id);
        Assert.Equal((OutboxState.Failed, "not-allowed-any-more"), (entry.State, entry.Reason?.Code));
        Assert.True(entry.CanUndo());
        Assert.Empty(fixture.Delivered);
    }

    [Fact]
    public async Task Author_Disabled_MailDoesNotLeave()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var entry = await fixture.SendAsync(await fixture.WriteAsync());
        var people = fixture.Sync.People.Members;
        people[people.FindIndex(m => m.Id == "anna")] = Some.Member("anna", isEnabled: false);
        await fixture.WorkAsync();

        Assert.Equal("not-allowed-any-more", (await fixture.EntryAsync(entry.Id)).Reason?.Code);
        Assert.Empty(fixture.Delivered);
    }

    [Fact]
    public async Task Member_WithoutTheAddress_CannotSendByIt()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var senders = await fixture.Services.GetRequiredService<SenderDirectory>().ListAsync(await fixture.RightsAsync("joost"), null, default);
        Assert.Empty(senders);
        var draft = await fixture.WriteAsync(memberId: "joost");
        var (result, _) = await fixture.Outbox.SendAsync(await fixture.RightsAsync("joost"), draft.Id, new SendOrder(draft.Revision), default);

        Assert.Equal("sender-not-allowed", result.Errors.Fields["senderId"][0].Code);
    }

    [Fact]
    public async Task Budget_OfTheMailbox_HoldsTheRestForAMinute()
    {
        await using var fixture = await OutboxFixture.StartAsync(new OutboxOptions { SendsPerMinute = 3 });
        for (var i = 0; i < 5; i++)
        {
            await fixture.SendAsync(await fixture.WriteAsync(to: $"receiver-{i}@customer.example"));
        }

        await fixture.WorkAsync();
        Assert.Equal(3, fixture.Delivered.Count);
        await fixture.WorkAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(3, fixture.Delivered.Count);
        await fixture.WorkAsync(TimeSpan.FromSeconds(62));
        Assert.Equal(5, fixture.Delivered.Count);
    }

    [Fact]
    public async Task BlobOfQueuedMail_Vanished_StopsWithItsReason()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var entry = await fixture.SendAsync(await fixture.WriteAsync());
        await fixture.Sync.Blobs.DeleteAsync(entry.RawBlob, default);
        await fixture.WorkAsync();

        Assert.Equal((OutboxState.Failed, "attachment-missing"), await StateAsync(fixture, entry));
    }

    private static async Task<(OutboxState, string?)> StateAsync(OutboxFixture fixture, OutboxEntry entry)
    {
        entry = await fixture.EntryAsync(entry.Id);
        return (entry.State, entry.Reason?.Code);
    }

    private static async Task SwitchAsync(OutboxFixture fixture, string what, bool isOn)
    {
        var setup = await fixture.Sync.Setup.GetAsync(default);
        Assert.True(what switch
        {
            "sender-paused" => await fixture.Sync.Setup.SaveAsync(setup.FindAddress("info")! with { IsPaused = !isOn }, default),
            "channel-off" => await fixture.Sync.Setup.SaveAsync(setup.Channels[0] with { IsActive = isOn }, default),
            _ => await fixture.Sync.Setup.SaveAsync(setup.Settings with { Enabled = isOn }, default),
        });
    }
}
