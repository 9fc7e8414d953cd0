using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Security;
using MailIntegration.Web.Content;
using MailIntegration.Web.Security;
using MailIntegration.Web.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace MailIntegration.Web.Endpoints;

/// <summary>
/// What strangers wrote: bodies, attachments, original messages. Every answer is made harmless by its headers too (TH6). With
/// <c>dossier</c> an e-mail is opened as the record shows it in which it is filed (LW6).
/// </summary>
internal static class EmailContentEndpoints
{
    public static void MapEmailContent(this RouteGroupBuilder api)
    {
        api.MapGet("emails/{id}/body", GetBodyAsync).WithName("GetEmailBody")
            .Produces(StatusCodes.Status200OK, contentType: "text/html");
        api.MapGet("emails/{id}/attachments/{partId}", GetAttachmentAsync).WithName("GetAttachment")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream");
        api.MapGet("emails/{id}/raw", GetRawAsync).WithName("GetRawEmail")
            .Produces(StatusCodes.Status200OK, contentType: "message/rfc822");
    }

    private static async Task<IResult> GetBodyAsync(
        string id,
        string? images,
        string? plain,
        string? theme,
        string? address,
        string? dossier,
        Caller caller,
        HttpContext context,
        RawCopies copies,
        BodyRenderer renderer,
        CancellationToken cancellationToken)
    {
        if (await copies.FindAsync(caller, id, address, dossier, cancellationToken) is not { } raw
            || await copies.ReadAsync(raw.Copy, cancellationToken) is not { } content)
        {
            return Problems.NotFound();
        }

        var emailUrl = $"{MountPath.Of(context)}/api/emails/{Uri.EscapeDataString(id)}";
        var inDossier = string.IsNullOrEmpty(dossier) ? "" : "&dossier=" + Uri.EscapeDataString(dossier);
        var request = new BodyRequest(
            AllowImages: images == "1",
            PlainText: plain == "1",
            Dark: theme == "dark",
            Language: Cultures.Of(context.Request),
            PartUrl: partId => EmailEndpoints.PartUrl(emailUrl, partId, raw.Copy.AddressId) + "&inline=1" + inDossier);
        var frame = await renderer.RenderAsync(content, request, cancellationToken);
        context.Response.Headers.ContentSecurityPolicy = frame.ContentSecurityPolicy;
        return Results.Content(frame.Html, "text/html; charset=utf-8");
    }

    private static async Task<IResult> GetAttachmentAsync(
        string id,
        string partId,
        string? address,
        string? inline,
        string? dossier,
        Caller caller,
        HttpContext context,
        RawCopies copies,
        CancellationToken cancellationToken)
    {
        if (!IsPartId(partId)
            || await copies.FindAsync(caller, id, address, dossier, cancellationToken) is not { } raw)
        {
            return Problems.NotFound();
        }

        if (inline == "1")
        {
            return await SendInlineAsync(context, copies, raw, partId, cancellationToken);
        }

        // The name comes from the very copy that is sent; another mailbox' copy may number its parts otherwise.
        var content = await copies.ReadAsync(raw.Copy, cancellationToken);
        if (content?.Attachments.FirstOrDefault(a => a.PartId == partId) is not { } part)
        {
            return Problems.NotFound();
        }

        Downloads.SetHeaders(context.Response, Downloads.SafeType(part.ContentType), part.FileName ?? "attachment-" + partId);
        context.Response.ContentLength = part.Size;
        await copies.CopyPartAsync(raw.Copy, partId, context.Response.Body, cancellationToken);
        return Results.Empty;
    }

    internal static async Task<IResult> SendInlineAsync(
        HttpContext context, RawCopies copies, RawCopy raw, string partId, CancellationToken cancellationToken)
    {
        var image = new ImageStream(context.Response);
        await using (image)
        {
            var isThere = await copies.CopyPartAsync(raw.Copy, partId, image, cancellationToken);
            return isThere && image.IsImage ? Results.Empty : Problems.NotFound();
        }
    }

    private static async Task<IResult> GetRawAsync(
        string id,
        string? address,
        string? dossier,
        Caller caller,
        HttpContext context,
        RawCopies copies,
        CancellationToken cancellationToken)
    {
        if (await copies.FindAsync(caller, id, address, dossier, cancellationToken) is not { } raw
            || await copies.OpenAsync(raw.Copy, cancellationToken) is not { } stream)
        {
            return Problems.NotFound();
        }

        return Downloads.Message(context.Response, stream, raw.View.Email.Subject);
    }

    /// <summary>Places in the MIME tree, for example 2.1.</summary>
    internal static bool IsPartId(string partId) =>
        partId.Length is > 0 and <= 200 && partId.All(c => char.IsAsciiDigit(c) || c == '.');
}
