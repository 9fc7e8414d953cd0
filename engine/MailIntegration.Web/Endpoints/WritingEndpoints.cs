using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Writing;
using MailIntegration.Web.Content;
using MailIntegration.Web.Contracts;
using MailIntegration.Web.Pages;
using MailIntegration.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Endpoints;

/// <summary>Senders, recipients and drafts (CO1 to CO5).</summary>
internal static class WritingEndpoints
{
    /// <summary>Beyond the largest setting: what is too much is told while it is read.</summary>
    private const long MaxFile = 160L * 1024 * 1024;

    private const long MaxDraft = 4L * 1024 * 1024;

    private const int MaxChecked = 100;

    public static void MapWriting(this RouteGroupBuilder api)
    {
        api.MapGet("senders", ListSendersAsync).WithName("ListSenders");
        api.MapGet("recipients", FindRecipientsAsync).WithName("FindRecipients");
        api.MapGet("recipients/suppressed", FindSuppressedAsync).WithName("FindSuppressedRecipients");
        api.MapGet("drafts", ListAsync).WithName("ListDrafts");
        api.MapPost("drafts", StartAsync).WithName("StartDraft").WithMetadata(new BodyLimit(MaxDraft));
        api.MapGet("drafts/{id}", GetAsync).WithName("GetDraft");
        api.MapPut("drafts/{id}", SaveAsync).WithName("SaveDraft").WithMetadata(new BodyLimit(MaxDraft));
        api.MapDelete("drafts/{id}", DiscardAsync).WithName("DiscardDraft");
        api.MapGet("conversations/{id}/drafts", OfConversationAsync).WithName("ListConversationDrafts");
        api.MapPost("drafts/{id}/attachments", AttachAsync).WithName("AttachFile").WithMetadata(new BodyLimit(MaxFile));
        api.MapGet("drafts/{id}/attachments/{attachmentId}", GetFileAsync).WithName("GetDraftFile")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream");
        api.MapDelete("drafts/{id}/attachments/{attachmentId}", DetachAsync).WithName("DetachFile");
    }

    private static async Task<Ok<IReadOnlyList<SenderModel>>> ListSendersAsync(
        string? conversationId, Caller caller, SenderDirectory senders, CancellationToken cancellationToken)
    {
        var found = await senders.ListAsync(caller.Rights, NullIfEmpty(conversationId), cancellationToken);
        return TypedResults.Ok<IReadOnlyList<SenderModel>>(found.Select(SenderModel.Of).ToList());
    }

    private static async Task<Ok<IReadOnlyList<RecipientModel>>> FindRecipientsAsync(
        string? q, Caller caller, RecipientSearch recipients, CancellationToken cancellationToken)
    {
        var found = await recipients.FindAsync(caller.Reader, q, cancellationToken);
        return TypedResults.Ok<IReadOnlyList<RecipientModel>>(found.Select(RecipientModel.Of).ToList());
    }

    /// <summary>Of these recipients, parted by commas, those to whom nothing is sent because mail to them came back for good; at
    /// most the first <see cref="MaxChecked"/> are looked at.</summary>
    private static async Task<Ok<IReadOnlyList<SuppressedRecipientModel>>> FindSuppressedAsync(
        string? addresses, Suppressions suppressions, IContacts contacts, CancellationToken cancellationToken)
    {
        var found = await suppressions.FindAsync(
            (addresses ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(MaxChecked), cancellationToken);
        IReadOnlyDictionary<string, Contact> known = found.Count == 0
            ? new Dictionary<string, Contact>()
            : await contacts.FindByAddressesAsync(found.Select(f => f.Address).ToList(), cancellationToken);
        return TypedResults.Ok<IReadOnlyList<SuppressedRecipientModel>>(
            found.Select(f => SuppressedRecipientModel.Of(f, known.GetValueOrDefault(f.Address))).ToList());
    }

    private static async Task<Results<Ok<DraftPageModel>, ProblemHttpResult>> ListAsync(
        string? after, int? take, Caller caller, DraftService drafts, CancellationToken cancellationToken)
    {
        if (!Positions.TryRead(after, out var position))
        {
            return Problems.Invalid("after", "value-unknown");
        }

        var page = await drafts.ListAsync(caller.Id, position, Math.Clamp(take ?? 50, 1, 200), cancellationToken);
        return TypedResults.Ok(new DraftPageModel(
            page.Drafts.Select(DraftRowModel.Of).ToList(),
            page.Next is { } next ? Positions.Write(next.At, next.Id) : null));
    }

    private static async Task<Results<Ok<DraftModel>, ProblemHttpResult>> StartAsync(
        DraftStartBody body, HttpContext context, Caller caller, DraftService drafts, CancellationToken cancellationToken) =>
        Answer(context, await drafts.StartAsync(caller.Rights, body.ToStart(), cancellationToken));

    private static async Task<Results<Ok<DraftModel>, ProblemHttpResult>> GetAsync(
        string id, HttpContext context, Caller caller, DraftService drafts, CancellationToken cancellationToken) =>
        await drafts.FindAsync(caller.Id, id, cancellationToken) is { } draft
            ? TypedResults.Ok(DraftModel.Of(draft, BaseUrl(context)))
            : Problems.NotFound();

    private static async Task<Results<Ok<DraftModel>, ProblemHttpResult>> SaveAsync(
        string id, DraftBody body, HttpContext context, Caller caller, DraftService drafts, CancellationToken cancellationToken) =>
        Answer(context, await drafts.SaveAsync(caller.Id, id, body.ToEdit(), cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> DiscardAsync(
        string id, Caller caller, DraftService drafts, CancellationToken cancellationToken) =>
        await drafts.DiscardAsync(caller.Id, id, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound();

    private static async Task<Ok<IReadOnlyList<DraftModel>>> OfConversationAsync(
        string id, HttpContext context, Caller caller, DraftService drafts, CancellationToken cancellationToken)
    {
        var found = await drafts.OfConversationAsync(caller.Id, id, cancellationToken);
        return TypedResults.Ok<IReadOnlyList<DraftModel>>(found.Select(d => DraftModel.Of(d, BaseUrl(context))).ToList());
    }

    private static async Task<Results<Ok<DraftAttachmentModel>, ProblemHttpResult>> AttachAsync(
        string id,
        string? fileName,
        string? inline,
        HttpContext context,
        Caller caller,
        DraftFiles files,
        CancellationToken cancellationToken)
    {
        var result = await files.AddAsync(
            caller.Id, id, fileName ?? "", Downloads.MediaType(context.Request.ContentType), inline is "1" or "true",
            context.Request.Body, cancellationToken);
        return result switch
        {
            { Value: { } file } => TypedResults.Ok(DraftAttachmentModel.Of(file, id, BaseUrl(context))),
            { Errors.First: { Code: "attachments-too-large" } tooLarge } =>
                Problems.Of(StatusCodes.Status413PayloadTooLarge, tooLarge),
            _ => Problems.Of(result),
        };
    }

    private static async Task<IResult> GetFileAsync(
        string id, string attachmentId, HttpContext context, Caller caller, DraftFiles files, CancellationToken cancellationToken)
    {
        if (await files.FindAsync(caller.Id, id, attachmentId, cancellationToken) is not { } file
            || await files.OpenAsync(file, cancellationToken) is not { } content)
        {
            return Problems.NotFound();
        }

        var type = Downloads.SafeType(file.ContentType);
        Downloads.SetHeaders(context.Response, type, file.FileName);
        return Results.Stream(content, type);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DetachAsync(
        string id, string attachmentId, Caller caller, DraftFiles files, CancellationToken cancellationToken) =>
        await files.RemoveAsync(caller.Id, id, attachmentId, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound();

    internal static string BaseUrl(HttpContext context) => MountPath.Of(context) + "/api";

    internal static Results<Ok<DraftModel>, ProblemHttpResult> Answer(HttpContext context, SetupResult<Draft> result) =>
        result.Value is { } draft ? TypedResults.Ok(DraftModel.Of(draft, BaseUrl(context))) : Problems.Of(result);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
