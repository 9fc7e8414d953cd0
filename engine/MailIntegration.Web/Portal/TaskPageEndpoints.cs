using MailIntegration.Engine.Tasks;
using MailIntegration.Engine.Templates;
using MailIntegration.Web.Pages;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Portal;

/// <summary>A task by link (PR7): the page that asks, the code by mail, the answer. Looking uses nothing up: mail programs open
/// links on their own.</summary>
internal static class TaskPageEndpoints
{
    public static void MapTaskPage(this RouteGroupBuilder portal)
    {
        var api = portal.MapGroup("/task/{token}/api").ExcludeFromDescription().AddEndpointFilter(GuardAsync);
        api.MapGet("session", GetAsync);
        api.MapPost("code", SendCodeAsync);
        api.MapPost("answer", AnswerAsync);
    }

    public static async Task<IResult> ShowAsync(
        string token, HttpContext context, ClientFiles files, ISiteFacts site, CancellationToken cancellationToken)
    {
        PageHeaders.Set(context);
        PageHeaders.SetByLink(context);
        var values = ShellPage.Values(context, files);
        values["title"] = (await site.GetAsync(cancellationToken)).Name;
        values["token"] = token;
        return Results.Content(files.Render("portal/task.html", values), "text/html; charset=utf-8");
    }

    /// <summary>The token of the link proves who asks; the token of the page, that it was this page.</summary>
    internal static async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        PageHeaders.SetApi(http);
        PageHeaders.SetByLink(http);
        return ApiGate.IsUnsafe(http.Request.Method) && !await ApiGate.HasTokenAsync(http)
            ? Problems.Of(StatusCodes.Status400BadRequest, "antiforgery")
            : await next(context);
    }

    private static async Task<Results<Ok<TaskPageModel>, ProblemHttpResult>> GetAsync(
        string token, HttpContext context, TaskAsks asks, IAntiforgery antiforgery, ISiteFacts site, CancellationToken cancellationToken) =>
        await asks.PeekAsync(token, cancellationToken) is { } ask
            ? TypedResults.Ok(new TaskPageModel(
                ask.Kind,
                ask.Question,
                ask.Name,
                ask.Address,
                ask.NeedsCode,
                (await site.GetAsync(cancellationToken)).Name,
                antiforgery.GetAndStoreTokens(context).RequestToken ?? "",
                Cultures.Of(context.Request)))
            : Problems.Of(StatusCodes.Status404NotFound, "task-link-ended");

    private static async Task<Results<NoContent, ProblemHttpResult>> SendCodeAsync(
        string token, TaskAsks asks, PortalLimit limit, CancellationToken cancellationToken) =>
        await asks.PeekAsync(token, cancellationToken) is not { NeedsCode: true } ask
            ? Problems.Of(StatusCodes.Status404NotFound, "task-link-ended")
            : !limit.Take(ask.Address) ? Problems.Of(StatusCodes.Status429TooManyRequests, "busy")
            : await asks.SendCodeAsync(token, cancellationToken) is { } reason ? Problems.Invalid("code", reason)
            : TypedResults.NoContent();

    private static async Task<Results<NoContent, ProblemHttpResult>> AnswerAsync(
        string token, TaskAnswerBody body, TaskAsks asks, PortalLimit limit, CancellationToken cancellationToken)
    {
        if (await asks.PeekAsync(token, cancellationToken) is not { } ask)
        {
            return Problems.Of(StatusCodes.Status404NotFound, "task-link-ended");
        }

        if (!limit.Take(ask.Address))
        {
            return Problems.Of(StatusCodes.Status429TooManyRequests, "busy");
        }

        var errors = await asks.AnswerAsync(token, new TaskReply(body.Approved, body.Text ?? "", body.Code ?? ""), cancellationToken);
        return errors.IsEmpty ? TypedResults.NoContent() : Problems.Invalid(errors);
    }
}

internal sealed record TaskPageModel(
    TaskAskKind Kind, string Question, string Name, string Address, bool NeedsCode, string Site, string AntiforgeryToken, string Culture);

internal sealed record TaskAnswerBody(bool? Approved, string? Text, string? Code);
