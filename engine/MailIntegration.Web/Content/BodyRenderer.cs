using System.Net;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Security;

namespace MailIntegration.Web.Content;

/// <summary>How a body is asked for.</summary>
/// <param name="PartUrl">Address of an attachment by its part id, for inline images.</param>
internal sealed record BodyRequest(bool AllowImages, bool PlainText, bool Dark, Func<string, string> PartUrl);

/// <summary>A document for the sandboxed frame, with the policy that it is sent with.</summary>
internal sealed record BodyFrame(string Html, string ContentSecurityPolicy);

/// <summary>Makes the document that shows an e-mail's body.</summary>
internal sealed class BodyRenderer
{
    private readonly IHtmlCleaner _cleaner;

    public BodyRenderer(IHtmlCleaner cleaner)
    {
        _cleaner = cleaner;
    }

    public BodyFrame Render(MailContent content, BodyRequest request)
    {
        ArgumentNullException.ThrowIfNull(content);
        var html = request.PlainText || content.Html is null
            ? $"<pre style=\"white-space:pre-wrap\">{WebUtility.HtmlEncode(content.Text ?? "")}</pre>"
            : _cleaner.Clean(content.Html, Options(content, request)).Html;
        return new BodyFrame(
            $"<!doctype html><meta charset=\"utf-8\"><base target=\"_blank\">{html}",
            "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox allow-popups allow-same-origin");
    }

    private static HtmlCleanOptions Options(MailContent content, BodyRequest request) => new()
    {
        AllowRemoteImages = request.AllowImages,
        ResolveContentId = id => content.Attachments.FirstOrDefault(a => a.ContentId == id) is { } part
            ? request.PartUrl(part.PartId)
            : null,
    };
}
