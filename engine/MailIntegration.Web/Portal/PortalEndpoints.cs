using MailIntegration.Engine.Portal;
using MailIntegration.Engine.Templates;
using MailIntegration.Web.Content;
using MailIntegration.Web.Endpoints;
using MailIntegration.Web.Pages;
using MailIntegration.Web.Security;
using MailIntegration.Web.Services;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MailIntegration.Web.Portal;

/// <summary>The contact's side (CV2, CV5): his conversations, by link or account. Only e-mails that he wrote or was sent.</summary>
internal static class PortalEndpoints
{
    public static void MapPortal(this RouteGroupBuilder portal)
    {
        var api = portal.MapGroup("/{key}/api").BehindPortalGate().ExcludeFromDescription();
        api.MapGet("session", GetSessionAsync);
        api.MapGet("conversations", ListAsync);
        api.MapGet("conversations/{id}", GetAsync);
        api.MapPost("conversations/{id}/answers", AnswerAsync);
        api.MapPost("conversations/{id}/seen", MarkSeenAsync);
        api.MapPut("conversations/{id}/following", FollowAsync);
        api.MapGet("conversations/{id}/live", PortalLive.RunAsync);
        api.MapGet("emails/{id}/body", GetBodyAsync);
        api.MapGet("emails/{id}/attachments/{partId}", GetAttachmentAsync);
        api.MapPortalLinks();
        api.MapFallback("{**path}", () => Problems.NotFound());
        portal.MapTaskPage();
        portal.MapPortalRenewal();
    }

    public static void MapPortalPage(this RouteGroupBuilder portal)
    {
        portal.MapGet("/{key}", ShowAsync).ExcludeFromDescription();
        portal.MapGet("/task/{token}", TaskPageEndpoints.ShowAsync).ExcludeFromDescription();
    }

    /// <summary>The page says what is wrong with a link that opens nothing; it holds nothing itself.</summary>
    private static async Task<IResult> ShowAsync(
        string key, HttpContext context, ClientFiles files, ISiteFacts site, CancellationToken cancellationToken)
    {
        PageHeaders.Set(context);
        PageHeaders.SetByLink(context);
        var values = ShellPage.Values(context, files);
        values["title"] = (await site.GetAsync(cancellationToken)).Name;
        values["key"] = key;
        var isOpen = await PortalGate.FindAsync(context, key, cancellationToken) is not null;
        return Results.Content(
            files.Render("portal/portal.html", values),
            "text/html; charset=utf-8",
            statusCode: isOpen ? StatusCodes.Status200OK : StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<PortalSessionModel>> GetSessionAsync(
        PortalCaller caller,
        HttpContext context,
        IAntiforgery antiforgery,
        ISiteFacts site,
        PageLinkMailer mailer,
        CancellationToken cancellationToken) =>
        TypedResults.Ok(new PortalSessionModel(
            caller.Visitor.Contact.Name,
            caller.Visitor.Address,
            (await site.GetAsync(cancellationToken)).Name,
            caller.Visitor.ConversationId,
            caller.Visitor.ConversationId is not null && await mailer.CanSendAsync(cancellationToken),
            antiforgery.GetAndStoreTokens(context).RequestToken ?? "",
            Cultures.Of(context.Request)));

    private static async Task<Ok<IReadOnlyList<PortalRowModel>>> ListAsync(
        PortalCaller caller, PortalReader reader, CancellationToken cancellationToken) =>
        TypedResults.Ok<IReadOnlyList<PortalRowModel>>((await reader.ListAsync(caller.Visitor, cancellationToken))
            .Select(c => PortalRowModel.Of(caller.Visitor, c)).ToList());

    private static async Task<Results<Ok<PortalConversationModel>, ProblemHttpResult>> GetAsync(
        string id,
        PortalCaller caller,
        PortalReader reader,
        PortalMarks marks,
        PortalAnswers answers,
        CancellationToken cancellationToken) =>
        await reader.FindAsync(caller.Visitor, id, cancellationToken) is { } conversation
            ? TypedResults.Ok(new PortalConversationModel(
                conversation.Id,
                conversation.Subject,
                await marks.IsFollowingAsync(caller.Visitor.Contact.Id, conversation.Id, cancellationToken),
                await answers.CanAnswerAsync(conversation, cancellationToken),
                conversation.Emails.Select(e => PortalEmailModel.Of(caller.Visitor, e)).ToList()))
            : Problems.NotFound();

    private static async Task<Results<NoContent, ProblemHttpResult>> AnswerAsync(
        string id,
        PortalAnswerBody body,
        PortalCaller caller,
        PortalReader reader,
        PortalAnswers answers,
        PortalLimit limit,
        CancellationToken cancellationToken)
    {
        if (await reader.FindAsync(caller.Visitor, id, cancellationToken) is not { } conversation)
        {
            return Problems.NotFound();
        }

        if (!limit.TakeAnswer(caller.Visitor.Contact.Id))
        {
            return Problems.Of(StatusCodes.Status429TooManyRequests, "busy");
        }

        var errors = await answers.AnswerAsync(caller.Visitor, conversation, body.Text ?? "", body.Key ?? "", cancellationToken);
        return errors.IsEmpty ? TypedResults.NoContent() : Problems.Invalid(errors);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> MarkSeenAsync(
        string id, PortalCaller caller, PortalReader reader, PortalMarks marks, CancellationToken cancellationToken)
    {
        if (await reader.FindAsync(caller.Visitor, id, cancellationToken) is not { } conversation)
        {
            return Problems.NotFound();
        }

        await marks.MarkSeenAsync(caller.Visitor, conversation, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> FollowAsync(
        string id,
        PortalFollowingBody body,
        PortalCaller caller,
        PortalReader reader,
        PortalMarks marks,
        CancellationToken cancellationToken)
    {
        if (await reader.FindAsync(caller.Visitor, id, cancellationToken) is not { } conversation)
        {
            return Problems.NotFound();
        }

        await marks.FollowAsync(caller.Visitor, conversation.Id, body.Following, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> GetBodyAsync(
        string key,
        string id,
        string? images,
        string? plain,
        string? theme,
        PortalCaller caller,
        HttpContext context,
        PortalReader reader,
        RawCopies copies,
        BodyRenderer renderer,
        CancellationToken cancellationToken)
    {
        if (await reader.FindEmailAsync(caller.Visitor, id, cancellationToken) is not { } view
            || RawCopies.Choose(view, null) is not { } copy
            || await copies.ReadAsync(copy, cancellationToken) is not { } content)
        {
            return Problems.NotFound();
        }

        var parts = $"{MountPath.Of(context)}/{Uri.EscapeDataString(key)}/api/emails/{Uri.EscapeDataString(id)}/attachments/";
        var frame = await renderer.RenderAsync(content, new BodyRequest(
            AllowImages: images == "1",
            PlainText: plain == "1",
            Dark: theme == "dark",
            Language: Cultures.Of(context.Request),
            PartUrl: partId => $"{parts}{Uri.EscapeDataString(partId)}?inline=1"), cancellationToken);
        context.Response.Headers.ContentSecurityPolicy = frame.ContentSecurityPolicy;
        return Results.Content(frame.Html, "text/html; charset=utf-8");
    }

    private static async Task<IResult> GetAttachmentAsync(
        string id,
        string partId,
        string? inline,
        PortalCaller caller,
        HttpContext context,
        PortalReader reader,
        RawCopies copies,
        CancellationToken cancellationToken)
    {
        if (!EmailContentEndpoints.IsPartId(partId)
            || await reader.FindEmailAsync(caller.Visitor, id, cancellationToken) is not { } view
            || RawCopies.Choose(view, null) is not { } copy)
        {
            return Problems.NotFound();
        }

        if (inline == "1")
        {
            return await EmailContentEndpoints.SendInlineAsync(context, copies, new RawCopy(view, copy), partId, cancellationToken);
        }

        var content = await copies.ReadAsync(copy, cancellationToken);
        if (content?.Attachments.FirstOrDefault(a => a.PartId == partId) is not { } part)
        {
            return Problems.NotFound();
        }

        Downloads.SetHeaders(context.Response, Downloads.SafeType(part.ContentType), part.FileName ?? "attachment-" + partId);
        context.Response.ContentLength = part.Size;
        await copies.CopyPartAsync(copy, partId, context.Response.Body, cancellationToken);
        return Results.Empty;
    }
}
