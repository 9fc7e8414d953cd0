using MailIntegration.Engine.Security;

namespace MailIntegration.Tests.Security;

public sealed class HtmlCssTests
{
    [Theory]
    [InlineData("color:red;font-size:14px", "color:red;font-size:14px")]
    [InlineData(" COLOR : #ABC ;; ", "color:#ABC")]
    [InlineData("color:red !important", "color:red !important")]
    [InlineData("font:bold 12px/1.5 'Segoe UI',Arial", "font:bold 12px / 1.5 'Segoe UI', Arial")]
    [InlineData("font-family:\"x\\\";position:fixed\"", "font-family:'x\\22 \\3b position\\3a fixed'")]
    [InlineData("font-family:'</style><img src=x onerror=alert(1)>'", "font-family:'\\3c \\2f style\\3e \\3c img src\\3d x onerror\\3d alert\\28 1\\29 \\3e '")]
    [InlineData("width:calc(100% - 20px)", "width:calc(100% - 20px)")]
    [InlineData("color:rgba(0,0,0,.5)", "color:rgba(0, 0, 0, .5)")]
    [InlineData("background:#fff url(http://a.example/x.png) no-repeat", "background:#fff no-repeat")]
    [InlineData("background:url( \"x)y\" ) center", "background:center")]
    [InlineData("background:linear-gradient(90deg,red,blue 50%)", "background:linear-gradient(90deg, red, blue 50%)")]
    [InlineData("margin:0 auto;padding:1em 2%", "margin:0 auto;padding:1em 2%")]
    [InlineData("mso-line-height-rule:exactly;color:red", "color:red")]
    [InlineData("color/**/:/**/red", "color:red")]
    public void OfAttribute_Harmless_PassesInOneForm(string css, string expected)
    {
        Assert.Equal(expected, HtmlCssDeclarations.OfAttribute(css));
        Assert.Equal(expected, HtmlCssDeclarations.OfAttribute(expected));
    }

    [Theory]
    [InlineData("background-image:url(javascript:alert(1))")]
    [InlineData("background:url(x)")]
    [InlineData("width:expression(alert(1))")]
    [InlineData("width:e\\78pression(alert(1))")]
    [InlineData("width:ex/**/pression(alert(1))")]
    [InlineData("color:u\\72l(x)")]
    [InlineData("behavior:url(x.htc)")]
    [InlineData("-moz-binding:url(x)")]
    [InlineData("position:fixed;top:0;left:0;z-index:9999")]
    [InlineData("p\\6fsition:fixed")]
    [InlineData("\\70osition:absolute")]
    [InlineData("content:'x'")]
    [InlineData("list-style-image:url(x)")]
    [InlineData("list-style:url(x)")]
    [InlineData("cursor:url(x),auto")]
    [InlineData("filter:progid:DXImageTransform.Microsoft.AlphaImageLoader(src='x')")]
    [InlineData("transform:scale(100)")]
    [InlineData("animation:x 1s")]
    [InlineData("transition:all 1s")]
    [InlineData("--x:red")]
    [InlineData("color:var(--x)")]
    [InlineData("color:attr(title)")]
    [InlineData("width:image-set('x' 1x)")]
    [InlineData("margin-top:-500px")]
    [InlineData("height:100vh")]
    [InlineData("height:99999999px")]
    [InlineData("height:1e9px")]
    [InlineData("color:red;}body{color:blue", "color:red")]
    [InlineData("color:rgb(1,2", "")]
    [InlineData("color:'x'")]
    [InlineData("*color:red")]
    [InlineData("color:{red}")]
    [InlineData("@import 'x';color")]
    public void OfAttribute_Harmful_Falls(string css, string expected = "") => Assert.Equal(expected, HtmlCssDeclarations.OfAttribute(css));

    [Theory]
    [InlineData("p{color:red}", ".mail-root p{color:red}")]
    [InlineData("<!-- p.MsoNormal, li {margin:0cm} -->", ".mail-root p.m-MsoNormal,.mail-root li{margin:0cm}")]
    [InlineData("body{background-color:#fff}html body .x{color:red}", ".mail-root{background-color:#fff}.mail-root .m-x{color:red}")]
    [InlineData("body.wide > table td.a.b:hover{color:red}", ".mail-root.m-wide>table td.m-a.m-b:hover{color:red}")]
    [InlineData("*{color:red}", ".mail-root *{color:red}")]
    [InlineData("#id .c{color:red}", ".mail-root .m-id .m-c{color:red}")]
    [InlineData("*[class=\"full\"]{width:100%}td[class~=x]{width:1px}", ".mail-root *.m-full{width:100%}.mail-root td.m-x{width:1px}")]
    [InlineData("@media only screen and (max-width: 600px){.a{width:100%!important}}", "@media only screen and (max-width:600px){.mail-root .m-a{width:100% !important}}")]
    [InlineData("@media (prefers-color-scheme:dark){.a{color:#fff}}p{color:red}", "@media (prefers-color-scheme:dark){.mail-root .m-a{color:#fff}}.mail-root p{color:red}")]
    [InlineData(".mail-root .m-x{color:red}", ".mail-root .m-x{color:red}")]
    public void Sheet_Harmless_PassesBoundToTheBody(string css, string expected)
    {
        Assert.Equal(expected, Sheet(css));
        Assert.Equal(expected, Sheet(expected));
    }

    [Theory]
    [InlineData("@import url(http://a.example/x.css);p{color:red}", ".mail-root p{color:red}")]
    [InlineData("@import 'x'", "")]
    [InlineData("@font-face{font-family:x;src:url(x)}p{color:red}", ".mail-root p{color:red}")]
    [InlineData("@charset \"utf-7\";p{color:red}", ".mail-root p{color:red}")]
    [InlineData("@supports(color:red){p{color:blue}}b{color:red}", ".mail-root b{color:red}")]
    [InlineData("@media screen and (-webkit-min-device-pixel-ratio:0){p{color:red}}", "")]
    [InlineData("@media screen{@media print{p{color:red}}b{color:red}}", "@media screen{.mail-root b{color:red}}")]
    [InlineData("@keyframes x{from{color:red}}b{color:red}", ".mail-root b{color:red}")]
    [InlineData("input[value^=a]{background:url(http://a.example/a)}", "")]
    [InlineData("a[href^=http]{color:red}", "")]
    [InlineData("p::before{content:'x'}", "")]
    [InlineData("p:not(.x){color:red}", "")]
    [InlineData("script{color:red}x-y{color:red}", "")]
    [InlineData("p{position:fixed}", "")]
    [InlineData("p{color:red", ".mail-root p{color:red}")]
    [InlineData("p{color:red;background:url(x", ".mail-root p{color:red}")]
    [InlineData("}p{color:red}", ".mail-root p{color:red}")]
    [InlineData("p[foo=bar{}*{color:blue}]{color:green}b{color:red}", ".mail-root b{color:red}")]
    [InlineData("div body{color:red}", "")]
    [InlineData("p{color:red;{}*{color:blue}}", ".mail-root p{color:red}")]
    [InlineData("p > > b{color:red}> p{color:red}p >{color:red}", "")]
    [InlineData("</style><script>{}p{color:red}", ".mail-root p{color:red}")]
    public void Sheet_Harmful_Falls(string css, string expected) => Assert.Equal(expected, Sheet(css));

    [Fact]
    public void Sheet_MediaAttribute_WrapsItsRules()
    {
        var clean = new HtmlCleaner().Clean("<style media='screen and (max-width:400px)'>p{color:red}</style><style media='(x)'>b{color:red}</style><p>x", new HtmlCleanOptions());

        Assert.Equal("<style>@media screen and (max-width:400px){.mail-root p{color:red}}</style><div class=\"mail-root\"><p>x</p></div>", clean.Html);
    }

    [Fact]
    public void Sheet_TooManyRules_IsCutWithWarning()
    {
        var warnings = new HtmlWarningList();
        var sheet = new HtmlCssSheet(warnings);
        sheet.Add(string.Concat(Enumerable.Repeat("p{color:red}", 10_000)), null);

        Assert.Equal(4_000, sheet.ToString().Split('}').Length - 1);
        Assert.Equal([HtmlWarnings.StylesTruncated], warnings.Codes);
    }

    private static string Sheet(string css)
    {
        var sheet = new HtmlCssSheet(new HtmlWarningList());
        sheet.Add(css, null);
        return sheet.ToString();
    }
}
