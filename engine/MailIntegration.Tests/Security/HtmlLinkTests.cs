using MailIntegration.Engine.Security;

namespace MailIntegration.Tests.Security;

/// <summary>Ways to hide a script or a destination in an address.</summary>
public sealed class HtmlLinkTests
{
    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("JaVaScRiPt:alert(1)")]
    [InlineData(" javascript:alert(1)")]
    [InlineData("\u0001javascript:alert(1)")]
    [InlineData("java\tscript:alert(1)")]
    [InlineData("java\nscript:alert(1)")]
    [InlineData("java\u0000script:alert(1)")]
    [InlineData("java\u0003script:alert(1)")]
    [InlineData("javascript\u00A0:alert(1)")]
    [InlineData("\u2028javascript:alert(1)")]
    [InlineData("\uFEFFjavascript:alert(1)")]
    [InlineData("javascript&colon;alert(1)")]
    [InlineData("vbscript:msgbox(1)")]
    [InlineData("livescript:x")]
    [InlineData("data:text/html,<script>alert(1)</script>")]
    [InlineData("data:image/png;base64,AAAA")]
    [InlineData("blob:https://a.example/1")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://a.example/")]
    [InlineData("view-source:http://a.example/")]
    [InlineData("ms-msdt:/id x")]
    [InlineData("search-ms:query=x")]
    [InlineData("http:evil.example")]
    [InlineData("http:/evil.example")]
    [InlineData("http://")]
    [InlineData("http:///path")]
    [InlineData("https://user@")]
    [InlineData("http://a b.example/")]
    [InlineData("http://a%2eexample/")]
    [InlineData("http://evil.example\u202Emoc.knab/")]
    [InlineData("/relative")]
    [InlineData("relative.html")]
    [InlineData("?query")]
    [InlineData("\\\\server\\share")]
    [InlineData("mailto:")]
    [InlineData("tel:<script>")]
    [InlineData("")]
    public void Link_NotPlain_IsRefused(string url) => Assert.Null(HtmlUrls.Link(System.Net.WebUtility.HtmlDecode(url)));

    [Theory]
    [InlineData("http://a.example", "http://a.example")]
    [InlineData("HTTPS://A.example/X?y=1#z", "https://A.example/X?y=1#z")]
    [InlineData("  https://a.example/\n", "https://a.example/")]
    [InlineData("https://a.exa\r\nmple/lo\tng", "https://a.example/long")]
    [InlineData("//a.example/x", "https://a.example/x")]
    [InlineData("http:\\\\a.example\\x", "http://a.example/x")]
    [InlineData("https://bank.example@evil.example/", "https://evil.example/")]
    [InlineData("https://bank.example:pw@evil.example:8080/x@y", "https://evil.example:8080/x@y")]
    [InlineData("https://[2001:db8::1]:80/", "https://[2001:db8::1]:80/")]
    [InlineData("https://bücher.example/größe", "https://bücher.example/größe")]
    [InlineData("https://a.example/a b\"c<d>e'f`g", "https://a.example/a%20b%22c%3Cd%3Ee%27f%60g")]
    [InlineData("https://a.example/\u202Egnp.exe", "https://a.example/%E2%80%AEgnp.exe")]
    [InlineData("mailto:a@b.example?subject=Hi there", "mailto:a@b.example?subject=Hi%20there")]
    [InlineData("tel:+31 20 123-4567", "tel:+3120123-4567")]
    public void Link_Plain_PassesInOneForm(string url, string expected) => Assert.Equal(expected, HtmlUrls.Link(url));

    [Fact]
    public void Link_Passed_PassesUnchanged()
    {
        foreach (var url in new[] { "http:\\\\a.example\\x y", "https://ü.example/\u202E%20'", "mailto:a b@c", "tel:1 2", "//x.example/<>" })
        {
            var once = HtmlUrls.Link(url);
            Assert.Equal(once, HtmlUrls.Link(once));
        }
    }

    [Fact]
    public void Link_VeryLong_IsRefused() => Assert.Null(HtmlUrls.Link("https://a.example/" + new string('x', 9_000)));

    [Theory]
    [InlineData("data:image/png;base64,iVBORw0KGgo=", "data:image/png;base64,iVBORw0KGgo=")]
    [InlineData("DATA:IMAGE/JPG;charset=x;base64, AA\nAA ", "data:image/jpeg;base64,AAAA")]
    [InlineData("data:image/svg+xml;base64,AAAA", null)]
    [InlineData("data:image/png,AAAA", null)]
    [InlineData("data:image/png;base64,\"onerror=", null)]
    [InlineData("data:image/pngx;base64,AAAA", null)]
    [InlineData("data:text/html;base64,AAAA", null)]
    [InlineData("data:image/png;base64,", null)]
    public void DataImage_OnlyBitmapsInBase64_Pass(string url, string? expected) => Assert.Equal(expected, HtmlUrls.DataImage(url));

    [Fact]
    public void DataImage_OverOneMegabyte_IsRefused()
    {
        Assert.NotNull(HtmlUrls.DataImage("data:image/png;base64," + new string('A', 1_398_100)));
        Assert.Null(HtmlUrls.DataImage("data:image/png;base64," + new string('A', 1_398_200)));
    }
}
