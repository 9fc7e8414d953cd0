using MailIntegration.Engine.Security;

namespace MailIntegration.Tests.Security;

public sealed class HtmlCleanerTests
{
    private static readonly HtmlCleanOptions Options = new();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("<!-- nothing --><script>alert(1)</script>")]
    public void Clean_NothingToShow_IsEmpty(string? html) => Assert.Equal("", new HtmlCleaner().Clean(html, Options).Html);

    [Theory]
    [InlineData("<p>Hello <b>world</b></p>", "<p>Hello <b>world</b></p>")]
    [InlineData("a < b & c > d", "a &lt; b &amp; c &gt; d")]
    [InlineData("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("<p onclick=alert(1) ONMOUSEOVER='x' data-x=1>x</p>", "<p>x</p>")]
    [InlineData("<o:p>office</o:p><v:shape>x</v:shape>", "officex")]
    [InlineData("<form action=x><button>Go</button><input value=y></form>", "Go")]
    [InlineData("a<script>x</script><style>y</style><title>z</title><noscript><p>n</p></noscript><iframe>i</iframe>b", "ab")]
    [InlineData("a<object data=x><p>o</p></object><svg><text>s</text></svg><math><mi>m</mi></math><template><p>t</p></template>b", "ab")]
    [InlineData("a<svg><desc><p>out of svg again</p>", "a<p>out of svg again</p>")]
    [InlineData("<base href='//evil.example/'><link rel=stylesheet href=x><meta http-equiv=refresh content='0;url=x'>b", "b")]
    [InlineData("<pre>\n\nkept</pre>", "<pre>\n\nkept</pre>")]
    [InlineData("<xmp><b>raw</b></xmp>", "<pre>&lt;b&gt;raw&lt;/b&gt;</pre>")]
    [InlineData("x<plaintext></plaintext><img src=x onerror=alert(1)>", "x<pre>&lt;/plaintext&gt;&lt;img src=x onerror=alert(1)&gt;</pre>")]
    [InlineData("one</br>two", "one<br>two")]
    [InlineData("<!--[if mso]><table><tr><td>mso</td></tr></table><![endif]-->x<!--[if !mso]><!-->y<!--<![endif]-->", "xy")]
    [InlineData("<details open><summary>More</summary>text</details>", "<details open><summary>More</summary>text</details>")]
    [InlineData("<img src=\"x\" srcset=\"http://a.example/1.png 1x\" background=y>", "<img>")]
    [InlineData("<table background='http://a.example/b.png'><tr><td background=x>c</td></tr></table>", "<table><tbody><tr><td>c</td></tr></tbody></table>")]
    [InlineData("text\u0000\u0001\u0008more", "textmore")]
    public void Clean_Fragment_GivesPlainForm(string html, string expected) => Assert.Equal(expected, Inner(html));

    [Fact]
    public void Clean_HalfACharacter_IsReplaced() =>
        Assert.Equal("\uD83D\uDE00 \uFFFD lone \uFFFD", Inner("\uD83D\uDE00 \uD83D lone \uDE00"));

    [Theory]
    [InlineData("<td>outside</td>", "outside")]
    [InlineData("<table width='600' cellpadding=\"0\" border=0 bgcolor=#FFFFFF role=presentation><tr><td colspan=2 valign=TOP align=center nowrap>x</table>",
        "<table bgcolor=\"#FFFFFF\" border=\"0\" cellpadding=\"0\" role=\"presentation\" width=\"600\"><tbody><tr><td align=\"center\" colspan=\"2\" nowrap valign=\"top\">x</td></tr></tbody></table>")]
    [InlineData("<td><table><tr><td width='100%25' height=99999 rowspan=100000 align='x:y'>z", "<table><tbody><tr><td>z</td></tr></tbody></table>")]
    [InlineData("<font face='Arial, \"x\"' size=+2 color=\"red;x\">z</font>", "<font face=\"Arial, &quot;x&quot;\" size=\"+2\">z</font>")]
    [InlineData("<ol start=3 type=i reversed><li value=7>x</ol>", "<ol reversed start=\"3\" type=\"i\"><li value=\"7\">x</li></ol>")]
    [InlineData("<p dir=RTL lang=ar title='<b>'>x</p>", "<p dir=\"rtl\" lang=\"ar\" title=\"&lt;b&gt;\">x</p>")]
    [InlineData("<p dir=sideways lang='en\"x' hidden>x</p>", "<p hidden>x</p>")]
    [InlineData("<p class='a b  m-c a !x' id=d>x</p>", "<p class=\"m-a m-b m-c\">x</p>")]
    public void Clean_Attributes_PassInTheirForm(string html, string expected) => Assert.Equal(expected, Inner(html));

    [Fact]
    public void Clean_BodyLooks_MoveToTheDivision()
    {
        var html = "<html lang=nl><body bgcolor='#eeeeee' text=black style='margin:0;position:fixed' class=x onload=alert(1)><p>y</p></body></html>";

        var clean = new HtmlCleaner().Clean(html, Options);

        Assert.Equal("<div class=\"m-x mail-root\" style=\"background-color:#eeeeee;color:black;margin:0\"><p>y</p></div>", clean.Html);
    }

    [Fact]
    public void Clean_InPageLinks_KeepTheirTargetsOnly()
    {
        var html = "<a href='#top'>up</a><h1 id=top>t</h1><h2 id=other>o</h2><a name=named>n</a><a href=#named>x</a><a href='#no good'>y</a>";

        Assert.Equal(
            "<a href=\"#m-top\" target=\"_self\">up</a><h1 id=\"m-top\">t</h1><h2>o</h2><a id=\"m-named\">n</a>"
            + "<a href=\"#m-named\" target=\"_self\">x</a><a>y</a>",
            Inner(html));
    }

    [Fact]
    public void Clean_IdThatStylesName_BecomesClass()
    {
        var clean = new HtmlCleaner().Clean("<style>#outlook a{padding:0}</style><div id=outlook>x</div><div id=divRplyFwdMsg>y</div><div id=z>z</div>", Options);

        Assert.Equal(
            "<style>.mail-root .m-outlook a{padding:0}</style><div class=\"mail-root\"><div class=\"m-outlook\">x</div>"
            + "<div class=\"m-divRplyFwdMsg\">y</div><div>z</div></div>",
            clean.Html);
    }

    [Fact]
    public void Clean_RemoteImages_AreCountedAndHeldBack()
    {
        var clean = new HtmlCleaner().Clean("<img src='https://a.example/p.png?u=1' alt='A picture' width=10><img src=//b.example/q.gif>", Options);

        Assert.Equal(2, clean.BlockedRemoteImages);
        Assert.Equal("<img alt=\"A picture\" width=\"10\" data-blocked=\"1\"><img data-blocked=\"1\">", Strip(clean.Html));
    }

    [Fact]
    public void Clean_RemoteImagesAllowed_LoadWithoutReferrer()
    {
        var clean = new HtmlCleaner().Clean("<img src='HTTPS://a.example/p.png?u=1&amp;v=2'><img src='ftp://x/y.png'>", Options with { AllowRemoteImages = true });

        Assert.Equal(0, clean.BlockedRemoteImages);
        Assert.Equal("<img src=\"https://a.example/p.png?u=1&amp;v=2\" referrerpolicy=\"no-referrer\" loading=\"lazy\"><img>", Strip(clean.Html));
    }

    [Fact]
    public void Clean_ContentIds_AreResolvedAndReported()
    {
        var options = Options with { ResolveContentId = static id => id == "a@b" ? "/api/parts/1?x=1&y=2" : null };

        var clean = new HtmlCleaner().Clean("<img src='cid:a@b'><img src='CID:%3Cgone%3E'><img src='cid:'><a href='cid:a@b'>x</a>", options);

        Assert.Equal("<img src=\"/api/parts/1?x=1&amp;y=2\"><img><img><a>x</a>", Strip(clean.Html));
        Assert.Equal(["a@b", "gone"], clean.ReferencedContentIds.Order());
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("//evil.example/x.png")]
    [InlineData("data:text/html;base64,AAAA")]
    [InlineData("relative.png")]
    public void Clean_ResolverAnswersBadly_ShowsNothing(string answer) =>
        Assert.Equal("<img>", Strip(new HtmlCleaner().Clean("<img src=cid:x>", Options with { ResolveContentId = _ => answer }).Html));

    [Fact]
    public void Clean_MoreLinksThanAllowed_KeepTheirText()
    {
        var clean = new HtmlCleaner().Clean(string.Concat(Enumerable.Repeat("<a href=http://a.example/>x</a>", 5)), Options with { MaxLinks = 2 });

        Assert.Equal(2, clean.Html.Split("href=").Length - 1);
        Assert.EndsWith("<a>x</a><a>x</a><a>x</a></div>", clean.Html, StringComparison.Ordinal);
        Assert.Equal([HtmlWarnings.TooManyLinks], clean.Warnings);
    }

    [Fact]
    public void Clean_LongInput_IsCutWithWarning()
    {
        var clean = new HtmlCleaner().Clean("<p>first</p><p>second</p><p title='cut off here'>third</p>", Options with { MaxInputLength = 32 });

        Assert.Equal("<p>first</p><p>second</p>", Strip(clean.Html));
        Assert.Equal([HtmlWarnings.Truncated], clean.Warnings);
    }

    [Fact]
    public void Clean_ManyNodes_AreCutWithWarning()
    {
        var clean = new HtmlCleaner().Clean(string.Concat(Enumerable.Repeat("<p>x</p>", 100)), Options with { MaxNodes = 20 });

        Assert.Equal(10, clean.Html.Split("<p>").Length - 1);
        Assert.Equal([HtmlWarnings.TooManyNodes], clean.Warnings);
    }

    [Fact]
    public void Clean_DeepNesting_KeepsTheText()
    {
        var clean = new HtmlCleaner().Clean(string.Concat(Enumerable.Repeat("<div>", 50)) + "<p>text</p>", Options with { MaxDepth = 10 });

        Assert.Equal(11, clean.Html.Split("<div").Length - 1);
        Assert.Contains("text", clean.Html, StringComparison.Ordinal);
        Assert.Equal([HtmlWarnings.TooDeep], clean.Warnings);
    }

    [Fact]
    public void Clean_LongReplyChain_KeepsEveryAnswer()
    {
        // 60 replies of Gmail's shape nest 180 deep, which is mail that people have.
        var html = "end";
        for (var i = 0; i < 60; i++)
        {
            html = $"<div dir=ltr>answer {i}.</div><div class=gmail_quote><blockquote class=gmail_quote>{html}</blockquote></div>";
        }

        var clean = new HtmlCleaner().Clean(html, Options);

        Assert.Empty(clean.Warnings);
        Assert.Equal(60, clean.Html.Split("<blockquote").Length - 1);
        Assert.All(Enumerable.Range(0, 60), i => Assert.Contains($"answer {i}.", clean.Html, StringComparison.Ordinal));
    }

    [Fact]
    public void Clean_FromSeveralThreads_GivesTheSame()
    {
        var cleaner = new HtmlCleaner();
        var inputs = new HtmlSoup(7);
        var markup = Enumerable.Range(0, 200).Select(_ => inputs.Next(30)).ToArray();
        var expected = markup.Select(html => cleaner.Clean(html, Options).Html).ToArray();

        var actual = markup.AsParallel().AsOrdered().Select(html => cleaner.Clean(html, Options).Html).ToArray();

        Assert.Equal(expected, actual);
    }

    private static string Inner(string html) => Strip(new HtmlCleaner().Clean(html, Options).Html);

    private static string Strip(string html)
    {
        Assert.StartsWith("<div class=\"mail-root\">", html, StringComparison.Ordinal);
        return html["<div class=\"mail-root\">".Length..^"</div>".Length];
    }
}
