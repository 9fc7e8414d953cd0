using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Writing;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>Texts to insert: everybody reads them, managers write them.</summary>
internal static class SnippetEndpoints
{
    public static void MapSnippets(this RouteGroupBuilder api)
    {
        api.MapGet("snippets", ListAsync).WithName("ListSnippets");
        var managed = api.MapGroup("snippets").Requires(MailPermission.SeeAll);
        managed.MapPost("", AddAsync).WithName("AddSnippet").WithMetadata(new BodyLimit(1024 * 1024));
        managed.MapPut("{id}", SaveAsync).WithName("SaveSnippet").WithMetadata(new BodyLimit(1024 * 1024));
        managed.MapDelete("{id}", DeleteAsync).WithName("DeleteSnippet");
    }

    private static async Task<Ok<IReadOnlyList<SnippetModel>>> ListAsync(
        SnippetService snippets, CancellationToken cancellationToken)
    {
        var found = await snippets.ListAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<SnippetModel>>(found.Select(SnippetModel.Of).ToList());
    }

    private static async Task<Results<Ok<SnippetModel>, ProblemHttpResult>> AddAsync(
        SnippetBody body, SnippetService snippets, CancellationToken cancellationToken) =>
        Answer(await snippets.SaveAsync(body.ToSnippet("") with { Version = 0 }, cancellationToken));

    private static async Task<Results<Ok<SnippetModel>, ProblemHttpResult>> SaveAsync(
        string id, SnippetBody body, SnippetService snippets, CancellationToken cancellationToken) =>
        Answer(await snippets.SaveAsync(body.ToSnippet(id), cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, SnippetService snippets, CancellationToken cancellationToken) =>
        await snippets.DeleteAsync(id, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound();

    private static Results<Ok<SnippetModel>, ProblemHttpResult> Answer(SetupResult<Snippet> result) =>
        result.Value is { } saved ? TypedResults.Ok(SnippetModel.Of(saved)) : Problems.Of(result);
}
