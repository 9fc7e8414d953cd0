using MailIntegration.Web.Content;

namespace MailIntegration.Tests.Web;

public sealed class DownloadNameTests
{
    [Theory]
    [InlineData("invoice.pdf", "invoice.pdf")]
    [InlineData("../../etc/passwd", "_.._etc_passwd")]
    [InlineData("C:\\temp\\x.exe", "C__temp_x.exe")]
    [InlineData("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie_ x=1.txt")]
    [InlineData("annex\u202Efdp.exe", "annexfdp.exe")]
    [InlineData("a\"b;c.txt", "a_b_c.txt")]
    [InlineData("...", "attachment")]
    [InlineData("", "attachment")]
    [InlineData("Größe 日本 😀.png", "Größe 日本 😀.png")]
    [InlineData("a\0b.txt", "ab.txt")]
    public void SafeName_HostileName_HasNothingButLetters(string name, string expected) =>
        Assert.Equal(expected, Downloads.SafeName(name));

    [Fact]
    public void SafeName_VeryLongName_KeepsItsExtension()
    {
        var name = Downloads.SafeName(new string('x', 500) + ".pdf");
        Assert.Equal(150, name.Length);
        Assert.EndsWith(".pdf", name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html", "application/octet-stream")]
    [InlineData("TEXT/HTML; charset=x", "application/octet-stream")]
    [InlineData("image/svg+xml", "application/octet-stream")]
    [InlineData("application/xhtml+xml", "application/octet-stream")]
    [InlineData("application/javascript", "application/octet-stream")]
    [InlineData("text/x-anything", "application/octet-stream")]
    [InlineData("a\r\nb", "application/octet-stream")]
    [InlineData("*/*", "application/octet-stream")]
    [InlineData("application/pdf", "application/pdf")]
    [InlineData("image/png", "image/png")]
    public void SafeType_TypeThatBrowsersInterpret_BecomesBytes(string type, string expected) =>
        Assert.Equal(expected, Downloads.SafeType(type));

    [Theory]
    [InlineData("89504E470D0A1A0A00000000", "image/png")]
    [InlineData("FFD8FFE000104A4649460001", "image/jpeg")]
    [InlineData("474946383961010001000000", "image/gif")]
    [InlineData("524946460000000057454250", "image/webp")]
    [InlineData("524946460000000057415645", null)]
    [InlineData("3C737667206F6E6C6F61643D", null)]
    [InlineData("", null)]
    public void Detect_FirstBytes_ProveTheKind(string hex, string? expected) =>
        Assert.Equal(expected, ImageStream.Detect(Convert.FromHexString(hex)));
}
