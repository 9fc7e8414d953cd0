using System.Text.Json.Nodes;
using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Automation.Rules;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Processing;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Outbox;

/// <summary>LO2, LO3: two mailboxes of the sandbox that answer each other come to rest.</summary>
public sealed class LoopStormTests
{
    private const string Robot = "joost@fietskompas.example";
    private const int Limit = 20;

    /// <summary>The other mailbox answers every mail and marks nothing, as badly made programs do; it even writes from another
    /// Message-ID each time. Only the budget can stop that.</summary>
    [Fact]
    public async Task Storm_OfAMailboxThatMarksNothing_StopsInsideTheBudget()
    {
        await using var fixture = await StartAsync();
        var robot = fixture.Sync.Mailbox(Robot);
        fixture.Sync.Deliver(OutboxFixture.Address, Answer(0));
        var rounds = 0;
        var seen = robot.Count;
        for (var quiet = 0; quiet < 3 && rounds < 60; rounds++)
        {
            await RoundAsync(fixture);
            var arrived = robot.Count - seen;
            seen = robot.Count;
            quiet = arrived == 0 ? quiet + 1 : 0;
            for (var i = 0; i < arrived; i++)
            {
                fixture.Sync.Deliver(OutboxFixture.Address, Answer((rounds * 100) + i + 1));
            }
        }

        var entries = (await ExactlyOnceScenario.EntriesAsync(fixture.Services)).Where(e => e.IsAutomatic).ToList();
        Assert.Equal(Limit, entries.Count(e => e.State == OutboxState.Sent));
        Assert.Equal("budget-tripped", Assert.Single(entries, e => e.State != OutboxState.Sent).Reason?.Code);
        var tripped = await fixture.Services.GetRequiredService<SendBudget>().ListAsync(default);
        Assert.Contains(tripped, b => b is { Kind: BudgetKind.Correspondent, Subject: Robot, Count: Limit });
        Assert.InRange(rounds, Limit, 40);
    }

    /// <summary>Both are activated here, and both answer everything: nothing automatic goes to an address of ours.</summary>
    [Fact]
    public async Task Storm_OfTwoMailboxesOfOurs_NeverBegins()
    {
        await using var fixture = await StartAsync();
        await fixture.Sync.ActivateAsync(Robot, "joost", new AddressLink(LinkKind.Member, "joost"));
        await fixture.Sync.SyncAsync("joost");
        fixture.Sync.Deliver(OutboxFixture.Address, TestMail.Text("one@x", "Hello", from: $"Joost <{Robot}>"));
        fixture.Sync.Deliver(Robot, TestMail.Text("two@x", "Hello", from: $"Info <{OutboxFixture.Address}>", to: Robot));

        for (var i = 0; i < 3; i++)
        {
            await RoundAsync(fixture);
            await fixture.Sync.SyncAsync("joost");
        }

        Assert.DoesNotContain(await ExactlyOnceScenario.EntriesAsync(fixture.Services), e => e.IsAutomatic);
    }

    /// <summary>A responder outside gets one answer: by its mark, or, where it has none, by what it writes over its answer.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Storm_OfAResponderOutside_EndsAfterOneAnswer(bool marksItself)
    {
        await using var fixture = await StartAsync();
        fixture.Sync.Sandbox.State.Transport.AddResponder(new AutoResponder(OutboxFixture.Customer, TimeSpan.Zero, marksItself));
        fixture.Sync.Deliver(OutboxFixture.Address, TestMail.Text("first@customer.example"));
        for (var i = 0; i < 5; i++)
        {
            await RoundAsync(fixture);
        }

        Assert.Single(fixture.Delivered, m => m.Recipient == OutboxFixture.Customer);
    }

    [Fact]
    public async Task Rule_ThatSendsToAnAddressOfOurs_IsRefusedWhenItIsSaved()
    {
        await using var fixture = await OutboxFixture.StartAsync();
        var saved = await fixture.Services.GetRequiredService<RuleService>().SaveAsync(
            new MailRule
            {
                Name = "To ourselves",
                Event = MailEvents.EmailReceived,
                Actions = [new RuleAction("", "send-template", new JsonObject { ["template"] = "x", ["to"] = "eva@x.example, INFO@fietskompas.example" })],
            },
            0,
            default);
        Assert.Equal(OutboxFixture.Address, saved.Errors.Fields["actions.0.to"][0].Args["address"]);
    }

    private static async Task<OutboxFixture> StartAsync()
    {
        var fixture = await OutboxFixture.StartAsync();
        await fixture.Sync.SyncAsync();
        var saved = await fixture.Services.GetRequiredService<RuleService>().SaveAsync(
            new MailRule
            {
                Name = "Answer everything",
                Event = MailEvents.EmailReceived,
                Actions = [new RuleAction("", "reply", new JsonObject { ["html"] = "<p>We got it.</p>" })],
            },
            0,
            default);
        Assert.True(saved.Value is not null, saved.Errors.First?.ToString());
        return fixture;
    }

    private static async Task RoundAsync(OutboxFixture fixture)
    {
        await fixture.Sync.SyncAsync();
        await fixture.Services.GetRequiredService<EventDispatcher>().DispatchAsync(default);
        await fixture.WorkAsync(TimeSpan.FromSeconds(5));
    }

    private static string Answer(int number) =>
        TestMail.Text($"robot-{number}@x.example", $"Ticket {number}", "Thank you for your message.", from: $"Joost <{Robot}>");
}
