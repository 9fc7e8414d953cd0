using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using MailIntegration.Engine.Templates;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.MailIntegration.Tests.Support;
using OrchardCore.Users.Models;
using OrchardCore.Users.Services;
using OrchardCore.Workflows.Services;

namespace OrchardCore.MailIntegration.Tests.Workflows;

/// <summary>MC1, MC2: templates name the workflows that send them, read from their activities.</summary>
public sealed class WorkflowUsesTests : IClassFixture<WorkflowHost>, IAsyncLifetime
{
    private const string Id = "uses1";

    private readonly TenantHost _host;

    public WorkflowUsesTests(WorkflowHost host)
    {
        _host = host.Tenant;
    }

    public Task InitializeAsync() => MailWorkflows.SaveAsync(
        _host,
        Id,
        ("EmailReceivedEvent", new { }, "Done"),
        ("MailSendTemplateTask", MailWorkflows.Expression("Template", "thanks"), "Sent"),
        ("MailSendTemplateTask", MailWorkflows.Expression("Template", "{{ Workflow.Input.Which }}"), "Sent"),
        ("MailReplyTask", MailWorkflows.Expression("Html", "<p>Hello</p>"), "Sent"));

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Workflow_IsListedSwitchedByWhoMay_AndGoneWhenDeleted()
    {
        var uses = await UsesAsync();
        Assert.Equal(
            [("reply", null, false), ("send-template", null, true), ("send-template", "thanks", false)],
            uses.Select(u => (u.Action, u.Template, u.IsComputed)).Order());
        Assert.All(uses, u => Assert.Contains("/Admin/Workflows/Types/Edit/", u.Url, StringComparison.Ordinal));

        Assert.Equal(AutomationSwitch.Forbidden, await SwitchAsync("manager", false));
        Assert.All(await UsesAsync(), u => Assert.True(u.IsOn));
        Assert.Equal(AutomationSwitch.Done, await SwitchAsync("admin", false));
        Assert.All(await UsesAsync(), u => Assert.False(u.IsOn));

        await _host.UsingAsync(async services =>
        {
            var types = services.GetRequiredService<IWorkflowTypeStore>();
            await types.DeleteAsync(await types.GetAsync(Id));
        });
        Assert.Equal(AutomationSwitch.NotFound, await SwitchAsync("admin", true));
        Assert.Empty(await UsesAsync());
    }

    private async Task<IReadOnlyList<AutomationUse>> UsesAsync() =>
        (await _host.UsingAsync(services => Kind(services).ListAsync(default))).Where(u => u.Id == Id).ToList();

    private async Task<AutomationSwitch> SwitchAsync(string user, bool isOn)
    {
        var outcome = AutomationSwitch.NotFound;
        await _host.UsingAsync(user, async services =>
        {
            var found = (User)(await services.GetRequiredService<IUserService>().GetUserAsync(user))!;
            var rights = await services.GetRequiredService<IMailAuthorization>().GetRightsAsync(found.UserId, default)
                ?? new MemberRights(new Member(found.UserId, user, found.Email, [], false, true, default), false, false, false, false);
            outcome = await Kind(services).SwitchAsync(rights, Id, isOn, default);
        });
        return outcome;
    }

    private static IAutomationUses Kind(IServiceProvider services) =>
        services.GetServices<IAutomationUses>().Single(k => k.Source == "workflow");
}
