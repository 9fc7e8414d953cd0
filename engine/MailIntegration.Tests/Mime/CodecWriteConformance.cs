using System.Text;
using MailIntegration.Engine.Mime;

namespace MailIntegration.Tests.Mime;

public abstract class CodecWriteConformance : CodecConformance
{
    [Theory]
    [InlineData("text", null, false, false, "text/plain")]
    [InlineData(null, "html", false, false, "text/html")]
    [InlineData(null, null, false, false, "text/plain")]
    [InlineData("text", "html", false, false, "multipart/alternative(text/plain,text/html)")]
    [InlineData(null, "html", true, false, "multipart/related(text/html,image/png)")]
    [InlineData("text", "html", true, false, "multipart/alternative(text/plain,multipart/related(text/html,image/png))")]
    [InlineData("text", null, false, true, "multipart/mixed(text/plain,application/pdf)")]
    [InlineData("text", null, true, false, "multipart/mixed(text/plain,image/png)")]
    [InlineData(
        "text", "html", true, true, "multipart/mixed(multipart/alternative(text/plain,multipart/related(text/html,image/png)),application/pdf)")]
    public async Task WriteAsync_BodiesAndAttachments_DecideTheTree(string? text, string? html, bool inline, bool attached, string tree)
    {
        var attachments = new List<OutgoingAttachment>();
        if (inline)
        {
            attachments.Add(OutgoingMails.Attachment("logo.png", "image/png", [1, 2], "logo@x"));
        }

        if (attached)
        {
            attachments.Add(OutgoingMails.Attachment("a.pdf", "application/pdf", [3]));
        }

        var written = await WriteTextAsync(OutgoingMails.Simple() with { Text = text, Html = html, Attachments = attachments });

        Assert.Equal(tree, Tree(written));
    }

    [Fact]
    public async Task WriteAsync_AnyMail_IsSevenBitWithShortLines()
    {
        var mail = OutgoingMails.Simple(string.Concat(Enumerable.Repeat("Grüße aus Köln ", 40))) with
        {
            From = new MailboxAddress(string.Concat(Enumerable.Repeat("Jürgen ", 20)), "j@example.com"),
            To = Enumerable.Range(0, 50).Select(i => new MailboxAddress($"Empfänger {i}", $"e{i}@müller.example")).ToList(),
            References = Enumerable.Range(0, 500).Select(i => $"{i}.{new string('r', 30)}@example.com").ToList(),
            Text = string.Concat(Enumerable.Repeat("é日本語🎉 \t", 500)) + "\n.\n.dot\nFrom me\n \n" + new string('x', 5000),
            Attachments = [OutgoingMails.Attachment(string.Concat(Enumerable.Repeat("Übersicht ", 15)) + ".pdf", "application/pdf", new byte[1000])],
        };
        var written = await WriteAsync(mail);

        Assert.DoesNotContain(written, b => b is > 126 or (< 32 and not (byte)'\r' and not (byte)'\n' and not (byte)'\t'));
        Assert.All(Encoding.ASCII.GetString(written).Split("\r\n"), line =>
        {
            Assert.InRange(line.Length, 0, 78);
            Assert.DoesNotContain('\r', line);
            Assert.DoesNotContain('\n', line);
            Assert.False(line.StartsWith('.') || line.StartsWith("From ", StringComparison.Ordinal), line);
            Assert.False(line.EndsWith(' ') || line.EndsWith('\t'), line);
        });
    }

    [Fact]
    public async Task WriteAsync_ManyReferences_KeepsFirstAndLast()
    {
        var ids = Enumerable.Range(0, 200).Select(i => $"{i}@example.com").ToList();
        var written = await WriteAsync(OutgoingMails.Simple() with { References = ids, InReplyTo = [ids[^1]] });
        var mail = await ReadAsync(written);

        Assert.Equal("0@example.com", mail.References[0]);
        Assert.Equal(ids[^(mail.References.Count - 1)..], mail.References.Skip(1));
        Assert.InRange(mail.References.Count, 50, 150);
        Assert.InRange(mail.Header("References")!.Length, 500, 1500);
        Assert.Equal(["199@example.com"], mail.InReplyTo);
    }

    [Fact]
    public async Task WriteAsync_InternationalAddress_WritesTheDomainInAscii()
    {
        var mail = await RoundTripAsync(OutgoingMails.Simple() with
        {
            To = [new MailboxAddress("Jörg", "info@bücher.example"), new MailboxAddress(null, "jörg@bücher.example")],
        });

        Assert.Equal(["info@xn--bcher-kva.example", "jörg@xn--bcher-kva.example"], mail.To.Select(m => m.Address));
    }

    [Fact]
    public async Task WriteAsync_AttachedMessage_TravelsUnencoded()
    {
        var inner = "Subject: inner\r\n\r\nHello\r\n"u8.ToArray();
        var written = await WriteAsync(OutgoingMails.Simple() with
        {
            Attachments = [OutgoingMails.Attachment("inner.eml", "message/rfc822", inner)],
        });

        Assert.Contains("Subject: inner\r\n\r\nHello", Encoding.ASCII.GetString(written), StringComparison.Ordinal);
        var attachment = Assert.Single((await ReadAsync(written)).Attachments);
        Assert.Equal("message/rfc822", attachment.ContentType);
        MailAssert.IsContentOf(attachment, inner);
    }

    [Theory]
    [InlineData("Subject: inner\n\nbare line feed")]
    [InlineData("Subject: caf\u00E9\r\n\r\n")]
    [InlineData("Subject: nul\0\r\n\r\n")]
    [InlineData("Subject: cr\r\r\n\r\n")]
    public async Task WriteAsync_AttachedMessageThatIsNotSevenBit_BecomesAFile(string message)
    {
        var content = Encoding.Latin1.GetBytes(message);
        var mail = await RoundTripAsync(OutgoingMails.Simple() with
        {
            Attachments = [OutgoingMails.Attachment("inner.eml", "message/rfc822", content)],
        });

        var attachment = Assert.Single(mail.Attachments);
        Assert.Equal(("inner.eml", "application/octet-stream"), (attachment.FileName, attachment.ContentType));
        MailAssert.IsContentOf(attachment, content);
    }

    [Fact]
    public async Task WriteAsync_BoundaryInTheText_DoesNotSplitThePart()
    {
        var first = await WriteTextAsync(OutgoingMails.Simple() with { Html = "x" });
        var boundary = first.Split("boundary=\"")[1].Split('"')[0];
        var text = $"--{boundary}\n--{boundary}--\n=_\n--=_0123\n";
        var mail = await RoundTripAsync(OutgoingMails.Simple() with { Text = text, Html = "x" });

        Assert.Equal(text, mail.Text);
    }

    /// <summary>The media types of a written message, read by a few lines that have nothing to do with the reader.</summary>
    private static string Tree(string message)
    {
        var split = message.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var headers = message[..split].Replace("\r\n ", " ", StringComparison.Ordinal);
        var type = headers.Split("\r\n").Single(l => l.StartsWith("Content-Type:", StringComparison.Ordinal))["Content-Type: ".Length..];
        var boundary = type.Split("boundary=\"") is [_, var rest] ? rest.Split('"')[0] : null;
        var name = type.Split(';')[0];
        if (boundary is null)
        {
            return name;
        }

        var body = "\r\n" + message[(split + 4)..];
        var parts = body.Split($"\r\n--{boundary}")[1..^1];
        Assert.All(parts, p => Assert.StartsWith("\r\n", p, StringComparison.Ordinal));
        return $"{name}({string.Join(",", parts.Select(p => Tree(p[2..])))})";
    }
}
