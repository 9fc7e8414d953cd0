using MailIntegration.Engine.Mime;

namespace MailIntegration.Tests.Mime;

public abstract class CodecLimitsConformance : CodecConformance
{
    [Fact]
    public async Task ReadAsync_LargerThanAllowed_SaysWhichLimit()
    {
        var exception = await Assert.ThrowsAsync<MimeLimitException>(
            () => ReadAsync(new string('x', 101), new MimeLimits { MaxMessageSize = 100 }));

        Assert.Contains("MaxMessageSize", exception.Message, StringComparison.Ordinal);
        Assert.Equal(100, (await ReadAsync(new string('x', 100), new MimeLimits { MaxMessageSize = 100 })).Text!.Length);
    }

    [Fact]
    public async Task ReadAsync_DeeperThanAllowed_GivesOneOpaquePart()
    {
        var message = "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n--a--\n";
        var mail = await ReadAsync(message, new MimeLimits { MaxDepth = 1 });

        var part = Assert.Single(mail.Attachments);
        Assert.Equal(("1", "multipart/mixed"), (part.PartId, part.ContentType));
        Assert.Equal("--b\r\n\r\nx\r\n--b--".Length, part.Size);
        Assert.Equal(["depth-limit"], mail.Warnings);
    }

    [Fact]
    public async Task ReadAsync_MorePartsThanAllowed_SkipsTheRest()
    {
        var message = "Content-Type: multipart/mixed; boundary=a\n\n" + string.Concat(Enumerable.Repeat("--a\n\nx\n", 10)) + "--a--\n";
        var mail = await ReadAsync(message, new MimeLimits { MaxParts = 4 });

        Assert.Equal("x", mail.Text);
        Assert.Equal(["2", "3"], mail.Attachments.Select(a => a.PartId));
        Assert.Equal(["parts-limit"], mail.Warnings);
    }

    [Fact]
    public async Task ReadAsync_LongBody_IsCutWithAWarning()
    {
        var mail = await ReadAsync("Subject: x\n\n" + new string('é', 100), new MimeLimits { MaxBodySize = 50 });

        Assert.Equal(50, mail.Text!.Length);
        Assert.Contains("body-truncated", mail.Warnings);
    }

    [Fact]
    public async Task ReadAsync_LongHeaderBlock_IsCutWithAWarning()
    {
        var mail = await ReadAsync(
            "Subject: x\nX-Long: " + new string('y', 1000) + "\nTo: a@example.com\n\nHello", new MimeLimits { MaxHeaderSize = 500 });

        Assert.Equal("x", mail.Subject);
        Assert.Empty(mail.To);
        Assert.Equal("Hello", mail.Text);
        Assert.Equal(["header-truncated"], mail.Warnings);
    }

    [Fact]
    public async Task ReadAsync_Cancelled_Stops()
    {
        using var raw = new MemoryStream("Subject: x\r\n\r\n"u8.ToArray());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Create().ReadAsync(raw, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task ReadAsync_Tnef_StaysAnAttachment()
    {
        var mail = await ReadAsync("Content-Type: application/ms-tnef; name=winmail.dat\n\nx");

        Assert.Equal("winmail.dat", Assert.Single(mail.Attachments).FileName);
    }
}
