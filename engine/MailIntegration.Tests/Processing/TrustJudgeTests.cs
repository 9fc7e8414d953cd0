using System.Text;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Processing.Trust;

namespace MailIntegration.Tests.Processing;

public class TrustJudgeTests
{
    private static readonly TrustContext Site = new("mx.company.example", ["company.example"], ["client-works.example"]);

    [Theory]
    [InlineData("From: jo@client.example", TrustLevel.Unknown, "trust-unknown")]
    [InlineData("Authentication-Results: mx.company.example; dmarc=pass header.from=client.example\nFrom: jo@client.example", TrustLevel.Verified, "trust-verified")]
    [InlineData("Authentication-Results: mx.company.example; spf=pass smtp.mailfrom=bounce.client.example; dkim=pass header.d=client.example\nFrom: jo@client.example", TrustLevel.Verified, "trust-verified")]
    [InlineData("Authentication-Results: mx.company.example; dkim=pass header.d=client.example\nFrom: jo@mail.client.example", TrustLevel.Verified, "trust-verified")]
    [InlineData("Authentication-Results: mx.company.example; dkim=pass header.d=example\nFrom: jo@client.example", TrustLevel.Unverified, "trust-unverified")]
    [InlineData("Authentication-Results: mx.company.example; dkim=pass header.d=spammer.example; spf=pass smtp.mailfrom=spammer.example\nFrom: jo@client.example", TrustLevel.Unverified, "trust-unverified")]
    [InlineData("Authentication-Results: mx.company.example; dmarc=fail header.from=client.example; dkim=pass header.d=client.example\nFrom: jo@client.example", TrustLevel.Suspicious, "trust-dmarc-failed")]
    [InlineData("Authentication-Results: mx.company.example (x; dmarc=pass); dmarc=fail\nFrom: jo@client.example", TrustLevel.Suspicious, "trust-dmarc-failed")]
    [InlineData("Authentication-Results: mx.evil.example; dmarc=pass header.from=client.example\nFrom: jo@client.example", TrustLevel.Unknown, "trust-unknown")]
    [InlineData("Authentication-Results: mx.company.example; dkim=none\nAuthentication-Results: mx.company.example; dmarc=pass\nFrom: jo@client.example", TrustLevel.Unverified, "trust-unverified")]
    [InlineData("Authentication-Results: mx.company.example; dkim=none\nFrom: boss@company.example", TrustLevel.Suspicious, "trust-own-domain")]
    [InlineData("From: jo@cIient-works.example", TrustLevel.Suspicious, "trust-look-alike")]
    [InlineData("From: jo@client-work.example", TrustLevel.Suspicious, "trust-look-alike")]
    [InlineData("From: jo@clieпt-works.example", TrustLevel.Suspicious, "trust-look-alike")]
    [InlineData("From: jo@xn--clint-works-hbb.example", TrustLevel.Unknown, "trust-unknown")]
    [InlineData("From: jo@client-works.example", TrustLevel.Unknown, "trust-unknown")]
    [InlineData("From: jo@mail.client-works.example", TrustLevel.Unknown, "trust-unknown")]
    [InlineData("Subject: nobody", TrustLevel.Unknown, "trust-unknown")]
    public async Task Judge_Mail_HasALevelAndAFirstReason(string mail, TrustLevel level, string reason)
    {
        var verdict = TrustJudge.Judge(TrustEvidence.Of(await ReadAsync(mail)), Site);

        Assert.Equal((level, reason), (verdict.Level, verdict.Reasons[0].Code));
        Assert.Equal(level == TrustLevel.Verified, MailPolicy.MayActForMember(verdict.Level));
    }

    [Fact]
    public async Task Judge_MicrosoftInternal_IsVerifiedWithoutResults()
    {
        var mail = TrustEvidence.Of(await ReadAsync("X-MS-Exchange-Organization-AuthAs: Internal\nFrom: boss@company.example"));

        Assert.Equal(TrustLevel.Verified, TrustJudge.Judge(mail, Site with { ServerId = null, IsExchange = true }).Level);
        Assert.Equal("trust-own-domain", TrustJudge.Judge(mail, Site).Reasons[0].Code);
    }

    [Fact]
    public async Task Judge_MicrosoftWithoutServerId_ReadsTheTopmostOnly()
    {
        var mail = await ReadAsync(
            "Authentication-Results: spf=pass (sender IP is 1.2.3.4) smtp.mailfrom=client.example; dkim=none; dmarc=pass action=none header.from=client.example\nFrom: jo@client.example");

        Assert.Equal(TrustLevel.Verified, TrustJudge.Judge(TrustEvidence.Of(mail), Site with { ServerId = null }).Level);
    }

    [Theory]
    [InlineData("jo@client.example", "jo@elsewhere.example", true)]
    [InlineData("jo@client.example", "help@mail.client.example", false)]
    [InlineData("jo@client.example", "other@client.example", false)]
    public async Task Judge_ReplyTo_IsNamedWhenElsewhere(string from, string reply, bool named)
    {
        var verdict = TrustJudge.Judge(TrustEvidence.Of(await ReadAsync($"From: {from}\nReply-To: {reply}")), Site);

        Assert.Equal(named, verdict.Reasons.Any(r => r.Code == "trust-reply-elsewhere"));
    }

    private static Task<MailContent> ReadAsync(string header) => new MimeCodec().ReadAsync(
        new MemoryStream(Encoding.UTF8.GetBytes(header.ReplaceLineEndings("\r\n") + "\r\n\r\nHello")), CancellationToken.None);
}
