using MailIntegration.Engine.Security;

namespace MailIntegration.Tests.Security;

public sealed class PlainTextHtmlTests
{
    private const string Link = "\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">";

    [Theory]
    [InlineData("Hello", "Hello")]
    [InlineData("One\r\nTwo\n\nThree", "One<br>Two<br><br>Three")]
    [InlineData("<script>alert('1')</script> & \"x\"", "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot;")]
    [InlineData("a\n> b\n> c\nd", "a<blockquote>b<br>c</blockquote>d")]
    [InlineData("> > two\n>one\n>>>three", "<blockquote><blockquote>two</blockquote>one<blockquote><blockquote>three</blockquote></blockquote></blockquote>")]
    [InlineData("a > b", "a &gt; b")]
    [InlineData("", "")]
    public void ToHtml_Text_IsEscapedInLines(string text, string expected) => Assert.Equal(expected, Inner(text));

    [Theory]
    [InlineData("See http://a.example/x?a=1&b=2.", "See <a href=\"http://a.example/x?a=1&amp;b=2" + Link + "http://a.example/x?a=1&amp;b=2</a>.")]
    [InlineData("(https://a.example/a_(b))", "(<a href=\"https://a.example/a_(b)" + Link + "https://a.example/a_(b)</a>)")]
    [InlineData("<https://a.example/>", "&lt;<a href=\"https://a.example/" + Link + "https://a.example/</a>&gt;")]
    [InlineData("www.a.example, then", "<a href=\"https://www.a.example" + Link + "www.a.example</a>, then")]
    [InlineData("MAILTO:a@b.example!", "<a href=\"mailto:a@b.example" + Link + "MAILTO:a@b.example</a>!")]
    [InlineData("\"http://a.example/\"", "&quot;<a href=\"http://a.example/" + Link + "http://a.example/</a>&quot;")]
    [InlineData("xhttp://a.example www. http:// javascript:alert(1) awww.x", "xhttp://a.example www. http:// javascript:alert(1) awww.x")]
    [InlineData("http://a.example/x\"onmouseover=alert(1)", "<a href=\"http://a.example/x" + Link + "http://a.example/x</a>&quot;onmouseover=alert(1)")]
    public void ToHtml_Addresses_BecomeLinks(string text, string expected) => Assert.Equal(expected, Inner(text));

    [Fact]
    public void ToHtml_DeepQuotes_StayBounded()
    {
        var html = PlainTextHtml.ToHtml(new string('>', 5_000) + " deep");

        Assert.Equal(16, html.Split("<blockquote>").Length - 1);
        Assert.Contains("deep", html, StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_AnyText_IsWhatTheCleanerLetsPass()
    {
        var soup = new HtmlSoup(4);
        for (var i = 0; i < 300; i++)
        {
            var html = PlainTextHtml.ToHtml(soup.Next(40));
            Assert.Empty(HtmlAllowlist.Problems(html));
            Assert.Equal(html.Replace("mail-text", "m-mail-text", StringComparison.Ordinal), new HtmlCleaner().Clean(html, new HtmlCleanOptions()).Html);
        }
    }

    private static string Inner(string text)
    {
        var html = PlainTextHtml.ToHtml(text);
        return html.Length == 0 ? "" : html["<div class=\"mail-root\"><div class=\"mail-text\">".Length..^"</div></div>".Length];
    }
}
