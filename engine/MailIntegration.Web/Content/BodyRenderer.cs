using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Openings;
using MailIntegration.Engine.Security;

namespace MailIntegration.Web.Content;

/// <summary>How a body is asked for.</summary>
/// <param name="Language">Language of the page, for what the frame itself says.</param>
/// <param name="PartUrl">Address of an attachment by its part id, for inline images.</param>
internal sealed record BodyRequest(
    bool AllowImages, bool PlainText, bool Dark, string Language, Func<string, string> PartUrl);

/// <summary>A document for the sandboxed frame, with the policy that it is sent with.</summary>
internal sealed record BodyFrame(string Html, string ContentSecurityPolicy);

/// <summary>Makes the document that shows an e-mail's body.</summary>
internal sealed class BodyRenderer
{
    /// <summary>
    /// What a meta element cannot express. The origin stays ours, so that inline images are fetched with the reader's
    /// cookie and the page can measure the frame; scripts stay forbidden, which makes that harmless.
    /// </summary>
    private const string Sandbox = "; frame-ancestors 'self'; sandbox allow-same-origin " + MessageFrame.Sandbox;

    private static readonly Dictionary<string, string> QuoteSummaries = new(StringComparer.Ordinal)
    {
        ["en"] = "Quoted text",
        ["nl"] = "Geciteerde tekst",
        ["de"] = "Zitierter Text",
    };

    private readonly IHtmlCleaner _cleaner;
    private readonly OpeningPictures _pictures;

    public BodyRenderer(IHtmlCleaner cleaner, OpeningPictures pictures)
    {
        _cleaner = cleaner;
        _pictures = pictures;
    }

    public async Task<BodyFrame> RenderAsync(MailContent content, BodyRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var options = new MessageFrameOptions
        {
            Dark = request.Dark,
            AllowRemoteImages = request.AllowImages,
            QuoteSummary = QuoteSummaries[request.Language],
        };
        var body = content.Html is null || (request.PlainText && content.Text is not null)
            ? new CleanHtml { Html = PlainTextHtml.ToHtml(content.Text) }
            : _cleaner.Clean(
                content.Html,
                CleanOptions(content, request) with { LeaveOut = await _pictures.FindOwnAsync(content.Html, cancellationToken) });
        return new BodyFrame(
            MessageFrame.Document(body, options), MessageFrame.ContentSecurityPolicy(options) + Sandbox);
    }

    private static HtmlCleanOptions CleanOptions(MailContent content, BodyRequest request)
    {
        var parts = content.Attachments
            .Where(a => a.ContentId is not null)
            .GroupBy(a => a.ContentId!, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First().PartId, StringComparer.Ordinal);
        return new HtmlCleanOptions
        {
            AllowRemoteImages = request.AllowImages,
            ResolveContentId = id => parts.TryGetValue(id, out var partId) ? request.PartUrl(partId) : null,
        };
    }
}
