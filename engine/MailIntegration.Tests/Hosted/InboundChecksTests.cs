using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Providers.Hosted;

namespace MailIntegration.Tests.Hosted;

/// <summary>The verdict at the door of a forwarding address (HF4, HF6, LO2).</summary>
public sealed class InboundChecksTests
{
    private const string Door = "support@in.site.example";

    [Theory]
    [InlineData("eva@bad.example", "", "sender-denied")]
    [InlineData("eva@sub.bad.example", "", "sender-denied")]
    [InlineData("eva@fine.example", "prvs=1234567890=eva@bad.example", "sender-denied")]
    [InlineData("eva@fine.example", "SRS0=abcd=xy=bad.example=eva@forwarder.example", "sender-denied")]
    [InlineData("eva@notbad.example", "", null)]
    public void Judge_DeniedDomain_RefusesItsSenders(string from, string envelope, string? reason)
    {
        var verdict = InboundChecks.Judge(Mail(from), envelope, Door, new HostedAddress { DeniedSenders = ["bad.example"] });
        Assert.Equal(reason, verdict.Reason?.Code);
        Assert.Equal(reason is null ? ArrivalState.Accepted : ArrivalState.Refused, verdict.State);
    }

    [Theory]
    [InlineData("X-Spam-Score: 7.5", 6.0, ArrivalState.Held)]
    [InlineData("X-Spam-Score: 5.9", 6.0, ArrivalState.Accepted)]
    [InlineData("X-Spam-Status: Yes, score=12.0 required=5.0 tests=[X]", 6.0, ArrivalState.Held)]
    [InlineData("X-Spamd-Result: default: False [6.10 / 15.00]; ARC_NA(0.00)[]", 6.0, ArrivalState.Held)]
    [InlineData("X-Spam-Score: many", 6.0, ArrivalState.Accepted)]
    [InlineData("X-Spam-Score: 99", null, ArrivalState.Accepted)]
    public void Judge_SpamScore_HoldsFromTheThresholdOn(string header, double? threshold, ArrivalState expected)
    {
        var parts = header.Split(": ", 2);
        var verdict = InboundChecks.Judge(
            Mail("eva@customer.example", (parts[0], parts[1])), "", Door, new HostedAddress { SpamThreshold = threshold });
        Assert.Equal(expected, verdict.State);
    }

    [Theory]
    [InlineData("mx.site.example; dmarc=fail header.from=bank.example", "mx.site.example", ArrivalState.Held)]
    [InlineData("mx.site.example; dmarc=pass header.from=bank.example", "mx.site.example", ArrivalState.Accepted)]
    [InlineData("mx.evil.example; dmarc=fail header.from=bank.example", "mx.site.example", ArrivalState.Accepted)]
    [InlineData("mx.site.example; dmarc=fail header.from=bank.example", "", ArrivalState.Accepted)]
    public void Judge_DmarcFailure_CountsOnlyFromTheTrustedServer(string results, string server, ArrivalState expected)
    {
        var verdict = InboundChecks.Judge(
            Mail("info@bank.example", ("Authentication-Results", results)), "", Door, new HostedAddress { TrustedServer = server });
        Assert.Equal(expected, verdict.State);
    }

    [Fact]
    public void Judge_AllowedSender_IsNeitherHeldForSpamNorForDmarc()
    {
        var verdict = InboundChecks.Judge(
            Mail("eva@customer.example", ("X-Spam-Score", "50"), ("Authentication-Results", "mx; dmarc=fail")),
            "",
            Door,
            new HostedAddress { TrustedServer = "mx", SpamThreshold = 5, AllowedSenders = ["eva@customer.example"] });
        Assert.Equal(ArrivalState.Accepted, verdict.State);
    }

    [Theory]
    [InlineData(60, 1, ArrivalState.Accepted)]
    [InlineData(61, 1, ArrivalState.Held)]
    [InlineData(3, 2, ArrivalState.Held)]
    public void Judge_MailThatWasHereBefore_IsHeld(int hops, int visits, ArrivalState expected)
    {
        var headers = Enumerable.Repeat(("Received", "from a by b"), hops)
            .Concat(Enumerable.Repeat(("Delivered-To", Door), visits)).ToArray();
        Assert.Equal(expected, InboundChecks.Judge(Mail("eva@customer.example", headers), "", Door, new HostedAddress()).State);
    }

    [Theory]
    [InlineData("forwarding-noreply@google.com", "(#304298959) Gmail Forwarding Confirmation - Receive Mail from eva@gmail.com", "Confirmation code: 304298959\nhttps://mail-settings.google.com/mail/vf-%5BANGjdJ8%5D-abc", "Gmail", "304298959")]
    [InlineData("forwarding-noreply@google.com", "(#304298959) Confirmación de reenvío de Gmail", "https://mail.google.com/mail/vf-abc", "Gmail", "304298959")]
    [InlineData("noreply@zoho.com", "Verify your forwarding address", "Click https://mail.zoho.com/biz/forward?d=1 to verify", "Zoho Mail", null)]
    [InlineData("noreply@yandex.ru", "Forwarding confirmation", "open https://mail.yandex.ru/u2709/confirm?x=1", "Yandex Mail", null)]
    [InlineData("no-reply@gmx.net", "Weiterleitung bestätigen", "Ihr Bestätigungscode: 123456", "GMX", "123456")]
    public void Judge_ForwardingConfirmation_IsRecognisedWithCodeOrLink(
        string from, string subject, string text, string provider, string? code)
    {
        var verdict = InboundChecks.Judge(Mail(from) with { Subject = subject, Text = text }, "", Door, new HostedAddress());
        Assert.Equal(ArrivalState.Confirmation, verdict.State);
        Assert.Equal(provider, verdict.Confirmation!.Provider);
        Assert.Equal(code, verdict.Confirmation.Code);
        Assert.True(verdict.Confirmation.Code is not null || verdict.Confirmation.Link is not null);
    }

    [Theory]
    [InlineData("forwarding-noreply@google.com.evil.example", "(#304298959) Gmail Forwarding Confirmation", "Confirmation code: 304298959")]
    [InlineData("eva@gmail.com", "Forwarding you this", "see https://mail.google.com/x")]
    [InlineData("noreply@zoho.com", "Your invoice", "https://mail.zoho.com/x")]
    [InlineData("noreply@zoho.com", "Confirm forwarding", "https://zoho.com.evil.example/x")]
    public void Judge_MailThatOnlyLooksLikeAConfirmation_IsOrdinary(string from, string subject, string text)
    {
        var verdict = InboundChecks.Judge(Mail(from) with { Subject = subject, Text = text }, "", Door, new HostedAddress());
        Assert.Equal(ArrivalState.Accepted, verdict.State);
    }

    [Theory]
    [InlineData("Eva@Customer.Example", "eva@customer.example")]
    [InlineData("customer.example", "customer.example")]
    [InlineData("@customer.example", "customer.example")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("nonsense", null)]
    [InlineData("a b.example", null)]
    public void Rule_AddressOrDomain_IsNormalised(string text, string? expected) => Assert.Equal(expected, HostedAddress.Rule(text));

    [Fact]
    public void FindLoop_TwoAddressesThatForwardToEachOther_NamesTheCircle()
    {
        var one = Address("one", "b@in.site.example", "a@in.site.example");
        var two = Address("two", "a@in.site.example", "b@in.site.example");
        Assert.Equal(
            ["a@in.site.example", "b@in.site.example", "a@in.site.example"], ForwardingGraph.FindLoop(two, [one])!);
        Assert.Null(ForwardingGraph.FindLoop(Address("three", "info@customer.example", "c@in.site.example"), [one]));
        Assert.Null(ForwardingGraph.FindLoop(Address("own", "d@in.site.example", "d@in.site.example"), [one]));
    }

    private static ChannelAddress Address(string id, string email, string forwarding) => new()
    {
        Id = id,
        ChannelId = "c",
        Email = email,
        MailboxId = forwarding,
        SyncFrom = DateTimeOffset.UnixEpoch,
        Hosted = new HostedAddress(),
    };

    private static MailContent Mail(string from, params (string Name, string Value)[] headers) => new()
    {
        From = [new MailboxAddress(null, from)],
        Subject = "Spokes",
        Text = "Do you have spokes?",
        MessageId = "1@customer.example",
        Headers = headers.Select(h => new MailHeader(h.Name, h.Value)).ToList(),
    };
}
