using System.Text.RegularExpressions;
using MailIntegration.Engine.Storage;

namespace MailIntegration.Engine.Writing;

/// <summary>Turns images that are written into the HTML (<c>data:</c>) into parts: several mail programs show no other.</summary>
internal sealed partial class DataImages
{
    private const long MaxImage = 2 * 1024 * 1024;

    private readonly IBlobStore _blobs;

    public DataImages(IBlobStore blobs)
    {
        _blobs = blobs;
    }

    /// <param name="html">Cleaned: every such address is base64 of a bitmap.</param>
    public async Task<(string Html, IReadOnlyList<DraftAttachment> Images)> TakeOutAsync(
        string html, CancellationToken cancellationToken)
    {
        var images = new Dictionary<string, DraftAttachment>(StringComparer.Ordinal);
        foreach (var url in Data().Matches(html).Select(m => m.Groups["url"].Value).Distinct(StringComparer.Ordinal))
        {
            var type = url[5..url.IndexOf(';', StringComparison.Ordinal)];
            using var content = new MemoryStream(Convert.FromBase64String(url[(url.IndexOf(',', StringComparison.Ordinal) + 1)..]));
            var blob = await _blobs.WriteAsync(content, MaxImage, cancellationToken);
            images[url] = new DraftAttachment(
                Guid.NewGuid().ToString("N"), "image." + type[(type.IndexOf('/', StringComparison.Ordinal) + 1)..], type, blob.Size,
                blob.Name, IsInline: true, DraftStarter.NewContentId());
        }

        return images.Count == 0
            ? (html, [])
            : (Data().Replace(html, m => $" src=\"cid:{Uri.EscapeDataString(images[m.Groups["url"].Value].ContentId!)}\""), [.. images.Values]);
    }

    [GeneratedRegex(" src=\"(?<url>data:image/[a-z]+;base64,[A-Za-z0-9+/=]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Data();
}
