using System.Net;
using System.Text.RegularExpressions;
using MailIntegration.Engine.Mime;

namespace MailIntegration.Sandbox.Microsoft365;

/// <summary>Bodies as the service shows them. Its cleaning of HTML is only imitated; nobody may rely on it.</summary>
internal static partial class BodyText
{
    public static (bool IsHtml, string Text) Body(MailContent content, bool wantsText, bool allowUnsafe)
    {
        if (content.Html is not { } html)
        {
            return (false, content.Text ?? "");
        }

        if (wantsText)
        {
            return (false, content.Text ?? Plain(html));
        }

        return (true, allowUnsafe ? html : Unsafe().Replace(html, ""));
    }

    /// <summary>The first 255 characters.</summary>
    public static string Preview(MailContent content)
    {
        var text = content.Text ?? Plain(content.Html ?? "");
        return text.Length <= 255 ? text : text[..255];
    }

    public static string Plain(string html) => WebUtility.HtmlDecode(Tags().Replace(Unsafe().Replace(html, ""), " ")).Trim();

    [GeneratedRegex(@"<script\b[^>]*>.*?</script\s*>|<script\b[^>]*>|\son[a-z]+\s*=\s*(""[^""]*""|'[^']*')", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Unsafe();

    [GeneratedRegex("<[^>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Tags();
}
