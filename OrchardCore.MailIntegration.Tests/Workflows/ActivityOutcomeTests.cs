using MailIntegration.Engine;
using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Journal;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Processing;
using MailIntegration.Engine.Storage;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.ContentManagement;
using OrchardCore.MailIntegration.Models;
using OrchardCore.MailIntegration.Tests.Support;
using OrchardCore.MailIntegration.Workflows.Activities;

namespace OrchardCore.MailIntegration.Tests.Workflows;

/// <summary>The outcomes of activities that need more than one mail, a sender, or people and teams (LW3).</summary>
public sealed class ActivityOutcomeTests : IClassFixture<SendingHost>
{
    private readonly TenantHost _host;

    public ActivityOutcomeTests(SendingHost host)
    {
        _host = host.Tenant;
    }

    [Theory]
    [InlineData("MailRouteToTeamTask", "TeamId=Desk", "Done", 1)]
    [InlineData("MailRouteToTeamTask", "TeamId=Empty", "Nobody in the team", 1)]
    [InlineData("MailRouteToTeamTask", "TeamId=Outsiders", "Not allowed", 1)]
    [InlineData("MailReplyTask", "Html=<p>{{ Contact.Name }}</p>", "Sent", 1)]
    [InlineData("MailReplyTask", "Html=Once||OncePerConversation=true", "Already sent", 2)]
    [InlineData("MailReplyTask", "Html=Again", "Budget used up", 2)]
    [InlineData("MailSendTemplateTask", "Template=invitation", "Sent", 1)]
    [InlineData("MailSendTemplateTask", "Template=invitation||To=not an address", "Refused by the gate", 1)]
    [InlineData("MailSendTemplateTask", "Template=invitation||OncePerConversation=true", "Already sent", 2)]
    [InlineData("MailSendTemplateTask", "Template=invitation", "Budget used up", 2)]
    [InlineData("MailStartConversationTask", "Subject=Hello||Html=<p>Hello</p>", "Sent", 1)]
    [InlineData("MailStartConversationTask", "Subject=Hello||Html=Own||To=zwartekraai@inside.example", "Refused by the gate", 1)]
    [InlineData("MailStartConversationTask", "Template=invitation||OncePerConversation=true", "Already sent", 2)]
    [InlineData("MailStartConversationTask", "Template=invitation", "Budget used up", 2)]
    [InlineData("MailFileInDossierTask", "DossierId={% assign c = 'known@outside.example' | mail_contact %}contact:{{ c.Id }}", "Done", 1)]
    [InlineData("MailCreateTaskTask", "Title=Call||AssigneeId=nobody", "No such user", 1)]
    [InlineData("MailCreateTaskTask", "Title=Call||AssigneeId=member", "Not allowed", 1)]
    public async Task Task_Run_EndsWithItsOutcome(string task, string inputs, string outcome, int mails)
    {
        var id = "o" + Guid.NewGuid().ToString("N")[..12];
        await SaveAsync(id, nameof(EmailReceivedEvent), task, inputs, outcome);
        var conversation = "c" + Guid.NewGuid().ToString("N");
        for (var i = 0; i < mails; i++)
        {
            await MailWorkflows.ReceiveAsync(_host, conversation, "Subject " + id, $"{id}@outside.example");
            await MailWorkflows.DispatchAsync(_host);
        }

        var runs = await RunsAsync(id);
        Assert.True(
            await IsReachedAsync(conversation), $"{outcome} was not reached: {string.Join("; ", runs.Select(r => $"{r.Action} {r.Outcome} {r.Reason}"))}");
    }

    [Fact]
    public async Task Reply_ToANoReplySender_IsRefusedByTheGate()
    {
        await SaveAsync("noreply", nameof(EmailReceivedEvent), nameof(MailReplyTask), "Html=Hello", "Refused by the gate");
        await MailWorkflows.ReceiveAsync(_host, "c-noreply", "Subject noreply", "no-reply@outside.example");
        await MailWorkflows.DispatchAsync(_host);

        Assert.True(await IsReachedAsync("c-noreply"));
    }

    [Fact]
    public async Task SetTicket_WithoutOne_EndsWithNoTicket()
    {
        await SaveAsync("ticketless", nameof(EmailSentEvent), nameof(MailSetTicketTask), "Priority=high", "No ticket");
        var now = TimeProvider.System.GetUtcNow();
        var email = await MailWorkflows.ReceiveAsync(
            _host, "c-ticketless", "Subject ticketless",
            told: MailEvents.Create("nothing", new EmailReceived("none", "none", StoredMail.AddressId), now, StoredMail.AddressId));
        await MailWorkflows.TellAsync(_host, MailEvents.Create(
            MailEvents.EmailSent, new EmailSent(email, "c-ticketless", StoredMail.AddressId), now, StoredMail.AddressId));
        await MailWorkflows.DispatchAsync(_host);

        Assert.True(await IsReachedAsync("c-ticketless"));
    }

    /// <summary>One test: both workflows hear of every message that waits, and the first one to try it would take it from the other.</summary>
    [Fact]
    public async Task Retry_OfWhatCanBeReadNowAndWhatCannot_EndsWithItsOutcome()
    {
        await SaveAsync("retried", nameof(EmailUnprocessedEvent), nameof(MailRetryTask), "", "Done", filters: false);
        var key = await MailWorkflows.WaitAsync(_host, "Subject retried", "known@outside.example");
        await MailWorkflows.DispatchAsync(_host);

        var row = await _host.UsingAsync(async services =>
            (await services.GetRequiredService<IMailStore>().FindMessagesAsync([key], default))[key]);
        Assert.NotEqual(MessageOutcome.Quarantined, row.Outcome);
        Assert.NotNull(row.EmailId);
        var runs = await RunsAsync("retried");
        Assert.Contains(runs, r => r is { Action: "retry", Outcome: "done" });
        Assert.Contains(runs, r => r.Action == "add-tag");

        await SaveAsync("retry", nameof(EmailUnprocessedEvent), nameof(MailRetryTask), "", "Still waiting", filters: false);
        await MailWorkflows.TellAsync(_host, MailEvents.Create(
            MailEvents.EmailUnprocessed, new EmailUnprocessed("gone", StoredMail.AddressId, new Reason("unreadable")),
            TimeProvider.System.GetUtcNow(), StoredMail.AddressId));
        await MailWorkflows.DispatchAsync(_host);

        runs = await RunsAsync("retry");
        Assert.Contains(runs, r => r is { Action: "retry", Outcome: "still-waiting" });
        Assert.Contains(runs, r => r is { Action: "add-tag", Outcome: "not-found" });
    }

    /// <summary>An event of an environment has no mail: every task goes on by its last outcome.</summary>
    [Theory]
    [InlineData(nameof(MailRouteToPersonTask), "MemberId=manager@example.org")]
    [InlineData(nameof(MailRouteToRoleTask), "Role=Mail manager")]
    [InlineData(nameof(MailRouteToTeamTask), "TeamId=Desk")]
    [InlineData(nameof(MailReplyTask), "Html=Hello")]
    [InlineData(nameof(MailSendTemplateTask), "Template=invitation")]
    [InlineData(nameof(MailStartConversationTask), "Template=invitation")]
    [InlineData(nameof(MailFileInDossierTask), "")]
    [InlineData(nameof(MailIgnoreTask), "")]
    [InlineData(nameof(MailMarkAsSpamTask), "")]
    [InlineData(nameof(MailAddTagTask), "Tag=there")]
    [InlineData(nameof(MailSetTicketTask), "Priority=high")]
    [InlineData(nameof(MailCreateTaskTask), "Title=Call")]
    [InlineData(nameof(MailRetryTask), "")]
    public async Task Task_WithoutItsMail_EndsWithNotFound(string task, string inputs)
    {
        var id = "n" + Guid.NewGuid().ToString("N")[..12];
        await MailWorkflows.SaveAsync(
            _host, id,
            (nameof(MailChannelAttentionEvent), new { ChannelIds = new[] { id } }, "Done"),
            (task, Inputs(inputs), "Not found"),
            (nameof(MailIgnoreTask), new { }, "Done"));
        await MailWorkflows.TellAsync(_host, MailEvents.Create(
            MailEvents.ChannelNeedsAttention, new ChannelNeedsAttention(id, null, new Reason("secret-expired")), TimeProvider.System.GetUtcNow(), null));
        await MailWorkflows.DispatchAsync(_host);

        // The second one runs only where the first one's outcome led to it.
        var runs = (await RunsAsync(id)).Where(r => r.Outcome == "not-found").ToList();
        Assert.True(runs.Count == 2, string.Join("; ", (await RunsAsync(id)).Select(r => $"{r.Action} {r.Outcome} {r.Reason}")));
    }

    private Task SaveAsync(string id, string start, string task, string inputs, string outcome, bool filters = true)
    {
        object filter = filters ? new { Subject = new[] { "Subject " + id } } : new { };
        return MailWorkflows.SaveAsync(
            _host, id, (start, filter, "Done"), (task, Inputs(inputs), outcome),
            (nameof(MailAddTagTask), MailWorkflows.Expression("Tag", "reached"), "Done"));
    }

    private static Dictionary<string, object> Inputs(string inputs) =>
        inputs.Split("||", StringSplitOptions.RemoveEmptyEntries).Select(i => i.Split('=', 2)).ToDictionary(
            i => i[0], i => (object)new Dictionary<string, string> { ["Expression"] = i[1] });

    private Task<IReadOnlyList<ActionRun>> RunsAsync(string id) =>
        _host.UsingAsync(services => services.GetRequiredService<RunBook>().OfSourceAsync(RunSource.Workflow, id, default));

    private Task<bool> IsReachedAsync(string conversation) => _host.UsingAsync(async services =>
        (await services.GetRequiredService<IMailStore>().GetConversationAsync(new MailReader("x", true), conversation, default))!
            .Tags.Contains("reached"));
}

/// <summary>A tenant whose site can send, one automatic mail to each correspondent, with three teams and a contact.</summary>
public sealed class SendingHost : IAsyncLifetime
{
    public TenantHost Tenant { get; } = new();

    public async Task InitializeAsync()
    {
        await Tenant.InitializeAsync();
        await Tenant.EnableAsync("OrchardCore.Workflows", "OrchardCore.Liquid", MailConstants.Features.Workflows);
        await SiteSending.EnableAsync(Tenant);
        var (manager, member) = (await Tenant.UserIdAsync("manager"), await Tenant.UserIdAsync("member"));
        await Tenant.UsingAsync(async services =>
        {
            await StoredMail.AddAsync(services);
            var setup = services.GetRequiredService<IMailSetupStore>();
            var stored = await setup.GetAsync(default);
            Assert.True(await setup.SaveAsync(stored.Settings with { AutomaticMailLimit = 1 }, default));
            var contact = new Contact { Name = "Known", Addresses = ["known@outside.example"] };
            Assert.NotNull((await services.GetRequiredService<IContacts>().SaveAsync(contact, default)).Value);
        });
        await Tenant.UsingAsync("admin", async services =>
        {
            var contents = services.GetRequiredService<IContentManager>();
            foreach (var (name, members) in new (string, string[])[] { ("Desk", [manager]), ("Empty", []), ("Outsiders", [member]) })
            {
                var team = await contents.NewAsync(MailConstants.ContentTypes.Team);
                team.DisplayText = name;
                team.Alter<ProcessTeamPart>(part => part.MemberIds = members);
                await contents.CreateAsync(team, VersionOptions.Published);
            }
        });
    }

    public Task DisposeAsync() => Tenant.DisposeAsync();
}
