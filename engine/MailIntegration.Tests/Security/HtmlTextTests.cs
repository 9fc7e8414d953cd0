using MailIntegration.Engine.Security;

namespace MailIntegration.Tests.Security;

public sealed class HtmlTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("<p>One</p><p>Two</p>", "One\n\nTwo")]
    [InlineData("<div>One</div><div>Two<br>Three</div>", "One\nTwo\nThree")]
    [InlineData("One  \n two\t<b>three</b>&nbsp; four", "One two three four")]
    [InlineData("<ul><li>One<li>Two</ul>after", "- One\n- Two\n\nafter")]
    [InlineData("<table><tr><td>A</td><td>B</td></tr><tr><td>C</td></tr></table>", "A B\nC")]
    [InlineData("<pre>a\n  b\nc</pre>d", "a\n  b\nc\n\nd")]
    [InlineData("See <a href='http://a.example/'>this page</a>.", "See this page.")]
    [InlineData("<title>t</title><style>p{}</style><script>x</script>text", "text")]
    [InlineData("a<!-- comment -->b", "ab")]
    [InlineData("&lt;b&gt; &amp; &eacute; &#8364; &#150; &#x1F600;", "<b> & é € \u2013 \uD83D\uDE00")]
    [InlineData("<div style='display:none'>preview<div>x</div></div>shown", "shown")]
    [InlineData("<span style=\"font-size : 0px;color:red\">hidden</span>shown", "shown")]
    [InlineData("<p hidden>one<p>two", "two")]
    [InlineData("<div style='max-height:0;overflow:hidden'><style></div></style>x</div>y", "y")]
    [InlineData("<svg><text>s</text></svg><object>o</object>x", "x")]
    [InlineData("a\u200B\u00AD\u034F &zwnj;&nbsp;&zwnj;b", "a b")]
    [InlineData("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645", "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645")]
    [InlineData("a<br><br><br><br><br>b", "a\n\n\nb")]
    [InlineData("x < y and <3 <", "x < y and <3 <")]
    [InlineData("<xmp><b>raw</b></xmp>", "<b>raw</b>")]
    public void ToText_Markup_GivesWhatIsRead(string html, string expected) => Assert.Equal(expected, HtmlText.ToText(html, 10_000));

    [Fact]
    public void ToText_Limit_CutsBetweenCharacters()
    {
        Assert.Equal("abc", HtmlText.ToText("<p>abcdef</p>", 3));
        Assert.Equal("ab", HtmlText.ToText("ab\uD83D\uDE00", 3));
        Assert.Equal("", HtmlText.ToText("abc", 0));
        Assert.Equal("", HtmlText.ToText(null, 10));
    }
}
