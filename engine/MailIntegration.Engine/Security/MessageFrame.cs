using System.Text;

namespace MailIntegration.Engine.Security;

/// <summary>
/// Makes the document that shows one mail inside a sandboxed iframe: a policy that forbids everything but styles and images,
/// a small style sheet, and the cleaned body.
/// </summary>
/// <remarks>
/// The iframe needs <c>sandbox="allow-popups allow-popups-to-escape-sandbox"</c>, never <c>allow-scripts</c>. Inside such a
/// sandbox images are fetched without cookies, so addresses from <see cref="HtmlCleanOptions.ResolveContentId"/> must carry
/// their own proof of access (a signed address); otherwise the iframe needs <c>allow-same-origin</c> as well and its document
/// must come by <c>srcdoc</c>.
/// </remarks>
public static class MessageFrame
{
    /// <summary>The value of the iframe's sandbox attribute.</summary>
    public const string Sandbox = "allow-popups allow-popups-to-escape-sandbox";

    private const string Styles =
        "html{margin:0;padding:0;overflow-wrap:anywhere;-webkit-text-size-adjust:100%;text-size-adjust:100%}"
        + "body{margin:0;padding:12px 16px;font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}"
        + "html.mail-light{color-scheme:light;background:#fff;color:#1c1e21}"
        + "html.mail-dark{color-scheme:dark;background:#1b1d21;color:#e4e6ea}"
        + "html.mail-dark body .mail-root a[href]{color:#8ab4f8}"
        + ".mail-root{overflow-x:auto}"
        + ".mail-text{white-space:pre-wrap;unicode-bidi:plaintext}"
        + "img{max-width:100%;height:auto}"
        + "img[data-blocked]{display:inline-block;min-width:1em;min-height:1em;outline:1px dashed #9aa0a6;outline-offset:-1px}"
        + "img[data-blocked][width='1'],img[data-blocked][height='1'],img[data-blocked][width='0'],img[data-blocked][height='0']{display:none}"
        + "table{max-width:100%}"
        + "pre{white-space:pre-wrap}"
        + "blockquote{margin:.5em 0 .5em .2em;padding:0 0 0 .8em;border-inline-start:2px solid #9aa0a6}"
        + ".mail-fold>summary{display:inline-block;margin:.6em 0;padding:0 .7em;border:1px solid #9aa0a6;border-radius:1em;"
        + "font:13px/1.6 system-ui,sans-serif;color:inherit;cursor:pointer;list-style:none}"
        + ".mail-fold>summary::-webkit-details-marker{display:none}"
        + ".mail-fold>summary:focus-visible{outline:2px solid #3b82f6;outline-offset:2px}"
        + "@media print{body{padding:0}.mail-fold>summary{display:none}}";

    /// <summary>The whole document; UTF-8 text for <c>srcdoc</c> or for a response of its own.</summary>
    /// <param name="html">The cleaned body, or <see cref="PlainTextHtml"/> in <see cref="CleanHtml.Html"/>.</param>
    /// <param name="options">How it is shown.</param>
    /// <exception cref="ArgumentException">The nonce or the origin holds characters that would break the policy.</exception>
    public static string Document(CleanHtml html, MessageFrameOptions options)
    {
        ArgumentNullException.ThrowIfNull(html);
        ArgumentNullException.ThrowIfNull(options);
        var body = options.QuoteSummary is { } summary ? HtmlQuotes.Fold(html.Html, summary) : html.Html;
        var isDark = options.Dark && !HtmlColors.HasOwn(html.Html);
        var style = options.Nonce is { } nonce ? $"<style nonce=\"{nonce}\">" : "<style>";
        var output = new StringBuilder(body.Length + 4_000);
        output.Append("<!DOCTYPE html><html class=\"").Append(isDark ? "mail-dark" : "mail-light").Append('"');
        AppendAttribute(output, "lang", options.Lang, HtmlAttributeKind.Language);
        output.Append("><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"");
        HtmlEscape.Append(output, ContentSecurityPolicy(options));
        output.Append("\"><meta name=\"referrer\" content=\"no-referrer\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
            .Append("<meta name=\"color-scheme\" content=\"").Append(isDark ? "dark" : "light").Append("\"><meta name=\"robots\" content=\"noindex\">")
            .Append("<meta name=\"format-detection\" content=\"telephone=no\"><meta http-equiv=\"x-dns-prefetch-control\" content=\"off\"><base target=\"_blank\">")
            .Append(style).Append(Styles).Append("</style></head><body");
        AppendAttribute(output, "dir", options.Dir is "ltr" or "rtl" ? options.Dir : "auto", HtmlAttributeKind.Direction);
        output.Append('>');
        if (body.StartsWith("<style>", StringComparison.Ordinal))
        {
            output.Append(style).Append(body, 7, body.Length - 7);
        }
        else
        {
            output.Append(body);
        }

        return output.Append("</body></html>").ToString();
    }

    /// <summary>
    /// The policy of the document. A response that carries the document should send it as a header too, followed by
    /// <c>; frame-ancestors 'self'; sandbox</c> and the tokens of <see cref="Sandbox"/>, which meta elements cannot express.
    /// </summary>
    /// <exception cref="ArgumentException">The nonce or the origin holds characters that would break the policy.</exception>
    public static string ContentSecurityPolicy(MessageFrameOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var images = "img-src 'self' data: blob:";
        if (options.ImageOrigin is { } origin)
        {
            images += " " + Origin(origin);
        }

        images += options.AllowRemoteImages ? " https: http:" : "";
        var styles = options.Nonce is { } nonce
            ? $"style-src 'unsafe-inline'; style-src-elem 'nonce-{Nonce(nonce)}'; style-src-attr 'unsafe-inline'"
            : "style-src 'unsafe-inline'";
        return $"default-src 'none'; {images}; {styles}; base-uri 'none'; form-action 'none'";
    }

    private static void AppendAttribute(StringBuilder output, string name, string? value, HtmlAttributeKind kind)
    {
        if (value is not null && HtmlAttributes.Check(kind, value) is { } valid)
        {
            output.Append(' ').Append(name).Append("=\"");
            HtmlEscape.Append(output, valid);
            output.Append('"');
        }
    }

    private static string Nonce(string nonce) => nonce.Length > 0
        && nonce.All(static c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=' or '-' or '_')
        ? nonce
        : throw new ArgumentException("A nonce holds letters, digits, +, /, =, - and _ only.", nameof(nonce));

    private static string Origin(string origin) => Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        ? uri.GetLeftPart(UriPartial.Authority)
        : throw new ArgumentException("An origin is an http or https address without path.", nameof(origin));
}
