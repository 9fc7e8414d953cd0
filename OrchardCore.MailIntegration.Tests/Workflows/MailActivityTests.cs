using MailIntegration.Engine;
using MailIntegration.Engine.Automation.Actions;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Tasks;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.DisplayManagement.ModelBinding;
using OrchardCore.MailIntegration.Tests.Support;
using OrchardCore.MailIntegration.Workflows.Activities;
using OrchardCore.Workflows.Activities;
using OrchardCore.Workflows.Models;
using OrchardCore.Workflows.Services;

namespace OrchardCore.MailIntegration.Tests.Workflows;

/// <summary>The activities of the category Mail on a real tenant (LW3, LW4).</summary>
public sealed class MailActivityTests : IClassFixture<WorkflowHost>
{
    private readonly TenantHost _host;

    public MailActivityTests(WorkflowHost host)
    {
        _host = host.Tenant;
    }

    [Fact]
    public Task Library_HasOurCategory_EveryOutcomeOfEveryAction() => _host.UsingAsync(services =>
    {
        var ours = services.GetRequiredService<IActivityLibrary>().ListActivities().Where(a => a.Category.Name == "Mail").ToList();
        Assert.Equal(8, ours.OfType<IEvent>().Count());
        var actions = services.GetRequiredService<ActionCatalogue>();
        Assert.Equal(actions.All.Select(a => a.Name).Order(), ours.OfType<MailActionTask>().Select(t => t.ActionName).Order());
        foreach (var task in ours.OfType<MailActionTask>())
        {
            var outcomes = task.GetPossibleOutcomes(null!, null!).Select(o => o.Name).ToList();
            Assert.Equal(actions.Find(task.ActionName)!.Outcomes.Count, outcomes.Distinct().Count());
            Assert.DoesNotContain(outcomes, o => o.Contains('-', StringComparison.Ordinal) && o != "E-mail");
        }

        return Task.CompletedTask;
    });

    [Fact]
    public Task Editors_OfAllActivities_AreDrawn() => _host.UsingAsync("admin", async services =>
    {
        var display = services.GetRequiredService<IActivityDisplayManager>();
        var updater = services.GetRequiredService<IUpdateModelAccessor>().ModelUpdater;
        foreach (var activity in services.GetRequiredService<IActivityLibrary>().ListActivities().Where(a => a.Category.Name == "Mail"))
        {
            foreach (var type in new[] { "Thumbnail", "Design" })
            {
                dynamic shape = await display.BuildDisplayAsync(activity, updater, type);
                Assert.NotEmpty((IEnumerable<object>)shape.Content.Items);
            }
        }
    });

    [Theory]
    [InlineData("MailRouteToPersonTask", "MemberId", "manager@example.org", "Done")]
    [InlineData("MailRouteToPersonTask", "MemberId", "nobody", "No such user")]
    [InlineData("MailRouteToPersonTask", "MemberId", "{{ 'mem' | append: 'ber' }}", "Not allowed")]
    [InlineData("MailRouteToRoleTask", "Role", "Mail manager", "Done")]
    [InlineData("MailRouteToRoleTask", "Role", "Pilot", "No user with that role")]
    [InlineData("MailRouteToRoleTask", "Role", "Mail member", "Not allowed")]
    [InlineData("MailRouteToTeamTask", "TeamId", "Nobody's", "No such team")]
    [InlineData("MailReplyTask", "Html", "<p>Dear {{ Contact.Name }}</p>", "Refused by the gate")]
    [InlineData("MailSendTemplateTask", "Template", "no-such-template", "No such template")]
    [InlineData("MailFileInDossierTask", "DossierId", "contact:{{ 'no' }}body", "No such dossier")]
    [InlineData("MailStartConversationTask", "Template", "no-such-template", "No such template")]
    [InlineData("MailStartConversationTask", "To", "{{ Email.From.Address }}", "Refused by the gate")]
    [InlineData("MailIgnoreTask", "None", "", "Done")]
    [InlineData("MailRetryTask", "None", "", "Not found")]
    [InlineData("MailAddTagTask", "Tag", "{{ Email.From.Address }}", "Done")]
    [InlineData("MailSetTicketTask", "Priority", "high", "Done")]
    [InlineData("MailCreateTaskTask", "Title", "Call {{ Email.From.Name }}", "Done")]
    [InlineData("MailMarkAsSpamTask", "None", "", "Done")]
    public async Task Task_Run_EndsWithItsOutcome(string task, string property, string text, string outcome)
    {
        var id = "w" + Guid.NewGuid().ToString("N")[..12];
        var subject = "Subject " + id;
        await MailWorkflows.SaveAsync(
            _host, id,
            (nameof(EmailReceivedEvent), new { Subject = new[] { subject } }, "Done"),
            (task, MailWorkflows.Expression(property, text), outcome),
            (nameof(MailAddTagTask), MailWorkflows.Expression("Tag", "reached"), "Done"));
        var conversation = "c" + Guid.NewGuid().ToString("N");
        var email = await MailWorkflows.ReceiveAsync(_host, conversation, subject);
        await MailWorkflows.DispatchAsync(_host);

        var runs = await MailWorkflows.RunsAsync(_host, email);
        Assert.True(
            runs.Any(r => r.SourceId == id && r.Outcome == "started"), string.Join("; ", runs.Select(r => $"{r.Action} {r.Outcome} {r.Reason}")));
        var tags = await _host.UsingAsync(async services =>
            (await services.GetRequiredService<IMailStore>().GetConversationAsync(new MailReader("x", true), conversation, default))?.Tags);
        Assert.Contains("reached", tags ?? []);
    }

    [Fact]
    public async Task Filters_ThatDoNotFit_StartNothing_EveryEventStartsItsOwn()
    {
        var events = new (string Activity, MailEvent Event)[]
        {
            (nameof(EmailReplyReceivedEvent), Tell(MailEvents.ReplyReceived, new ReplyReceived(StoredMail.EmailId, StoredMail.ConversationId, StoredMail.AddressId))),
            (nameof(EmailUnprocessedEvent), Tell(MailEvents.EmailUnprocessed, new EmailUnprocessed("key", StoredMail.AddressId, new Reason("unreadable")))),
            (nameof(EmailSentEvent), Tell(MailEvents.EmailSent, new EmailSent(StoredMail.EmailId, StoredMail.ConversationId, StoredMail.AddressId))),
            (nameof(EmailBouncedEvent), Tell(MailEvents.EmailBounced, new EmailBounced(null, StoredMail.EmailId, null, StoredMail.ConversationId, StoredMail.AddressId, [], true))),
            (nameof(MailMessageNotSeenEvent), Tell(MailEvents.MessageNotSeen, new MessageNotSeen("m", StoredMail.ConversationId, StoredMail.AddressId, []))),
            (nameof(MailChannelAttentionEvent), Tell(MailEvents.ChannelNeedsAttention, new ChannelNeedsAttention(StoredMail.ChannelId, null, new Reason("secret-expired")))),
        };
        foreach (var (activity, _) in events)
        {
            await MailWorkflows.SaveAsync(_host, "fits" + activity, (activity, new { ChannelIds = new[] { StoredMail.ChannelId } }, "Done"));
            await MailWorkflows.SaveAsync(_host, "else" + activity, (activity, new { ChannelIds = new[] { "another" } }, "Done"));
        }

        foreach (var (_, told) in events)
        {
            await MailWorkflows.TellAsync(_host, told);
        }

        await MailWorkflows.DispatchAsync(_host);
        foreach (var (activity, _) in events)
        {
            Assert.True((await MailWorkflows.InstancesAsync(_host, "fits" + activity)).Count == 1, activity);
            Assert.Empty(await MailWorkflows.InstancesAsync(_host, "else" + activity));
        }
    }

    /// <summary>The workflow's row is lost as in a crash before its commit: what its steps did is not done again.</summary>
    [Fact]
    public async Task Event_ThatComesAgain_StartsOnce_AndAfterALostCommit_ActsOnce()
    {
        await MailWorkflows.SaveAsync(
            _host, "once",
            (nameof(EmailReceivedEvent), new { Subject = new[] { "Once only" } }, "Done"),
            (nameof(MailCreateTaskTask), MailWorkflows.Expression("Title", "Once"), "Done"));
        var told = Tell(MailEvents.EmailReceived, new EmailReceived("later", "c-once", StoredMail.AddressId));
        var email = await MailWorkflows.ReceiveAsync(_host, "c-once", "Once only");
        await MailWorkflows.DispatchAsync(_host);
        var eventId = await EventIdAsync(email);
        var again = told with
        {
            Id = eventId,
            Payload = System.Text.Json.JsonSerializer.Serialize(new EmailReceived(email, "c-once", StoredMail.AddressId), MailEvents.Json),
        };
        await MailWorkflows.TellAsync(_host, again);
        await MailWorkflows.DispatchAsync(_host);
        Assert.Single(await MailWorkflows.InstancesAsync(_host, "once"));

        await _host.UsingAsync(services => services.GetRequiredService<IMailStore>().ApplySurelyAsync(
            new MailChanges { DeletedRecords = [new RecordDeletion(RecordKinds.ActionRun, eventId + ":start:once")] }, default));
        await MailWorkflows.TellAsync(_host, again);
        await MailWorkflows.DispatchAsync(_host);

        var tasks = await _host.UsingAsync(services => services.GetRequiredService<TaskReader>().ListAsync(
            new TaskQuery(new MailReader("x", true)) { ConversationId = "c-once" }, default));
        Assert.Single(tasks.Rows);
    }

    [Fact]
    public async Task Task_ThatThrows_FaultsItsWorkflow_AndTheEmailSaysSo()
    {
        await MailWorkflows.SaveAsync(
            _host, "faulty",
            (nameof(EmailReceivedEvent), new { Subject = new[] { "Faulty one" } }, "Done"),
            (nameof(MailSetTicketTask), MailWorkflows.Expression("DueInHours", "soon"), "Done"));
        var email = await MailWorkflows.ReceiveAsync(_host, "c-faulty", "Faulty one");
        await MailWorkflows.DispatchAsync(_host);

        Assert.Equal(WorkflowStatus.Faulted, Assert.Single(await MailWorkflows.InstancesAsync(_host, "faulty")).Status);
        var runs = await MailWorkflows.RunsAsync(_host, email);
        Assert.Contains(runs, r => r is { Action: "set-ticket", Outcome: "failed" });
        Assert.Contains(runs, r => r is { Action: "", Outcome: "failed", SourceName: "Workflow faulty" });
    }

    private static MailEvent Tell<T>(string kind, T payload) =>
        MailEvents.Create(kind, payload, TimeProvider.System.GetUtcNow(), StoredMail.AddressId);

    private async Task<string> EventIdAsync(string emailId) =>
        (await MailWorkflows.RunsAsync(_host, emailId)).First(r => r.Outcome == "started").Id.Split(':')[0];
}

/// <summary>A tenant with the workflows feature, an environment and an address.</summary>
public sealed class WorkflowHost : IAsyncLifetime
{
    public TenantHost Tenant { get; } = new();

    public async Task InitializeAsync()
    {
        await Tenant.InitializeAsync();
        await Tenant.EnableAsync("OrchardCore.Workflows", "OrchardCore.Liquid", MailConstants.Features.Workflows);
        await Tenant.UsingAsync(services => StoredMail.AddAsync(services));
    }

    public Task DisposeAsync() => Tenant.DisposeAsync();
}
