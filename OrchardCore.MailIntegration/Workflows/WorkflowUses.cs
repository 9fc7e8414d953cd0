using MailIntegration.Engine.Security;
using MailIntegration.Engine.Templates;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using OrchardCore.Admin;
using OrchardCore.MailIntegration.Workflows.Activities;
using OrchardCore.Workflows;
using OrchardCore.Workflows.Models;
using OrchardCore.Workflows.Services;

namespace OrchardCore.MailIntegration.Workflows;

/// <summary>Workflow types that send templates or insert messages, read from their activities (MC1, MC2).</summary>
public sealed class WorkflowUses : IAutomationUses
{
    private readonly IWorkflowTypeStore _types;
    private readonly IActivityLibrary _library;
    private readonly IAuthorizationService _authorization;
    private readonly IHttpContextAccessor _accessor;
    private readonly AdminOptions _admin;

    public WorkflowUses(
        IWorkflowTypeStore types,
        IActivityLibrary library,
        IAuthorizationService authorization,
        IHttpContextAccessor accessor,
        IOptions<AdminOptions> admin)
    {
        _types = types;
        _library = library;
        _authorization = authorization;
        _accessor = accessor;
        _admin = admin.Value;
    }

    public string Source => "workflow";

    public async Task<IReadOnlyList<AutomationUse>> ListAsync(CancellationToken cancellationToken) =>
        (await _types.ListAsync()).SelectMany(Read).Distinct().ToList();

    public async Task<AutomationSwitch> SwitchAsync(MemberRights rights, string id, bool isOn, CancellationToken cancellationToken)
    {
        if (_accessor.HttpContext?.User is not { } user || !await _authorization.AuthorizeAsync(user, WorkflowsPermissions.ManageWorkflows))
        {
            return AutomationSwitch.Forbidden;
        }

        if (await _types.GetAsync(id) is not { } type)
        {
            return AutomationSwitch.NotFound;
        }

        type.IsEnabled = isOn;
        await _types.SaveAsync(type);
        return AutomationSwitch.Done;
    }

    private IEnumerable<AutomationUse> Read(WorkflowType type)
    {
        var path = _accessor.HttpContext?.Request.PathBase.Value;
        var automation = new AutomationUse(
            Source, type.WorkflowTypeId, type.Name, type.IsEnabled, "", null, Url: $"{path}/{_admin.AdminUrlPrefix}/Workflows/Types/Edit/{type.Id}");
        foreach (var record in type.Activities)
        {
            if (_library.GetActivityByName(record.Name) is MailActionTask task
                && AutomationInputs.Find(
                    task.Action, automation, name => record.Properties?[MailActionTask.PropertyOf(name)]?["Expression"]?.ToString()) is { } use)
            {
                yield return use;
            }
        }
    }
}
