using System.Text;
using MailIntegration.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace MailIntegration.Web.Content;

/// <summary>Sends what strangers attached, so that a browser saves it and never runs it.</summary>
internal static class Downloads
{
    /// <summary>Should a browser open it after all, it gets no scripts, no forms and an origin of its own.</summary>
    public const string Policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    private const int MaxName = 150;

    public static void SetHeaders(HttpResponse response, string contentType, string fileName)
    {
        response.ContentType = contentType;
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers["X-Download-Options"] = "noopen";
        var disposition = new ContentDispositionHeaderValue("attachment");
        // Both forms of RFC 6266: filename for old readers, filename* for the real name.
        disposition.SetHttpFileName(SafeName(fileName));
        response.Headers.ContentDisposition = disposition.ToString();
    }

    public static IResult Message(HttpResponse response, Stream raw, string subject)
    {
        SetHeaders(response, "message/rfc822", (subject.Length > 0 ? SafeName(subject) : "message") + ".eml");
        response.ContentLength = raw.CanSeek ? raw.Length : null;
        return Results.Stream(raw, "message/rfc822");
    }

    /// <summary>The media type of a request's body, without parameters.</summary>
    public static string MediaType(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var parsed) && parsed.MediaType is { HasValue: true, Length: <= 100 }
            ? parsed.MediaType.Value!.ToLowerInvariant()
            : "application/octet-stream";

    /// <summary>A media type that was only claimed: what a browser would interpret as a page becomes plain bytes.</summary>
    public static string SafeType(string contentType)
    {
        var isType = MediaTypeHeaderValue.TryParse(contentType, out var parsed) && parsed.MediaType.HasValue
            && !parsed.MediaType.Value!.Contains('*', StringComparison.Ordinal);
        if (!isType)
        {
            return "application/octet-stream";
        }

        var type = parsed!.MediaType.Value!.ToLowerInvariant();
        return type.StartsWith("text/", StringComparison.Ordinal)
            || type.EndsWith("xml", StringComparison.Ordinal)
            || type.Contains("script", StringComparison.Ordinal)
            || type.Contains("html", StringComparison.Ordinal)
            || type.StartsWith("multipart/", StringComparison.Ordinal)
            || type == "application/x-shockwave-flash"
            ? "application/octet-stream"
            : type;
    }

    /// <summary>No paths, no control or direction characters (which can make <c>exe.fdp</c> read as <c>pdf.exe</c>), no dots at the ends.</summary>
    public static string SafeName(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            var isHidden = category is System.Globalization.UnicodeCategory.Control
                or System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.Surrogate
                or System.Globalization.UnicodeCategory.PrivateUse
                or System.Globalization.UnicodeCategory.OtherNotAssigned
                or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator;
            if (!isHidden)
            {
                text.Append(rune.IsAscii && "\\/:*?\"<>|%;".Contains((char)rune.Value, StringComparison.Ordinal) ? "_" : rune.ToString());
            }
        }

        var safe = text.ToString().Trim(' ', '.');
        if (safe.Length > MaxName)
        {
            // The end tells what it is.
            var extension = Path.GetExtension(safe) is { Length: <= 10 } dot ? dot : "";
            safe = TextCut.At(safe, MaxName - extension.Length) + extension;
        }

        return safe.Length == 0 ? "attachment" : safe;
    }
}
