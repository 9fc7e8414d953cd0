using System.Text;
using MailIntegration.Engine.Mime;

namespace MailIntegration.Tests.Mime;

public abstract class CodecReadConformance : CodecConformance
{
    [Fact]
    public async Task ReadAsync_PlainMail_GivesHeadersAndText()
    {
        var mail = await ReadAsync("""
            From: Anna <anna@example.com>
            Sender: office@example.com
            Reply-To: reply@example.com
            To: bob@example.org
            Cc: carl@example.org
            Bcc: dora@example.org
            Subject: Caf=?utf-8?Q?=C3=A9?=
            Date: Mon, 5 Jan 2026 10:00:00 +0100
            Message-ID: <1@example.com>
            In-Reply-To: <0@example.com>
            References: <a@example.com>
             <0@example.com>
            X-Two: first
            X-Two: second

            Hello
            """);

        Assert.Equal("Café", mail.Subject);
        Assert.Equal([new MailboxAddress("Anna", "anna@example.com")], mail.From);
        Assert.Equal("office@example.com", mail.Sender?.Address);
        Assert.Equal("reply@example.com", Assert.Single(mail.ReplyTo).Address);
        Assert.Equal("bob@example.org", Assert.Single(mail.To).Address);
        Assert.Equal("carl@example.org", Assert.Single(mail.Cc).Address);
        Assert.Equal("dora@example.org", Assert.Single(mail.Bcc).Address);
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.FromHours(1)), mail.Date);
        Assert.Equal("1@example.com", mail.MessageId);
        Assert.Equal(["0@example.com"], mail.InReplyTo);
        Assert.Equal(["a@example.com", "0@example.com"], mail.References);
        Assert.Equal(["first", "second"], mail.Headers.Where(h => h.Name == "X-Two").Select(h => h.Value));
        Assert.Equal("Hello", mail.Text);
        Assert.Equal("1", mail.TextPartId);
        Assert.Null(mail.Html);
        Assert.Empty(mail.Attachments);
        Assert.Empty(mail.Warnings);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("no header at all")]
    [InlineData("--b\n")]
    [InlineData("Content-Type: multipart/mixed")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b--\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b")]
    [InlineData(":\n\n")]
    public async Task ReadAsync_HardlyAMail_GivesWhatThereIs(string message)
    {
        var mail = await ReadAsync(message);

        Assert.Equal("", mail.Subject);
        Assert.Empty(mail.From);
    }

    [Fact]
    public async Task ReadAsync_NoHeaders_TakesAllAsText() =>
        Assert.Equal("Hello there\nand here", (await ReadAsync("Hello there\nand here")).Text);

    [Fact]
    public async Task ReadAsync_NestedMultiparts_NumbersPartsByPlace()
    {
        var message = """
            Content-Type: multipart/mixed; boundary=outer

            preamble
            --outer
            Content-Type: multipart/alternative; boundary=inner

            --inner

            plain
            --inner
            Content-Type: text/html

            <b>html</b>
            --inner--
            --outer
            Content-Type: application/pdf; name="a.pdf"
            Content-Transfer-Encoding: base64
            Content-Disposition: attachment

            SGVsbG8=
            --outer--
            epilogue
            """;
        var mail = await ReadAsync(message);

        Assert.Equal("plain", mail.Text);
        Assert.Equal("<b>html</b>", mail.Html);
        Assert.Equal(("1.1", "1.2"), (mail.TextPartId, mail.HtmlPartId));
        var attachment = Assert.Single(mail.Attachments);
        Assert.Equal(("2", "a.pdf", "application/pdf", 5L), (attachment.PartId, attachment.FileName, attachment.ContentType, attachment.Size));
        Assert.Equal("185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969", attachment.Sha256);
        Assert.Equal("Hello"u8.ToArray(), await CopyPartAsync(MailAssert.Bytes(message), "2"));
        Assert.Equal("plain"u8.ToArray(), await CopyPartAsync(MailAssert.Bytes(message), "1.1"));
        Assert.Empty(mail.Warnings);
    }

    [Fact]
    public async Task CopyPartAsync_NoSuchPart_IsFalse()
    {
        using var raw = new MemoryStream(MailAssert.Bytes("Subject: x\n\nHello"));

        Assert.False(await Create().CopyPartAsync(raw, "7.3", Stream.Null, CancellationToken.None));
    }

    [Fact]
    public async Task ReadAsync_Related_MarksPartsBesideTheHtmlInline()
    {
        var mail = await ReadAsync("""
            Content-Type: multipart/related; boundary=b; type="text/html"; start="<root@x>"

            --b
            Content-Type: image/png
            Content-ID: <logo@x>

            png
            --b
            Content-Type: text/html
            Content-ID: <root@x>

            <img src="cid:logo@x">
            --b--
            """);

        Assert.Equal("<img src=\"cid:logo@x\">", mail.Html);
        var image = Assert.Single(mail.Attachments);
        Assert.Equal(("1", "logo@x", true), (image.PartId, image.ContentId, image.IsInline));
    }

    [Fact]
    public async Task ReadAsync_Alternative_TakesTheLastOfEachKind()
    {
        var mail = await ReadAsync(Alternative("text/plain|one", "text/html|two", "text/html|three", "text/calendar|four"));

        Assert.Equal(("one", "three"), (mail.Text, mail.Html));
        Assert.Equal(["2", "4"], mail.Attachments.Select(a => a.PartId));
    }

    [Fact]
    public async Task ReadAsync_TextWithDispositionAttachment_IsNoBody()
    {
        var mail = await ReadAsync("Content-Disposition: attachment; filename=a.txt\n\nHello");

        Assert.Null(mail.Text);
        Assert.Equal("a.txt", Assert.Single(mail.Attachments).FileName);
    }

    [Fact]
    public async Task ReadAsync_AttachedMessage_IsNamedAfterItsSubjectAndGivesNoBody()
    {
        var mail = await ReadAsync("""
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: message/rfc822

            Subject: =?utf-8?Q?Angebot_2026/1_f=C3=BCr_Sie?=
            Content-Type: text/plain

            inner text
            --b--
            """);

        Assert.Null(mail.Text);
        var message = Assert.Single(mail.Attachments);
        Assert.Equal(("Angebot 2026-1 für Sie.eml", "message/rfc822"), (message.FileName, message.ContentType));
    }

    [Fact]
    public async Task ReadAsync_Digest_HasMessagesByDefault()
    {
        var mail = await ReadAsync("Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: one\n\nx\n--b--\n");

        Assert.Equal(("message/rfc822", "one.eml"), (mail.Attachments[0].ContentType, mail.Attachments[0].FileName));
    }

    [Fact]
    public async Task ReadAsync_NoBoundaryParameter_TakesTheFirstLineThatLooksLikeOne()
    {
        var mail = await ReadAsync("Content-Type: multipart/mixed\n\n--b\n\nHello\n--b--\n");

        Assert.Equal("Hello", mail.Text);
        Assert.Contains("boundary-missing", mail.Warnings);
    }

    [Fact]
    public async Task ReadAsync_UnterminatedMultipart_KeepsTheLastPart()
    {
        var mail = await ReadAsync("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n");

        Assert.Equal("Hello\n", mail.Text);
        Assert.Equal(["multipart-unterminated"], mail.Warnings);
    }

    [Fact]
    public async Task ReadAsync_LineThatOnlyBeginsLikeABoundary_IsContent()
    {
        var mail = await ReadAsync("Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--bc\n-- b\n--b-\n--b--x\n--b--\n");

        Assert.Equal("--bc\n-- b\n--b-\n--b--x", mail.Text);
    }

    [Fact]
    public async Task ReadAsync_BlanksAfterBoundary_DoNotMatter()
    {
        var mail = await ReadAsync("Content-Type: multipart/mixed; boundary=b\n\n--b \t\n\nHello\n--b-- \n");

        Assert.Equal("Hello", mail.Text);
        Assert.Empty(mail.Warnings);
    }

    [Fact]
    public async Task ReadAsync_Flowed_IsUnfolded() => Assert.Equal(
        "one two\nthree", (await ReadAsync("Content-Type: text/plain; format=flowed\n\none \ntwo\nthree")).Text);

    [Fact]
    public async Task ReadAsync_ByteOrderMark_IsNoPartOfTheFirstField()
    {
        var message = Encoding.UTF8.GetPreamble().Concat("Subject: x\r\n\r\nHello"u8.ToArray()).ToArray();

        Assert.Equal("x", (await ReadAsync(message)).Subject);
    }

    private static string Alternative(params string[] parts)
    {
        var builder = new StringBuilder("Content-Type: multipart/alternative; boundary=b\n\n");
        foreach (var part in parts)
        {
            var fields = part.Split('|');
            builder.Append("--b\nContent-Type: ").Append(fields[0]).Append("\n\n").Append(fields[1]).Append('\n');
        }

        return builder.Append("--b--\n").ToString();
    }
}
