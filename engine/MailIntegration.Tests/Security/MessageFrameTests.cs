using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using MailIntegration.Engine.Security;

namespace MailIntegration.Tests.Security;

public sealed class MessageFrameTests
{
    [Fact]
    public void Document_Default_ForbidsEverythingButStylesAndOwnImages()
    {
        var document = Show("<p>Hello</p>", new MessageFrameOptions());

        var policy = document.QuerySelector("meta[http-equiv]")!;
        Assert.Equal("default-src 'none'; img-src 'self' data: blob:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'", policy.GetAttribute("content"));
        Assert.True(document.Head!.Children.Index(policy) < document.Head.Children.Index(document.QuerySelector("style")!), "The policy comes before what it rules.");
        Assert.Equal("_blank", document.QuerySelector("base")!.GetAttribute("target"));
        Assert.Equal("no-referrer", document.QuerySelector("meta[name=referrer]")!.GetAttribute("content"));
        Assert.Equal("auto", document.Body!.GetAttribute("dir"));
        Assert.Equal("Hello", document.Body.TextContent);
    }

    [Fact]
    public void ContentSecurityPolicy_Choices_WidenImagesAndBindStyles()
    {
        var policy = MessageFrame.ContentSecurityPolicy(
            new MessageFrameOptions { AllowRemoteImages = true, ImageOrigin = "https://mail.example/x", Nonce = "abc+/=" });

        Assert.Contains("img-src 'self' data: blob: https://mail.example https: http:;", policy, StringComparison.Ordinal);
        Assert.Contains("style-src-elem 'nonce-abc+/='; style-src-attr 'unsafe-inline'", policy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a'; script-src *", null)]
    [InlineData("", null)]
    [InlineData(null, "javascript:x")]
    [InlineData(null, "mail.example")]
    public void Document_ValuesThatBreakThePolicy_Throw(string? nonce, string? origin) =>
        Assert.Throws<ArgumentException>(() => MessageFrame.Document(CleanHtml.Empty, new MessageFrameOptions { Nonce = nonce, ImageOrigin = origin }));

    [Fact]
    public void Document_Nonce_IsOnEveryStyleElement()
    {
        var document = Show("<style>p{color:red}</style><p>x</p>", new MessageFrameOptions { Nonce = "n1" });

        var styles = document.QuerySelectorAll("style");
        Assert.Equal(2, styles.Length);
        Assert.All(styles, style => Assert.Equal("n1", style.GetAttribute("nonce")));
    }

    [Fact]
    public void Document_HostileOptions_StayInTheirAttributes()
    {
        var document = Show("<p>x</p>", new MessageFrameOptions { Lang = "\"><script>", Dir = "\"><script>", QuoteSummary = "<script>" });

        Assert.Empty(document.QuerySelectorAll("script"));
        Assert.False(document.DocumentElement.HasAttribute("lang"));
    }

    [Theory]
    [InlineData("<p>plain</p>", true)]
    [InlineData("<style>a:link{color:#467886}p.MsoNormal{font-size:11pt}</style><p>outlook</p>", true)]
    [InlineData("<p style='color:windowtext;border-color:red'>x</p>", true)]
    [InlineData("<style>@media (prefers-color-scheme:dark){p{color:#fff}}</style><p style='color:#000'>x</p>", true)]
    [InlineData("<p style='color:#000'>x</p>", false)]
    [InlineData("<table bgcolor=white><tr><td>x</table>", false)]
    [InlineData("<font color=black>x</font>", false)]
    [InlineData("<style>p{background-color:#fff}</style><p>x</p>", false)]
    public void Document_Dark_KeepsPaperForMailsWithColors(string html, bool isDark) =>
        Assert.Equal(isDark ? "mail-dark" : "mail-light", Show(html, new MessageFrameOptions { Dark = true }).DocumentElement.ClassName);

    [Theory]
    [InlineData("<div>Thanks</div><div class='gmail_quote'><div class=gmail_attr>On Monday</div><blockquote>Hi</blockquote></div>", "On MondayHi")]
    [InlineData("<p>Thanks</p><hr><div id=divRplyFwdMsg>From: Anna</div><div>Hi</div><p>Bye</p>", "From: AnnaHiBye")]
    [InlineData("<div class=WordSection1><p>Thanks</p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p>From: Anna</p></div></div><p>Hi</p></div>", "From: AnnaHi")]
    [InlineData("<p>Thanks</p><blockquote type=cite><p>Hi</p><blockquote>Older</blockquote></blockquote>", "HiOlder")]
    [InlineData("<p>Thanks</p><div class=yahoo_quoted>Hi</div><p>Signature</p>", "Hi")]
    public void Document_Quote_FoldsAway(string html, string quoted)
    {
        var document = Show(html, new MessageFrameOptions { QuoteSummary = "Earlier <mail>" });

        var fold = Assert.Single(document.QuerySelectorAll("details"));
        Assert.Equal("Earlier <mail>", fold.QuerySelector("summary")!.TextContent);
        Assert.Equal("Earlier <mail>" + quoted, fold.TextContent);
        Assert.False(fold.HasAttribute("open"));
    }

    [Theory]
    [InlineData("<blockquote>Only a citation</blockquote>")]
    [InlineData("<p>Quote:</p><blockquote>To be</blockquote><p>said Hamlet.</p>")]
    [InlineData("<blockquote>Question 1</blockquote><p>Answer 1</p><blockquote>Question 2</blockquote><p>Answer 2</p>")]
    [InlineData("<p>No quote</p>")]
    public void Document_QuoteThatHasToBeRead_StaysOpen(string html) =>
        Assert.Empty(Show(html, new MessageFrameOptions { QuoteSummary = "Earlier" }).QuerySelectorAll("details"));

    [Fact]
    public void Document_NothingButAForward_IsFoldedOpen()
    {
        var document = Show("<div>&nbsp;<br></div><div class=gmail_quote>---------- Forwarded message</div>", new MessageFrameOptions { QuoteSummary = "Earlier" });

        Assert.True(Assert.Single(document.QuerySelectorAll("details")).HasAttribute("open"));
    }

    [Fact]
    public void Document_PlainTextReply_FoldsItsQuote()
    {
        var html = new CleanHtml { Html = PlainTextHtml.ToHtml("Thanks!\n\nOn Monday Anna wrote:\n> Hi\n> there\n") };

        var document = Parse(MessageFrame.Document(html, new MessageFrameOptions { QuoteSummary = "Earlier" }));

        Assert.Equal("EarlierHithere", Assert.Single(document.QuerySelectorAll("details")).TextContent);
    }

    [Fact]
    public void Document_RandomMarkup_KeepsItsStructureWhenFolded()
    {
        var names = new[] { "div", "blockquote", "p", "table", "tr", "td", "b", "a", "ul", "li", "div class=gmail_quote", "div id=divRplyFwdMsg" };
        var soup = new HtmlSoup(9);
        for (var i = 0; i < 200; i++)
        {
            var clean = new HtmlCleaner().Clean(soup.Next(40, names), new HtmlCleanOptions());
            var folded = Parse(MessageFrame.Document(clean, new MessageFrameOptions { QuoteSummary = "Earlier" })).Body!.InnerHtml;

            // A parser finds every fold where it was put: nothing had to be repaired.
            var again = Parse("<!DOCTYPE html><body>" + folded).Body!.InnerHtml;
            Assert.Equal(folded, again);
            Assert.Equal(clean.Html.Split("<div").Length, folded.Split("<div").Length);
        }
    }

    private static IHtmlDocument Show(string html, MessageFrameOptions options) =>
        Parse(MessageFrame.Document(new HtmlCleaner().Clean(html, new HtmlCleanOptions()), options));

    private static IHtmlDocument Parse(string html) => new HtmlParser().ParseDocument(html);
}
