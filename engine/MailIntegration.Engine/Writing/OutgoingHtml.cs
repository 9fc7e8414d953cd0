using System.Net;
using MailIntegration.Engine.Security;

namespace MailIntegration.Engine.Writing;

/// <summary>The cleaner's profiles for HTML that we send: no scripts, nothing that is loaded from outside but what a manager put into a signature.</summary>
internal static class OutgoingHtml
{
    private const string Start = "<div class=\"mail-root\">";
    private const string End = "</div>";

    /// <summary>What a member typed or pasted. Cleaning it again changes nothing.</summary>
    public static string Clean(IHtmlCleaner cleaner, string? html) => Unwrap(cleaner.Clean(
        html, new HtmlCleanOptions { RenameContentId = id => id, MaxInputLength = WritingLimits.MaxHtml }).Html);

    /// <summary>A signature; its images may lie on the company's own site.</summary>
    public static string CleanSignature(IHtmlCleaner cleaner, string? html) => Unwrap(cleaner.Clean(
        html, new HtmlCleanOptions { AllowRemoteImages = true, MaxInputLength = WritingLimits.MaxHtml }).Html);

    /// <summary>The original of a reply.</summary>
    /// <param name="rename">The Content-ID under which an inline image travels along, or null to leave it out.</param>
    public static CleanHtml CleanQuote(IHtmlCleaner cleaner, string html, Func<string, string?> rename) => cleaner.Clean(
        html, new HtmlCleanOptions { RenameContentId = rename, MaxInputLength = WritingLimits.MaxQuote });

    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    /// <summary>The division stands for the sender's body; a fragment of ours needs none, unless it carries looks of its own.</summary>
    private static string Unwrap(string html) =>
        html.StartsWith(Start, StringComparison.Ordinal) && html.EndsWith(End, StringComparison.Ordinal)
            ? html[Start.Length..^End.Length]
            : html;
}
