using MailIntegration.Engine.Mime;

namespace MailIntegration.Tests.Mime;

public abstract class CodecGuardConformance : CodecConformance
{
    public static TheoryData<string> Breakers => new("\r", "\n", "\r\n", "\0", "\r\nBcc: victim@example.com");

    [Theory]
    [MemberData(nameof(Breakers))]
    public async Task WriteAsync_BreakerInAnyValue_IsRefusedBeforeAnythingIsWritten(string breaker)
    {
        var mail = OutgoingMails.Simple();
        var bad = "a" + breaker + "b";
        var mails = new[]
        {
            mail with { Subject = bad },
            mail with { From = new MailboxAddress(bad, "a@example.com") },
            mail with { From = new MailboxAddress(null, bad + "@example.com") },
            mail with { To = [new MailboxAddress(bad, "a@example.com")] },
            mail with { Cc = [new MailboxAddress(null, "a@example.com" + breaker)] },
            mail with { Bcc = [new MailboxAddress(bad, "a@example.com")] },
            mail with { ReplyTo = [new MailboxAddress(bad, "a@example.com")] },
            mail with { MessageId = bad },
            mail with { InReplyTo = [bad] },
            mail with { References = ["x@y", bad] },
            mail with { Headers = [new MailHeader("X-Test", bad)] },
            mail with { Headers = [new MailHeader("X-" + breaker, "value")] },
            mail with { Attachments = [OutgoingMails.Attachment(bad, "text/plain", [])] },
            mail with { Attachments = [OutgoingMails.Attachment("a.txt", "text/" + bad, [])] },
            mail with { Html = "x", Attachments = [OutgoingMails.Attachment("a.txt", "text/plain", [], bad)] },
        };
        foreach (var each in mails)
        {
            using var target = new MemoryStream();
            await Assert.ThrowsAsync<ArgumentException>(() => Create().WriteAsync(each, target, CancellationToken.None));
            Assert.Equal(0, target.Length);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a@x.com>, <b@x.com")]
    [InlineData("a@x.com, b@x.com")]
    [InlineData("a b@x.com")]
    [InlineData("a@x.com (c)")]
    [InlineData("\"a@x.com")]
    public async Task WriteAsync_AddressThatEndsEarly_IsRefused(string address) =>
        await Assert.ThrowsAsync<ArgumentException>(
            () => WriteAsync(OutgoingMails.Simple() with { To = [new MailboxAddress(null, address)] }));

    [Theory]
    [InlineData("")]
    [InlineData("X Y")]
    [InlineData("X:Y")]
    [InlineData("Xé")]
    [InlineData("Subject")]
    [InlineData("content-type")]
    [InlineData("bcc")]
    public async Task WriteAsync_FieldNameThatIsNone_IsRefused(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(
            () => WriteAsync(OutgoingMails.Simple() with { Headers = [new MailHeader(name, "x")] }));

    [Theory]
    [InlineData("")]
    [InlineData("<a@b>")]
    [InlineData("a b")]
    public async Task WriteAsync_MessageIdThatIsNone_IsRefused(string id) =>
        await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync(OutgoingMails.Simple() with { MessageId = id }));
}
