using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Tasks;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>Tasks (PR11): list, make, change, finish, delete, one and many.</summary>
internal static class TaskEndpoints
{
    public static void MapTasks(this RouteGroupBuilder api)
    {
        api.MapGet("tasks", ListAsync).WithName("ListTasks");
        api.MapPost("tasks", CreateAsync).WithName("CreateTask");
        api.MapPut("tasks/{id}", UpdateAsync).WithName("UpdateTask").ProducesProblem(StatusCodes.Status409Conflict);
        api.MapDelete("tasks/{id}", DeleteAsync).WithName("DeleteTask");
        api.MapPost("tasks/{id}/ask", AskAsync).WithName("AskContact").ProducesProblem(StatusCodes.Status409Conflict);
        api.MapPost("tasks/change", ChangeAsync).WithName("ChangeTasks");
    }

    private static async Task<Results<Ok<TaskPageModel>, ProblemHttpResult>> ListAsync(
        [AsParameters] TaskListParameters parameters, Caller caller, TaskReader tasks, CancellationToken cancellationToken)
    {
        var errors = new SetupErrors();
        var query = parameters.Read(caller.Reader, errors);
        return errors.IsEmpty
            ? TypedResults.Ok(TaskPageModel.Of(await tasks.ListAsync(query, cancellationToken)))
            : Problems.Invalid(errors);
    }

    private static async Task<Results<Ok<TaskModel>, ProblemHttpResult>> CreateAsync(
        TaskBody body, Caller caller, TaskService tasks, CancellationToken cancellationToken) =>
        Answer(await tasks.CreateAsync(caller.Rights, body.ToInput(), cancellationToken));

    private static async Task<Results<Ok<TaskModel>, ProblemHttpResult>> UpdateAsync(
        string id, TaskBody body, Caller caller, TaskService tasks, CancellationToken cancellationToken) =>
        Answer(await tasks.UpdateAsync(caller.Reader, id, body.ToInput(), body.Version, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, Caller caller, TaskService tasks, CancellationToken cancellationToken) =>
        await tasks.DeleteAsync(caller.Rights, id, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound();

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        TaskChangeBody body, Caller caller, TaskService tasks, CancellationToken cancellationToken)
    {
        var errors = await tasks.ChangeAsync(caller.Reader, body.Ids ?? [], body.ToChange(), cancellationToken);
        return errors.IsEmpty ? TypedResults.NoContent() : Problems.Invalid(errors);
    }

    private static async Task<Results<Ok<TaskModel>, ProblemHttpResult>> AskAsync(
        string id, TaskAskBody body, Caller caller, TaskAsks asks, CancellationToken cancellationToken) =>
        body.Kind is not { } kind
            ? Problems.Invalid("kind", "value-required")
            : Answer(await asks.AskAsync(caller.Rights, id, kind, body.Question ?? "", body.Version, cancellationToken));

    private static Results<Ok<TaskModel>, ProblemHttpResult> Answer(SetupResult<MailTask> result) =>
        result.Value is { } task ? TypedResults.Ok(TaskModel.Of(task)) : Problems.Of(result);
}
