using System.Globalization;
using MailIntegration.Engine;
using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Conversations;
using MailIntegration.Engine.Storage;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Security;
using MailIntegration.Web.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>Lists and conversations (TH1, TH2, TH5).</summary>
internal static class ConversationEndpoints
{
    public static void MapConversations(this RouteGroupBuilder api)
    {
        api.MapGet("counts", CountAsync).WithName("GetCounts");
        api.MapGet("conversations", ListAsync).WithName("ListConversations");
        api.MapGet("conversations/{id}", GetAsync).WithName("GetConversation");
        api.MapPost("conversations/change", ChangeAsync).WithName("ChangeConversations");
        api.MapPost("conversations/merge", MergeAsync).WithName("MergeConversations");
        api.MapPost("conversations/move", MoveAsync).WithName("MoveEmails");
        api.MapPost("conversations/{id}/split", SplitAsync).WithName("SplitConversation");
        api.MapPost("conversations/{id}/suggestion", AnswerAsync).WithName("AnswerSuggestion");
        api.MapGet("tags", GetTagsAsync).WithName("GetTags");
    }

    private static async Task<Ok<CountsModel>> CountAsync(
        Caller caller, MemberCounts counts, CancellationToken cancellationToken) =>
        TypedResults.Ok(await counts.GetAsync(caller.Rights, cancellationToken));

    private static async Task<Results<Ok<ConversationListModel>, ProblemHttpResult>> ListAsync(
        [AsParameters] ConversationListParameters parameters,
        Caller caller,
        AddressAccess access,
        TeamAddresses teams,
        IMailStore store,
        CancellationToken cancellationToken)
    {
        if (!parameters.TryRead(caller.Reader, out var query, out var errors))
        {
            return Problems.Invalid(errors);
        }

        if (query.AddressIds is [var address]
            && !(await access.ReadableAsync(caller.Rights, cancellationToken)).Contains(address))
        {
            return Problems.NotFound();
        }

        if (parameters.Team is { Length: > 0 } team)
        {
            if (await teams.FindAsync(caller.Rights, team, cancellationToken) is not { } linked)
            {
                return Problems.NotFound();
            }

            query = query with { AddressIds = query.AddressIds is { } asked ? asked.Intersect(linked).ToList() : linked };
        }

        var page = await store.ListAsync(query, cancellationToken);
        return TypedResults.Ok(new ConversationListModel(
            page.Rows.Select(ConversationRowModel.Of).ToList(),
            page.Next is { } next ? Positions.Write(next.At, next.ConversationId) : null));
    }

    private static async Task<Results<Ok<ConversationModel>, ProblemHttpResult>> GetAsync(
        string id, Caller caller, ConversationViews views, CancellationToken cancellationToken) =>
        await views.FindAsync(caller, id, cancellationToken) is { } model
            ? TypedResults.Ok(model)
            : Problems.NotFound();

    private static async Task<Ok<IReadOnlyList<string>>> GetTagsAsync(
        Caller caller, IMailStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(await store.GetTagsAsync(caller.Reader, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        ConversationChangeBody body, Caller caller, ConversationActions actions, CancellationToken cancellationToken)
    {
        var errors = await actions.ChangeAsync(body, caller, cancellationToken);
        return errors.IsEmpty ? TypedResults.NoContent() : Problems.Invalid(errors);
    }

    private static async Task<Results<Ok<ConversationIdModel>, ProblemHttpResult>> MergeAsync(
        MergeBody body, Caller caller, ConversationEditor editor, CancellationToken cancellationToken)
    {
        if (body is not { IntoId.Length: > 0, ConversationIds.Count: > 0 })
        {
            return Problems.Invalid(SetupErrors.Of("conversationIds", new Reason("required")));
        }

        return body.ConversationIds.Count > ConversationEditor.MaxItems
            ? Problems.Invalid("conversationIds", Bounds.TooMany(ConversationEditor.MaxItems))
            : Answer(await editor.MergeAsync(caller.Reader, body.IntoId, body.ConversationIds, cancellationToken));
    }

    private static async Task<Results<Ok<ConversationIdModel>, ProblemHttpResult>> MoveAsync(
        MoveBody body, Caller caller, ConversationEditor editor, CancellationToken cancellationToken)
    {
        if (body is not { EmailIds.Count: > 0 })
        {
            return Problems.Invalid(SetupErrors.Of("emailIds", new Reason("required")));
        }

        return body.EmailIds.Count > ConversationEditor.MaxItems
            ? Problems.Invalid("emailIds", Bounds.TooMany(ConversationEditor.MaxItems))
            : Answer(await editor.MoveAsync(
                caller.Reader, body.EmailIds, string.IsNullOrEmpty(body.ConversationId) ? null : body.ConversationId, cancellationToken));
    }

    private static async Task<Results<Ok<ConversationIdModel>, ProblemHttpResult>> SplitAsync(
        string id, SplitBody body, Caller caller, ConversationEditor editor, CancellationToken cancellationToken) =>
        Answer(await editor.SplitAsync(caller.Reader, id, body.EmailId ?? "", cancellationToken));

    private static async Task<Results<Ok<ConversationIdModel>, ProblemHttpResult>> AnswerAsync(
        string id, SuggestionBody body, Caller caller, ConversationEditor editor, CancellationToken cancellationToken) =>
        Answer(await editor.AnswerSuggestionAsync(caller.Reader, id, body.ConversationId ?? "", body.Accept, cancellationToken));

    private static Results<Ok<ConversationIdModel>, ProblemHttpResult> Answer(string? id) =>
        id is null ? Problems.NotFound() : TypedResults.Ok(new ConversationIdModel(id));
}
