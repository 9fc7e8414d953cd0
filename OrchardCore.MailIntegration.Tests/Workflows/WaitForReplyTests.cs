using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.People;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Environment.Shell;
using OrchardCore.MailIntegration.Tests.Support;
using OrchardCore.MailIntegration.Workflows.Activities;
using OrchardCore.Workflows.Models;

namespace OrchardCore.MailIntegration.Tests.Workflows;

/// <summary>Workflows that wait for mail, over a restart of the tenant.</summary>
public sealed class WaitForReplyTests : IClassFixture<WorkflowHost>
{
    private readonly TenantHost _host;

    public WaitForReplyTests(WorkflowHost host)
    {
        _host = host.Tenant;
    }

    [Fact]
    public async Task Reply_AfterARestart_ResumesItsOwnConversationOnly()
    {
        await SaveAsync("waits", "4", "Reply");
        await MailWorkflows.ReceiveAsync(_host, "c-one", "Waiting waits");
        await MailWorkflows.ReceiveAsync(_host, "c-two", "Waiting waits");
        await MailWorkflows.DispatchAsync(_host);
        Assert.Equal(2, (await MailWorkflows.InstancesAsync(_host, "waits")).Count(w => w.Status == WorkflowStatus.Halted));

        await _host.UsingAsync(async services =>
        {
            var settings = services.GetRequiredService<ShellSettings>();
            await services.GetRequiredService<IShellHost>().ReleaseShellContextAsync(settings);
        });
        await MailWorkflows.ReceiveAsync(_host, "c-one", "An answer");
        await MailWorkflows.DispatchAsync(_host);

        var states = (await MailWorkflows.InstancesAsync(_host, "waits")).Select(w => (w.CorrelationId, w.Status)).OrderBy(s => s.CorrelationId);
        Assert.Equal([("c-one", WorkflowStatus.Finished), ("c-two", WorkflowStatus.Halted)], states);
        Assert.Equal(("reached", 0), await StateAsync("c-one"));
        Assert.Equal(("", 1), await StateAsync("c-two"));
    }

    [Fact]
    public async Task NoReply_InTime_GoesOnByTheTimeOut_Once()
    {
        await SaveAsync("late", "0", "Timed out");
        await MailWorkflows.ReceiveAsync(_host, "c-late", "Waiting late");
        await MailWorkflows.DispatchAsync(_host);
        await MailWorkflows.DispatchAsync(_host);
        await MailWorkflows.DispatchAsync(_host);

        Assert.Equal(WorkflowStatus.Finished, Assert.Single(await MailWorkflows.InstancesAsync(_host, "late")).Status);
        Assert.Equal(("reached", 0), await StateAsync("c-late"));
    }

    private Task SaveAsync(string id, string hours, string outcome) => MailWorkflows.SaveAsync(
        _host, id,
        (nameof(EmailReceivedEvent), new { Subject = new[] { "Waiting " + id } }, "Done"),
        (nameof(WaitForReplyEvent), MailWorkflows.Expression("Amount", hours), outcome),
        (nameof(MailAddTagTask), MailWorkflows.Expression("Tag", "reached"), "Done"));

    private Task<(string Tags, int Waits)> StateAsync(string conversationId) => _host.UsingAsync(async services =>
    {
        var store = services.GetRequiredService<IMailStore>();
        var view = await store.GetConversationAsync(new MailReader("x", true), conversationId, default);
        var waits = await services.GetRequiredService<Waits>().OfConversationAsync(conversationId, default);
        return (string.Join(",", view!.Tags), waits.Count);
    });
}
