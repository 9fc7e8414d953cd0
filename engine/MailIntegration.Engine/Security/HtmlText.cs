using AngleSharp.Html.Parser;

namespace MailIntegration.Engine.Security;

/// <summary>Readable text of an HTML body.</summary>
public static class HtmlText
{
    public static string ToText(string html, int maxChars)
    {
        var text = new HtmlParser().ParseDocument(html).Body?.TextContent ?? "";
        return text.Length <= maxChars ? text : text[..maxChars];
    }
}
