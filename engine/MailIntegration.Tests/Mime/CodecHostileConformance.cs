using System.Text;
using MailIntegration.Engine.Mime;

namespace MailIntegration.Tests.Mime;

/// <summary>Messages made to break the reader: what is left of them is checked, not only that nothing throws.</summary>
public abstract class CodecHostileConformance : CodecConformance
{
    [Fact]
    public async Task ReadAsync_TenThousandLevels_StopsAtTheDepthLimit()
    {
        var message = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n")) + "\r\nx";
        var mail = await ReadAsync(message);

        Assert.Equal("multipart/mixed", Assert.Single(mail.Attachments).ContentType);
        Assert.Equal(string.Join(".", Enumerable.Repeat("1", 30)), mail.Attachments[0].PartId);
        Assert.Contains("depth-limit", mail.Warnings);
    }

    [Fact]
    public async Task ReadAsync_HundredThousandParts_KeepsTheFirstThousand()
    {
        var message = "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + string.Concat(Enumerable.Repeat("--b\r\n\r\nx\r\n", 100_000)) + "--b--\r\n";
        var mail = await ReadAsync(message);

        Assert.Equal("x", mail.Text);

        // The multipart itself counts, and one part is the body.
        Assert.Equal(998, mail.Attachments.Count);
        Assert.Contains("parts-limit", mail.Warnings);
    }

    [Fact]
    public async Task ReadAsync_FiftyMegabyteHeaderLine_KeepsItsStartAndTheBody()
    {
        var mail = await ReadAsync(Encoding.ASCII.GetBytes("Subject: " + new string('x', 50_000_000) + "\r\nTo: a@b.c\r\n\r\nHello"));

        Assert.InRange(mail.Subject.Length, 1, 256 * 1024);
        Assert.Equal("Hello", mail.Text);
        Assert.Contains("header-truncated", mail.Warnings);
    }

    [Fact]
    public async Task ReadAsync_MillionHeaderLines_KeepsTheFirstThousandAndTheBody()
    {
        var mail = await ReadAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("A: b\r\n", 1_000_000)) + "\r\nHello"));

        Assert.Equal(1000, mail.Headers.Count);
        Assert.Equal("Hello", mail.Text);
    }

    [Fact]
    public async Task ReadAsync_FortyMegabyteAttachment_IsMeasuredAndHashed()
    {
        var content = new byte[40 * 1024 * 1024];
        new Random(1).NextBytes(content);
        var written = await WriteAsync(OutgoingMails.Simple() with
        {
            Attachments = [OutgoingMails.Attachment("large.bin", "application/octet-stream", content)],
        });

        MailAssert.IsContentOf(Assert.Single((await ReadAsync(written)).Attachments), content);
    }

    [Fact]
    public async Task ReadAsync_MillionLinesLikeBoundaries_AreText()
    {
        var lines = string.Concat(Enumerable.Repeat("--b1\r\n", 700_000));
        var mail = await ReadAsync(Encoding.ASCII.GetBytes(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + lines + "--b--\r\n"));

        Assert.Equal(lines.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n'), mail.Text);
    }

    [Fact]
    public async Task ReadAsync_EveryHostileKind_EndsAndKeepsItsBounds()
    {
        var limits = new MimeLimits { MaxParts = 50, MaxBodySize = 10_000 };
        foreach (var (name, make) in HostileMails.Scaling)
        {
            var mail = await ReadAsync(make(200_000), limits);
            Assert.True(mail.Attachments.Count <= 50, name);
            Assert.True((mail.Text?.Length ?? 0) <= 15_000, name);
        }
    }

    /// <summary>Cuts real structures anywhere and turns bytes round: nothing may throw, and the same bytes give the same result.</summary>
    [Fact]
    public async Task ReadAsync_DamagedMail_NeverThrows()
    {
        var random = new Random(7);
        var whole = await WriteAsync(OutgoingMails.Simple("Grüße") with
        {
            Html = "<b>hi</b>",
            Attachments = [OutgoingMails.Attachment("Übersicht.pdf", "application/pdf", new byte[300], "c@x"), OutgoingMails.Attachment("b", "a/b", [1])],
        });
        for (var i = 0; i < 3000; i++)
        {
            var damaged = whole[..random.Next(whole.Length)];
            for (var j = random.Next(10); j > 0 && damaged.Length > 0; j--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            MailAssert.Equal(await ReadAsync(damaged), await ReadAsync(damaged));
        }
    }

    [Fact]
    public async Task ReadAsync_AnyBytes_NeverThrows()
    {
        var random = new Random(11);
        const string alphabet = "ab-=?:;<>()\"\\@,.*' \t\r\n\0\u001B\u00E9QButf8";
        for (var i = 0; i < 3000; i++)
        {
            var text = new string(random.GetItems<char>(alphabet, random.Next(400)));
            var mail = await ReadAsync(Encoding.Latin1.GetBytes(
                $"To: {text}\r\nSubject: {text}\r\nDate: {text}\r\nReferences: {text}\r\nContent-Type: multipart/mixed; boundary=\"b\"; {text}\r\n\r\n--b\r\nContent-Type: {text}\r\nContent-Disposition: attachment; {text}\r\n\r\n{text}"));

            Assert.DoesNotContain(mail.Headers, h => h.Value.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0);
            Assert.DoesNotContain(mail.To, m => m.Address.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0);
            Assert.DoesNotContain(mail.References, r => r.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0);
            Assert.DoesNotContain(mail.Attachments, a => a.FileName is { } name && (name.AsSpan().IndexOfAny("\r\n\0/\\") >= 0 || name.Length == 0));
        }
    }
}
