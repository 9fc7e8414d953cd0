using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace MailIntegration.Tests.Security;

/// <summary>
/// Reads cleaned HTML with a parser of its own and names everything that should not be in it. Written apart from the
/// cleaner's tables, so that a mistake there shows here.
/// </summary>
internal static class HtmlAllowlist
{
    private static readonly HashSet<string> Elements = [.. (
        "html head body style a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup "
        + "dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark menu "
        + "nav nobr ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead "
        + "time tr tt u ul var wbr").Split(' ')];

    private static readonly HashSet<string> Attributes = [.. (
        "align alt bgcolor border cellpadding cellspacing class color colspan data-blocked dir face height hidden href hspace id lang "
        + "loading noshade nowrap open referrerpolicy rel reversed role rowspan scope size src start style target title type valign "
        + "value vspace width").Split(' ')];

    private static readonly string[] LinkStarts = ["http://", "https://", "mailto:", "tel:", "#m-"];

    private static readonly string[] ImageStarts =
        ["data:image/png;base64,", "data:image/jpeg;base64,", "data:image/gif;base64,", "data:image/webp;base64,", "/own/"];

    private static readonly string[] BadCss =
        ["url", "expression", "import", "javascript", "behavior", "binding", "position", "z-index", "\\", "<", "@font", "@charset", "/*", "vbscript"];

    public static List<string> Problems(string html, bool remoteImages = false)
    {
        using var document = new HtmlParser().ParseDocument(html);
        var problems = new List<string>();
        foreach (var element in document.All)
        {
            var name = element.LocalName;
            if (element.NamespaceUri != "http://www.w3.org/1999/xhtml" || !Elements.Contains(name))
            {
                problems.Add($"element {element.NodeName}");
            }

            if (name == "style")
            {
                problems.AddRange(StyleProblems(element));
            }

            foreach (var attribute in element.Attributes)
            {
                problems.AddRange(AttributeProblems(element, attribute, remoteImages));
            }
        }

        if (document.Descendants<IComment>().Any())
        {
            problems.Add("comment");
        }

        return problems;
    }

    private static IEnumerable<string> StyleProblems(IElement style)
    {
        if (style.Attributes.Length > 0)
        {
            yield return "style attributes";
        }

        foreach (var bad in BadCss.Where(bad => style.TextContent.Contains(bad, StringComparison.OrdinalIgnoreCase)))
        {
            // Words may be part of a class name; only what follows a colon or an at sign can act.
            if (bad is "\\" or "<" or "/*" || bad[0] == '@' || HasInValue(style.TextContent, bad))
            {
                yield return $"css {bad}: {style.TextContent}";
            }
        }
    }

    private static bool HasInValue(string css, string bad) => css.Split('{', '}', ';')
        .Select(static part => part.Split(':'))
        .Any(parts => parts.Length > 1 && (parts[0].Trim().Equals(bad, StringComparison.OrdinalIgnoreCase)
            || parts[^1].Contains(bad + "(", StringComparison.OrdinalIgnoreCase)));

    private static IEnumerable<string> AttributeProblems(IElement element, IAttr attribute, bool remoteImages)
    {
        var (name, value) = (attribute.Name, attribute.Value);
        if (!Attributes.Contains(name) || name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || attribute.NamespaceUri is not null)
        {
            yield return $"attribute {element.LocalName}/{name}";
        }

        if (name == "href" && (element.LocalName != "a" || !StartsWithAny(value, LinkStarts)
            || (value[0] != '#' && element.GetAttribute("rel") != "noopener noreferrer nofollow")))
        {
            yield return $"href {value}";
        }

        if (name == "src" && (element.LocalName != "img"
            || !(StartsWithAny(value, ImageStarts) || (remoteImages && StartsWithAny(value, LinkStarts[..2])))))
        {
            yield return $"src {value}";
        }

        if (name == "id" && !value.StartsWith("m-", StringComparison.Ordinal))
        {
            yield return $"id {value}";
        }

        if (name == "class" && value.Split(' ').Any(static one => !one.StartsWith("m-", StringComparison.Ordinal)))
        {
            yield return $"class {value}";
        }

        if (name == "style" && (BadCss.Any(bad => bad is not "\\" && value.Contains(bad + (bad is "<" or "/*" ? "" : "("), StringComparison.OrdinalIgnoreCase))
            || value.Contains("position:", StringComparison.OrdinalIgnoreCase) && !value.Contains("-position:", StringComparison.OrdinalIgnoreCase)))
        {
            yield return $"style {value}";
        }

        if (name is "href" or "src" && value.Any(static c => char.IsControl(c) || c is ' ' or '<' or '>' or '"' or '\'' or '`'))
        {
            yield return $"url characters {value}";
        }
    }

    private static bool StartsWithAny(string value, string[] starts) =>
        Array.Exists(starts, start => value.StartsWith(start, StringComparison.Ordinal));
}
