using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Mime.Content;
using MailIntegration.Engine.Mime.Headers;

namespace MailIntegration.Tests.Mime;

public sealed class HeaderParametersTests
{
    [Theory]
    [InlineData("text/plain", "text/plain")]
    [InlineData("Text/HTML; charset=x", "text/html")]
    [InlineData(" text/plain (comment); charset=x", "text/plain")]
    [InlineData("multipart/mixed boundary=x", "multipart/mixed")]
    [InlineData("", "")]
    [InlineData(";;;", "")]
    public void Value_BeforeParameters_IsLowerCase(string text, string expected) => Assert.Equal(expected, Parse(text).Value);

    [Theory]
    [InlineData("a/b; name=x", "x")]
    [InlineData("a/b;NAME = \"x y\"", "x y")]
    [InlineData("a/b; name=This is a test.txt; size=3", "This is a test.txt")]
    [InlineData("a/b; name=\"a\\\"b\\\\c\"", "a\"b\\c")]
    [InlineData("a/b; name=\"C:\\temp\\x.doc\"", "C:\\temp\\x.doc")]
    [InlineData("a/b; name=\"never ends", "never ends")]
    [InlineData("a/b; name=\"semi;colon\"; x=y", "semi;colon")]
    [InlineData("a/b; flag; name=x", "x")]
    [InlineData("a/b; name==?utf-8?B?VGhpcyBpcyBhIHRlc3QucGRm?=", "This is a test.pdf")]
    [InlineData("a/b; name=\"=?utf-8?Q?caf=C3=A9?=\"", "café")]
    [InlineData("a/b name=x", "x")]
    [InlineData("a/b; name*=utf-8''caf%C3%A9", "café")]
    [InlineData("a/b; name*=iso-8859-1'en'caf%E9", "café")]
    [InlineData("a/b; name*=''plain", "plain")]
    [InlineData("a/b; name*=caf%C3%A9", "café")]
    [InlineData("a/b; name*0=one; name*1=\" two\"", "one two")]
    [InlineData("a/b; name*1=b; name*0=a", "ab")]
    [InlineData("a/b; name*0*=utf-8''caf%C3; name*1*=%A9%20; name*2=\"%41\"", "café %41")]
    [InlineData("a/b; name=short; name*=utf-8''long", "long")]
    [InlineData("a/b; name=first; name=second", "first")]
    [InlineData("a/b; name*=utf-8''%ZZ%4", "%ZZ%4")]
    public void Parameter_AnyForm_IsRead(string text, string expected) => Assert.Equal(expected, Parse(text)["name"]);

    [Fact]
    public void Parameter_Missing_IsNull() => Assert.Null(Parse("a/b; x=y")["name"]);

    [Fact]
    public void Parse_ThousandsOfParameters_StaysBounded()
    {
        var text = "a/b" + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"; p{i}*{i}*=v; \"=\""));

        Assert.Equal("a/b", Parse(text).Value);
    }

    [Theory]
    [InlineData("report.pdf", "report.pdf")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\Users\\anna\\cv.doc", "cv.doc")]
    [InlineData("a\r\nb\0c.txt", "abc.txt")]
    [InlineData("\u202Egpj.exe", "gpj.exe")]
    [InlineData("  ", null)]
    [InlineData("..", null)]
    [InlineData("folder/", null)]
    [InlineData(null, null)]
    public void FileName_FromMail_IsCleaned(string? name, string? expected) => Assert.Equal(expected, FileNames.Clean(name));

    [Fact]
    public void FileName_Long_KeepsItsExtension()
    {
        var name = FileNames.Clean(new string('x', 5000) + ".pdf")!;

        Assert.Equal(200, name.Length);
        Assert.EndsWith(".pdf", name, StringComparison.Ordinal);
    }

    private static HeaderParameters Parse(string text) => HeaderParameters.Parse(text, new CharsetDecoder(new WarningSet()));
}
