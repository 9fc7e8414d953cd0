using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace MailIntegration.Tests.Security;

/// <summary>
/// Reads cleaned HTML with a parser of its own and names everything that should not be in it. Written apart from the
/// cleaner's tables, so that a mistake there shows here.
/// </summary>
internal static partial class HtmlAllowlist
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

    private static readonly HashSet<string> Functions =
        [.. "calc clamp hsl hsla linear-gradient max min radial-gradient repeating-linear-gradient repeating-radial-gradient rgb rgba".Split(' ')];

    private static readonly HashSet<string> BadProperties =
        [.. "animation behavior content cursor filter inset -moz-binding position src top transform transition z-index".Split(' ')];

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

        foreach (var problem in CssProblems(style.TextContent))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> CssProblems(string css)
    {
        var code = Quoted().Replace(css, "''");
        if (code.IndexOfAny(['<', '\\', '"']) >= 0 || code.Contains("/*", StringComparison.Ordinal) || css.Contains('<', StringComparison.Ordinal))
        {
            yield return $"css characters: {css}";
        }

        foreach (Match match in Called().Matches(code))
        {
            if (!Functions.Contains(match.Groups[1].Value))
            {
                yield return $"css function: {css}";
            }
        }

        foreach (Match match in Declared().Matches(code))
        {
            if (BadProperties.Contains(match.Groups[1].Value.ToLowerInvariant()))
            {
                yield return $"css property: {css}";
            }
        }

        if (AtRule().Matches(code).Any(static match => match.Value != "@media"))
        {
            yield return $"css rule: {css}";
        }
    }

    [GeneratedRegex("'[^']*'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"([\w-]+)\(")]
    private static partial Regex Called();

    [GeneratedRegex(@"(?:^|[{;])\s*([\w-]+)\s*:")]
    private static partial Regex Declared();

    [GeneratedRegex(@"@[\w-]*")]
    private static partial Regex AtRule();

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

        if (name == "class" && value.Split(' ').Any(static one => !one.StartsWith("m-", StringComparison.Ordinal) && one is not ("mail-root" or "mail-text")))
        {
            yield return $"class {value}";
        }

        foreach (var problem in name == "style" ? CssProblems(value) : [])
        {
            yield return problem;
        }

        if (name is "href" or "src" && value.Any(static c => char.IsControl(c) || c is ' ' or '<' or '>' or '"' or '\'' or '`'))
        {
            yield return $"url characters {value}";
        }
    }

    private static bool StartsWithAny(string value, string[] starts) =>
        Array.Exists(starts, start => value.StartsWith(start, StringComparison.Ordinal));
}
