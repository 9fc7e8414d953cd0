using MailIntegration.Engine;
using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.BackgroundTasks;
using OrchardCore.Environment.Shell.Scope;
using OrchardCore.Locking.Distributed;
using OrchardCore.MailIntegration.Services;
using OrchardCore.MailIntegration.Storage;
using OrchardCore.Workflows.Helpers;
using OrchardCore.Workflows.Models;
using OrchardCore.Workflows.Services;

namespace OrchardCore.MailIntegration.Workflows;

/// <summary>A workflow that goes on.</summary>
internal sealed record WorkflowStep(
    MailEvent Event, ActionTarget Target, string WorkflowId, string ActivityId, IDictionary<string, object> Input)
{
    /// <summary>What goes in the same transaction.</summary>
    public IReadOnlyList<RecordDeletion> Also { get; init; } = [];
}

/// <summary>Runs workflows, each in one transaction with the line that says so.</summary>
internal sealed class WorkflowRuns
{
    private readonly TenantScopes _scopes;
    private readonly MailDatabase _database;
    private readonly RunBook _runs;
    private readonly TimeProvider _time;

    public WorkflowRuns(TenantScopes scopes, MailDatabase database, RunBook runs, TimeProvider time)
    {
        _scopes = scopes;
        _database = database;
        _runs = runs;
        _time = time;
    }

    /// <summary>Starts a workflow of a type, once for the event.</summary>
    public async Task StartAsync(
        MailEvent mailEvent, ActionTarget target, string typeId, string activityName, CancellationToken cancellationToken)
    {
        var key = ActionRun.KeyOf(mailEvent.Id, $"start:{typeId}");
        if (await _runs.FindAsync(key, cancellationToken) is not null)
        {
            return;
        }

        await InScopeAsync(async services =>
        {
            if (await services.GetRequiredService<IWorkflowTypeStore>().GetAsync(typeId) is not { IsEnabled: true } type
                || type.Activities.FirstOrDefault(a => a.IsStart && a.Name == activityName) is not { } start)
            {
                return;
            }

            var (locker, locked) = await services.GetRequiredService<IDistributedLock>().TryAcquireWorkflowTypeLockAsync(type);
            if (!locked)
            {
                throw new InvalidOperationException($"Workflow {typeId} is busy.");
            }

            await using var held = locker;
            if (type.IsSingleton && await services.GetRequiredService<IWorkflowStore>().HasHaltedInstanceAsync(typeId))
            {
                return;
            }

            var context = await services.GetRequiredService<IWorkflowManager>().StartWorkflowAsync(
                type, start, MailInput.Of(mailEvent, target), target.ConversationId);
            if (context.Status != WorkflowStatus.Idle)
            {
                await WriteAsync(services, Run(key, context, target), [], cancellationToken);
            }
        });
    }

    /// <summary>Goes on with a workflow, once for the event.</summary>
    /// <returns>False when there is no such workflow, or it does not wait there.</returns>
    public async Task<bool> ResumeAsync(WorkflowStep step, CancellationToken cancellationToken)
    {
        var key = ActionRun.KeyOf(step.Event.Id, $"resume:{step.WorkflowId}:{step.ActivityId}");
        if (await _runs.FindAsync(key, cancellationToken) is not null)
        {
            return true;
        }

        var found = false;
        await InScopeAsync(async services =>
        {
            var store = services.GetRequiredService<IWorkflowStore>();
            if (await store.GetAsync(step.WorkflowId) is not { } workflow)
            {
                return;
            }

            var (locker, locked) = await services.GetRequiredService<IDistributedLock>().TryAcquireWorkflowLockAsync(workflow);
            if (!locked)
            {
                throw new InvalidOperationException($"Workflow {step.WorkflowId} is busy.");
            }

            await using var held = locker;
            if (workflow.BlockingActivities.FirstOrDefault(b => b.ActivityId == step.ActivityId) is not { } blocking)
            {
                return;
            }

            found = true;
            var context = await services.GetRequiredService<IWorkflowManager>().ResumeWorkflowAsync(workflow, blocking, step.Input);
            if (context.Status != WorkflowStatus.Halted || workflow.BlockingActivities.All(b => b.ActivityId != step.ActivityId))
            {
                await WriteAsync(services, Run(key, context, step.Target), step.Also, cancellationToken);
            }
        });
        return found;
    }

    private ActionRun Run(string key, WorkflowExecutionContext context, ActionTarget target) => new()
    {
        Id = key,
        Source = RunSource.Workflow,
        SourceId = context.WorkflowType.WorkflowTypeId,
        SourceName = context.WorkflowType.Name,
        Outcome = context.Status == WorkflowStatus.Faulted ? "failed" : "started",
        Reason = new Reason(
            context.Status == WorkflowStatus.Faulted ? "workflow-failed" : "workflow-ran", "workflow", context.WorkflowType.Name),
        EmailId = MailInput.Text(context, MailInput.EmailId) ?? target.EmailId,
        ConversationId = target.ConversationId,
        At = _time.GetUtcNow(),
    };

    /// <summary>Writes into the transaction of the scope, which commits when the scope ends.</summary>
    private async Task WriteAsync(
        IServiceProvider services, ActionRun run, IReadOnlyList<RecordDeletion> deletions, CancellationToken cancellationToken)
    {
        var session = services.GetRequiredService<YesSql.ISession>();
        await session.FlushAsync(cancellationToken);
        var transaction = await session.BeginTransactionAsync(cancellationToken);
        var changes = new MailChanges { Records = [RunBook.ToRecord(run)], DeletedRecords = deletions };
        await new RecordTable(new MailSession(_database.Sql, transaction.Connection!, transaction, session))
            .WriteAsync(changes, cancellationToken);
    }

    /// <summary>Activities of other modules may look at the request; a background one stands in for it.</summary>
    private Task InScopeAsync(Func<IServiceProvider, Task> action) => _scopes.UsingAsync(async services =>
    {
        var accessor = services.GetService<IHttpContextAccessor>();
        var before = accessor?.HttpContext;
        if (accessor is not null && before is null)
        {
            accessor.HttpContext = ShellScope.Context.CreateHttpContext();
        }

        try
        {
            await action(services);
        }
        finally
        {
            if (accessor is not null)
            {
                accessor.HttpContext = before;
            }
        }
    });
}
