using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using MailIntegration.Engine.Writing;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Outbox;

/// <summary>LO1, LO3: the one gate in front of the outbox.</summary>
public sealed class AutomaticMailGateTests
{
    [Fact]
    public async Task Automatic_ThatPasses_IsMarked()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        Assert.NotNull((await QueueAsync(fixture, "1")).Value);
        await fixture.WorkAsync();

        var raw = System.Text.Encoding.UTF8.GetString(Assert.Single(fixture.Delivered).Raw);
        Assert.Contains("X-Auto-Response-Suppress: All", raw);
        Assert.Contains("Precedence: bulk", raw);
        var entry = Assert.Single(await ExactlyOnceScenario.EntriesAsync(fixture.Services));
        await using var own = await fixture.Sync.Blobs.OpenAsync(entry.RawBlob, default);
        Assert.Equal("auto-replied", (await new MimeCodec().ReadAsync(own!, default)).Header("Auto-Submitted"));
    }

    [Fact]
    public async Task Automatic_InAnswerToAMachine_NeverEntersTheOutbox()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var machine = Some.Content("m@b") with { Headers = [new MailHeader("Auto-Submitted", "auto-replied")] };
        var result = await QueueAsync(fixture, "1", answer: machine);

        Assert.Equal("answer-to-automatic", result.Errors.First?.Code);
        Assert.Empty(await ExactlyOnceScenario.EntriesAsync(fixture.Services));
    }

    [Fact]
    public async Task Budget_OfACorrespondent_TripsShowsAndIsReleased()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        await fixture.Sync.ChangeSettingsAsync(s => s with { AutomaticMailLimit = 3 });
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(OutboxState.Held, (await QueueAsync(fixture, $"c{i}")).Value?.State);
        }

        var blocked = (await QueueAsync(fixture, "c4")).Value!;
        Assert.Equal((OutboxState.Blocked, "budget-tripped"), (blocked.State, blocked.Reason?.Code));
        Assert.Equal(OutboxState.Held, (await QueueAsync(fixture, "c5", "other@customer.example")).Value?.State);
        var budgets = fixture.Services.GetRequiredService<SendBudget>();
        var tripped = Assert.Single(await budgets.ListAsync(default));
        Assert.Equal((BudgetKind.Correspondent, OutboxFixture.Customer, 3), (tripped.Kind, tripped.Subject, tripped.Count));

        var manager = await fixture.RightsAsync("manager");
        var access = fixture.Services.GetRequiredService<OutboxAccess>();
        Assert.Equal((1, 1), await access.CountAsync(manager, 100, default));
        Assert.Equal((0, 0), await access.CountAsync(await fixture.RightsAsync("anna"), 100, default));
        Assert.Equal("budget-tripped", (await fixture.Outbox.RetryAsync(manager, blocked.Id, default)).Errors.First?.Code);
        fixture.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await budgets.ReleaseAsync(tripped.Id, default));
        Assert.Empty(await budgets.ListAsync(default));
        Assert.Equal(OutboxState.Queued, (await fixture.Outbox.RetryAsync(manager, blocked.Id, default)).Value?.State);
        await fixture.WorkAsync();
        Assert.Equal(5, fixture.Delivered.Count);
    }

    [Fact]
    public async Task Budget_OfAConversation_TripsWhoeverItGoesTo()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        await fixture.Sync.ChangeSettingsAsync(s => s with { AutomaticMailLimit = 2 });
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(OutboxState.Held, (await QueueAsync(fixture, "same", $"r{i}@customer.example")).Value?.State);
        }

        Assert.Equal(OutboxState.Blocked, (await QueueAsync(fixture, "same", "r3@customer.example")).Value?.State);
    }

    [Fact]
    public async Task Budget_QuietAgain_ReleasesItself()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        await fixture.Sync.ChangeSettingsAsync(s => s with { AutomaticMailLimit = 1 });
        await QueueAsync(fixture, "a");
        Assert.Equal(OutboxState.Blocked, (await QueueAsync(fixture, "b")).Value?.State);
        fixture.Time.Advance(TimeSpan.FromMinutes(121));

        Assert.Empty(await fixture.Services.GetRequiredService<SendBudget>().ListAsync(default));
        Assert.Equal(OutboxState.Held, (await QueueAsync(fixture, "c")).Value?.State);
    }

    [Fact]
    public async Task ForgetAutomaticMail_TooOldForAnyBudget_LetsItGo()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        await QueueAsync(fixture, "a");
        var query = new RecordQuery { Kind = RecordKinds.AutomaticMail };
        var chores = fixture.Services.GetRequiredService<MailChores>();

        await chores.ForgetAutomaticMailAsync(default);
        Assert.NotEmpty(await fixture.Sync.Store.GetRecordsAsync(query, default));
        fixture.Time.Advance(TimeSpan.FromMinutes(SetupValidator.MaxAutomaticMinutes + 1));
        await chores.ForgetAutomaticMailAsync(default);

        Assert.Empty(await fixture.Sync.Store.GetRecordsAsync(query, default));
    }

    private static async Task<Engine.Channels.SetupResult<OutboxEntry>> QueueAsync(
        OutboxFixture fixture, string conversationId, string to = OutboxFixture.Customer, MailContent? answer = null) =>
        await fixture.Services.GetRequiredService<OutboxWriter>().QueueAsync(
            new OutboxRequest
            {
                Automatic = new AutomaticMail(answer ?? Some.Content("question@customer.example")),
                Sender = new Sender("info", new MailboxAddress("Fietskompas", OutboxFixture.Address), "", true, 3_000_000, null),
                Draft = new Draft
                {
                    Id = "auto",
                    SenderId = "info",
                    ConversationId = conversationId,
                    Subject = "Received",
                    Html = "<p>We got it.</p>",
                    To = [new MailboxAddress(null, to)],
                },
            },
            default);
}
