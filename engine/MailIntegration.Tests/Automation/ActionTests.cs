using System.Text.Json.Nodes;
using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Automation.Actions;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Tasks;
using MailIntegration.Tests.Outbox;
using MailIntegration.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace MailIntegration.Tests.Automation;

/// <summary>Every action, each of its outcomes, and that a step is taken once (LW9).</summary>
public sealed class ActionTests : IAsyncLifetime
{
    private OutboxFixture _outbox = null!;
    private EmailView _mail = null!;

    public async Task InitializeAsync()
    {
        _outbox = await OutboxFixture.StartAsync();
        _outbox.Sync.People.Members.Add(Some.Member("bob", sinceDay: 3, roles: "workshop"));
        _outbox.Sync.People.Teams.AddRange([new("t1", "Desk", ["anna"]), new("t2", "Nobody", []), new("t3", "Outsiders", ["bob"])]);
        await _outbox.Sync.SyncAsync();
        _mail = await _outbox.ReceiveAsync();
    }

    public async Task DisposeAsync() => await _outbox.DisposeAsync();

    [Theory]
    [InlineData("anna", "done", "anna")]
    [InlineData("nobody@fietskompas.example", "no-such-user", null)]
    [InlineData("bob", "not-allowed", null)]
    public async Task RouteToPerson(string who, string outcome, string? assignee)
    {
        Assert.Equal(outcome, (await RunAsync("route-to-person", new JsonObject { ["memberId"] = who })).Outcome);
        Assert.Equal(assignee, (await ConversationAsync()).AssigneeId);
    }

    [Theory]
    [InlineData("support", "done", "anna")]
    [InlineData("SUPPORT", "done", "anna")]
    [InlineData("workshop", "not-allowed", null)]
    [InlineData("pilots", "no-user-with-role", null)]
    public async Task RouteToRole(string role, string outcome, string? assignee)
    {
        Assert.Equal(outcome, (await RunAsync("route-to-role", new JsonObject { ["role"] = role })).Outcome);
        Assert.Equal(assignee, (await ConversationAsync()).AssigneeId);
    }

    [Theory]
    [InlineData("Desk", "done")]
    [InlineData("Nobody", "nobody-in-team")]
    [InlineData("Outsiders", "not-allowed")]
    [InlineData("Missing", "no-such-team")]
    public async Task RouteToTeam(string team, string outcome) =>
        Assert.Equal(outcome, (await RunAsync("route-to-team", new JsonObject { ["teamId"] = team })).Outcome);

    [Fact]
    public async Task Reply_IsSentOnce_WhateverIsRepeated()
    {
        var input = new JsonObject { ["html"] = "<p>We got it.</p>" };
        Assert.Equal("sent", (await RunAsync("reply", input)).Outcome);
        Assert.Equal("sent", (await RunAsync("reply", input)).Outcome);
        var entry = Assert.Single(await EntriesAsync());
        Assert.Equal((true, "Re: Spokes", _mail.Email.ConversationId), (entry.IsAutomatic, entry.Subject, entry.ConversationId));

        // The proof is lost, as in a crash after queueing: the entry's id still says that it was queued.
        await _outbox.Sync.Store.ApplySurelyAsync(
            new MailChanges { DeletedRecords = [new RecordDeletion(RecordKinds.ActionRun, ActionRun.KeyOf("e1", "step"))] }, default);
        Assert.Equal("sent", (await RunAsync("reply", input)).Outcome);
        Assert.Single(await EntriesAsync());
        await _outbox.WorkAsync();
        Assert.Contains("Subject: Re: Spokes", System.Text.Encoding.UTF8.GetString(Assert.Single(_outbox.Delivered).Raw));
    }

    [Fact]
    public async Task Reply_OncePerConversation_AnswersTheFirstMailOnly()
    {
        var input = new JsonObject { ["html"] = "<p>We got it.</p>", ["oncePerConversation"] = true };
        Assert.Equal("sent", (await RunAsync("reply", input, eventId: "e1")).Outcome);
        Assert.Equal("already-sent", (await RunAsync("reply", input, eventId: "e2")).Outcome);
        Assert.Single(await EntriesAsync());
    }

    [Fact]
    public async Task Reply_ToAMachine_IsRefused_AndNothingIsQueued()
    {
        var machine = await _outbox.ReceiveAsync(
            "m@customer.example", TestMail.Text("m@customer.example", "Away", headers: "Auto-Submitted: auto-replied\r\n"));
        var result = await RunAsync("reply", new JsonObject { ["html"] = "Hello" }, email: machine);

        Assert.Equal(("refused", "answer-to-automatic"), (result.Outcome, result.Reason!.Code));
        Assert.Empty(await EntriesAsync());
    }

    [Fact]
    public async Task Reply_BudgetUsedUp_WaitsInTheOutbox()
    {
        await _outbox.Sync.ChangeSettingsAsync(s => s with { AutomaticMailLimit = 1 });
        Assert.Equal("sent", (await RunAsync("reply", new JsonObject { ["html"] = "One" }, eventId: "e1")).Outcome);
        Assert.Equal("budget-used-up", (await RunAsync("reply", new JsonObject { ["html"] = "Two" }, eventId: "e2")).Outcome);
        Assert.Equal(1, (await EntriesAsync()).Count(e => e.State == OutboxState.Blocked));
    }

    [Theory]
    [InlineData("invitation", "", "sent")]
    [InlineData("no-such-thing", "", "no-such-template")]
    [InlineData("invitation", "not an address", "refused")]
    [InlineData("invitation", "other@customer.example", "sent")]
    public async Task SendTemplate(string template, string to, string outcome)
    {
        var result = await RunAsync("send-template", new JsonObject { ["template"] = template, ["to"] = to });

        Assert.Equal(outcome, result.Outcome);
        Assert.Equal(
            outcome != "sent" ? [] : [to.Length > 0 ? to : OutboxFixture.Customer],
            (await EntriesAsync()).SelectMany(e => e.To).Select(t => t.Address));
    }

    [Fact]
    public async Task Ignore_ArchivesAndReads()
    {
        Assert.Equal("done", (await RunAsync("ignore", [])).Outcome);

        var view = await ConversationAsync();
        Assert.Equal((ConversationState.Done, EmailState.Archived, false), (view.State, view.Emails[0].Email.State, view.Emails[0].IsUnread));
    }

    [Fact]
    public async Task AddTag_MarkAsSpam_CreateTask_DoWhatTheySay()
    {
        Assert.Equal("done", (await RunAsync("add-tag", new JsonObject { ["tag"] = "or,der" })).Outcome);
        Assert.Equal(["order"], (await ConversationAsync()).Tags);
        var made = await RunAsync("create-task", new JsonObject { ["title"] = "Call", ["assigneeId"] = "anna", ["dueInHours"] = "2" }, "t");
        await RunAsync("create-task", new JsonObject { ["title"] = "Call", ["assigneeId"] = "anna", ["dueInHours"] = "2" }, "t");
        var tasks = await _outbox.Services.GetRequiredService<TaskReader>().ListAsync(new TaskQuery(new("anna", false)), default);
        Assert.Equal(("Call", "anna", made.Output!["taskId"]), (Assert.Single(tasks.Rows).Title, tasks.Rows[0].AssigneeId, tasks.Rows[0].Id));
        Assert.Equal("no-such-user", (await RunAsync("create-task", new JsonObject { ["title"] = "x", ["assigneeId"] = "gone" }, "t2")).Outcome);
        Assert.Equal("not-allowed", (await RunAsync("create-task", new JsonObject { ["title"] = "x", ["assigneeId"] = "bob" }, "t3")).Outcome);

        Assert.Equal("done", (await RunAsync("mark-as-spam", [], "s")).Outcome);
        Assert.Equal(EmailState.Spam, (await _outbox.Sync.EmailsAsync()).Single(e => e.Email.Id == _mail.Email.Id).Email.State);
    }

    [Fact]
    public async Task SetTicket_WithoutOne_SaysSo_WithOne_ChangesIt()
    {
        Assert.Equal("no-ticket", (await RunAsync("set-ticket", new JsonObject { ["priority"] = "urgent" }, "a")).Outcome);
        await _outbox.Services.GetRequiredService<EventDispatcher>().DispatchAsync(default);
        Assert.Equal("done", (await RunAsync("set-ticket", new JsonObject { ["priority"] = "urgent", ["category"] = "Parts" }, "b")).Outcome);

        var ticket = await _outbox.Services.GetRequiredService<Engine.Tickets.TicketReader>().FindAsync(new("manager", true), 1, default);
        Assert.Equal((Engine.Tickets.TicketPriority.Urgent, "Parts"), (ticket!.Priority, ticket.Category));
    }

    [Fact]
    public async Task Retry_OfWhatIsNotThere_IsStillWaiting_WithoutAMessage_NotFound()
    {
        var runner = _outbox.Services.GetRequiredService<ActionRunner>();
        Assert.Equal("not-found", (await RunAsync("retry", [])).Outcome);
        var result = await runner.RunAsync(Step("r"), new ActionTarget("e9", MessageKey: "unknown"), Find("retry"), [], default);
        Assert.Equal("still-waiting", result.Outcome);
    }

    [Fact]
    public async Task EveryAction_OnMailThatIsGone_SaysNotFound()
    {
        var runner = _outbox.Services.GetRequiredService<ActionRunner>();
        foreach (var action in _outbox.Services.GetRequiredService<ActionCatalogue>().All.Where(a => a.Name != "retry"))
        {
            var result = await runner.RunAsync(Step(action.Name), new ActionTarget("gone", "gone", "gone", "info"), action, [], default);
            Assert.Equal((action.Name, "not-found"), (action.Name, result.Outcome));
            Assert.Contains("not-found", action.Outcomes);
        }
    }

    private Task<ActionResult> RunAsync(
        string action, JsonObject input, string step = "step", string eventId = "e1", EmailView? email = null)
    {
        var mail = (email ?? _mail).Email;
        return _outbox.Services.GetRequiredService<ActionRunner>().RunAsync(
            Step(step), new ActionTarget(eventId, mail.Id, mail.ConversationId, "info"), Find(action), (JsonObject)input.DeepClone(), default);
    }

    private static ActionStep Step(string id) => new(id, RunSource.Rule, "rule", "Rule");

    private IMailAction Find(string name) => _outbox.Services.GetRequiredService<ActionCatalogue>().Find(name)!;

    private async Task<ConversationView> ConversationAsync() =>
        (await _outbox.Sync.Store.GetConversationAsync(new("manager", true), _mail.Email.ConversationId, default))!;

    private Task<IReadOnlyList<OutboxEntry>> EntriesAsync() => ExactlyOnceScenario.EntriesAsync(_outbox.Services);
}
