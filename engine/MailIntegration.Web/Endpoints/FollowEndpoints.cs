using MailIntegration.Engine.Conversations;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>What a member follows: conversations, tickets, tasks, dossiers and process teams (CV5). What he may not see does not exist.</summary>
internal static class FollowEndpoints
{
    public static void MapFollows(this RouteGroupBuilder api)
    {
        api.MapGet("follows", ListAsync).WithName("ListFollows");
        api.MapGet("follows/{kind}/{id}", GetAsync).WithName("GetFollow");
        api.MapPut("follows/{kind}/{id}", SetAsync).WithName("SetFollow");
    }

    private static async Task<Ok<IReadOnlyList<FollowedModel>>> ListAsync(
        Caller caller, Followers followers, CancellationToken cancellationToken) =>
        TypedResults.Ok<IReadOnlyList<FollowedModel>>(
            (await followers.ListAsync(caller.Rights, cancellationToken)).Select(FollowedModel.Of).ToList());

    private static async Task<Results<Ok<FollowStateModel>, ProblemHttpResult>> GetAsync(
        string kind, string id, Caller caller, FollowTargets targets, Followers followers, CancellationToken cancellationToken) =>
        FollowTarget.Parse(kind, id) is { } target
            && await targets.FindAsync(caller.Rights, target, cancellationToken) is { } thing
            ? TypedResults.Ok(await StateAsync(thing.Target, caller, followers, cancellationToken))
            : Problems.NotFound();

    private static async Task<Results<Ok<FollowStateModel>, ProblemHttpResult>> SetAsync(
        string kind, string id, FollowingBody body, Caller caller, FollowTargets targets, Followers followers, CancellationToken cancellationToken)
    {
        if (FollowTarget.Parse(kind, id) is not { } target)
        {
            return Problems.NotFound();
        }

        var result = await followers.SetAsync(caller.Rights, target, body.Following, cancellationToken);
        if (result.Value is not { } followed)
        {
            return Problems.Of(result);
        }

        return TypedResults.Ok(await targets.FindAsync(caller.Rights, followed, cancellationToken) is null
            ? new FollowStateModel(body.Following, [])
            : await StateAsync(followed, caller, followers, cancellationToken));
    }

    private static async Task<FollowStateModel> StateAsync(
        FollowTarget target, Caller caller, Followers followers, CancellationToken cancellationToken) => new(
            await followers.IsFollowingAsync(caller.Id, target, cancellationToken), await followers.GetAsync(target, cancellationToken));
}
