using System.Text;

namespace MailIntegration.Tests.Security;

/// <summary>Makes random broken markup, the same for the same seed.</summary>
internal sealed class HtmlSoup
{
    private static readonly string[] Names =
    [
        "a", "b", "i", "font", "span", "div", "p", "table", "tbody", "tr", "td", "th", "caption", "col", "colgroup", "ul", "li", "dl", "dt",
        "dd", "h1", "h3", "blockquote", "center", "pre", "br", "img", "hr", "nobr", "svg", "math", "mi", "mtext", "title", "desc",
        "foreignObject", "style", "script", "noscript", "template", "select", "option", "textarea", "iframe", "object", "form", "button",
        "input", "body", "html", "head", "details", "summary", "xmp", "plaintext", "o:p", "v:rect", "ruby", "rt", "section", "u", "big",
    ];

    private static readonly string[] Attributes =
    [
        "href=javascript:alert(1)", "href='http://a.example/?x=1&amp;y=2'", "href=\"#top\"", "id=top", "id=x", "name=top", "class='a m-b'",
        "style='color:red;background:url(x)'", "style=\"position:fixed;width:10px\"", "onclick=alert(1)", "src=cid:pic", "src=http://a.example/p.png",
        "src='data:image/png;base64,AAAA'", "src=x onerror=alert(1)", "title='</style><img src=x onerror=alert(1)>'", "align=center",
        "width=100%", "colspan=3", "bgcolor=#fff", "dir=rtl", "color=red", "\"", "'", "=", "/", "alt='a\"b'",
    ];

    private static readonly string[] Texts =
    [
        "text", " ", "\n", "&lt;script&gt;", "&amp;amp;", "&#60;img&#62;", "<", ">", "<!-- x -->", "<!--", "-->", "<![CDATA[", "]]>", "&nbsp;",
        "<!doctype html>", "<?xml ?>", "a&b", "*{color:red}", "@media screen{.a{color:red}}", "\u2028", "\u0001", "</", "{", "}",
    ];

    private readonly Random _random;

    public HtmlSoup(int seed) => _random = new Random(seed);

    public string Next(int pieces, string[]? names = null)
    {
        var result = new StringBuilder();
        for (var i = 0; i < pieces; i++)
        {
            switch (_random.Next(10))
            {
                case < 5:
                    result.Append('<').Append(Pick(names ?? Names));
                    for (var n = _random.Next(4); n > 0; n--)
                    {
                        result.Append(' ').Append(Pick(Attributes));
                    }

                    result.Append(_random.Next(20) == 0 ? "" : ">");
                    break;
                case < 8:
                    result.Append("</").Append(Pick(names ?? Names)).Append('>');
                    break;
                default:
                    result.Append(Pick(Texts));
                    break;
            }
        }

        return result.ToString();
    }

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
