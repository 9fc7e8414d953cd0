using System.Text;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Mime.Headers;

namespace MailIntegration.Tests.Mime;

public sealed class HeaderBlockTests
{
    [Fact]
    public void Add_FoldedField_IsOneUnfoldedValue()
    {
        using var block = Read("Subject: one\r\n two\r\n\tthree\r\nTo: x\r\n");

        Assert.Equal(2, block.Count);
        Assert.Equal("one two\tthree", block.Text("subject"u8));
    }

    [Fact]
    public void Add_BlankContinuation_DoesNotEndTheField()
    {
        using var block = Read("Subject: one\r\n \r\n two\r\n");

        Assert.Equal("one  two", block.Text("Subject"u8));
    }

    [Fact]
    public void Add_BlankBeforeColon_IsNoPartOfTheName()
    {
        using var block = Read("Subject \t: x\r\n");

        Assert.Equal("Subject", Encoding.ASCII.GetString(block.Name(0)));
        Assert.Equal("x", block.Text("Subject"u8));
    }

    [Fact]
    public void Add_EnvelopeLine_IsLeftOut()
    {
        using var block = Read("From joe@example.com Mon May  2 16:07:05 2005\r\n continued\r\nSubject: x\r\n");

        Assert.Equal(1, block.Count);
        Assert.False(block.HasInvalidLines);
    }

    [Fact]
    public void Add_LineWithoutColonBetweenFields_IsLeftOutWithItsContinuation()
    {
        using var block = Read("Subject: x\r\nrubbish\r\n more rubbish\r\nTo: y\r\n");

        Assert.True(block.HasInvalidLines);
        Assert.Equal("x", block.Text("Subject"u8));
        Assert.Equal("y", block.Text("To"u8));
    }

    [Fact]
    public void Add_FirstLineWithoutColon_IsRefused()
    {
        using var block = new HeaderBlock(new MimeLimits());

        Assert.False(block.Add("Hello there\r\n"u8, startsLine: true));
    }

    [Fact]
    public void Add_MoreFieldsThanAllowed_KeepsTheFirst()
    {
        using var block = Read("A: 1\r\nB: 2\r\nC: 3\r\n more\r\n", new MimeLimits { MaxHeaderCount = 2 });

        Assert.Equal(2, block.Count);
        Assert.True(block.IsTruncated);
        Assert.Equal("2", block.Text("B"u8));
    }

    [Fact]
    public void Add_LongField_KeepsItsStart()
    {
        using var block = Read("Subject: " + new string('x', 500) + "\r\nTo: y\r\n", new MimeLimits { MaxHeaderSize = 200 });

        Assert.True(block.IsTruncated);
        Assert.Equal(191, block.Text("Subject"u8)!.Length);
        Assert.Null(block.Text("To"u8));
    }

    [Fact]
    public void Add_PiecesOfALongLine_AreOneValue()
    {
        using var block = new HeaderBlock(new MimeLimits());
        Assert.True(block.Add("Subject: one"u8, startsLine: true));
        Assert.True(block.Add("two: three"u8, startsLine: false));

        Assert.Equal("onetwo: three", block.Text("Subject"u8));
    }

    [Fact]
    public void Clear_ThenNextBlock_HasNothingOfTheFirst()
    {
        using var block = Read("A: 1\r\nrubbish\r\n", new MimeLimits { MaxHeaderSize = 10 });
        block.Clear();
        Assert.True(block.Add("B: 2\r\n"u8, startsLine: true));

        Assert.Null(block.Text("A"u8));
        Assert.Equal("2", block.Text("B"u8));
        Assert.False(block.IsTruncated || block.HasInvalidLines);
    }

    [Theory]
    [InlineData("Sch\u00C3\u00B6n", "Schön")]
    [InlineData("Sch\u00F6n", "Schön")]
    [InlineData("\u001B$B%F%9%H\u001B(B", "テスト")]
    public void Text_RawEightBitValue_IsRead(string bytes, string expected)
    {
        using var block = Read("Subject: " + bytes + "\r\n");

        Assert.Equal(expected, block.Text("Subject"u8));
    }

    private static HeaderBlock Read(string text, MimeLimits? limits = null)
    {
        var block = new HeaderBlock(limits ?? new MimeLimits());
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.True(block.Add(Encoding.Latin1.GetBytes(line + "\n"), startsLine: true));
        }

        return block;
    }
}
