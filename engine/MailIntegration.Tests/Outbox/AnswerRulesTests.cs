using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using MailIntegration.Engine.Writing;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Outbox;

/// <summary>LO1, LO2: what gets an automatic answer, and what never does.</summary>
public sealed class AnswerRulesTests
{
    private static readonly OwnAddresses Own = OwnAddresses.Of(
        new MailSetup { Settings = new MailSettings(), Addresses = [Some.Address() with { Aliases = ["contact@fietskompas.example"] }] },
        "site@fietskompas.example");

    [Theory]
    [InlineData("Auto-Submitted", "auto-replied", "answer-to-automatic")]
    [InlineData("Auto-Submitted", "Auto-Generated (vacation)", "answer-to-automatic")]
    [InlineData("Auto-Submitted", "auto-notified; owner-email=\"x@y.example\"", "answer-to-automatic")]
    [InlineData("Auto-Submitted", "no", null)]
    [InlineData("Auto-Submitted", "No ; comment", null)]
    [InlineData("X-Autoreply", "yes", "answer-to-automatic")]
    [InlineData("X-Auto-Response-Suppress", "All", "answer-not-wanted")]
    [InlineData("X-Auto-Response-Suppress", "DR, OOF, AutoReply", "answer-not-wanted")]
    [InlineData("X-Auto-Response-Suppress", "None", null)]
    [InlineData("X-Auto-Response-Suppress", "DR, RN", null)]
    [InlineData("X-Auto-Response-Suppress", "48", "answer-not-wanted")]
    [InlineData("Precedence", "bulk", "answer-to-list")]
    [InlineData("Precedence", "Junk", "answer-to-list")]
    [InlineData("Precedence", "first-class", null)]
    [InlineData("List-Id", "<news.example>", "answer-to-list")]
    [InlineData("List-Unsubscribe", "<mailto:x@y.example>", "answer-to-list")]
    [InlineData("X-Loop", "yes", "answer-to-automatic")]
    [InlineData("Return-Path", "<>", "answer-to-bounce")]
    [InlineData("Return-Path", "<eva@customer.example>", null)]
    [InlineData("Content-Type", "multipart/report; report-type=delivery-status; boundary=x", "answer-to-bounce")]
    [InlineData("X-Failed-Recipients", "x@y.example", "answer-to-bounce")]
    [InlineData("X-Mailer", "Outlook", null)]
    public void Refuse_ByHeader(string name, string value, string? code) =>
        Assert.Equal(code, AnswerRules.Refuse(Some.Content("a@b") with { Headers = [new MailHeader(name, value)] }, Own)?.Code);

    [Theory]
    [InlineData("eva@customer.example", null)]
    [InlineData("reply@customer.example", null)]
    [InlineData("norbert@customer.example", null)]
    [InlineData("request@customer.example", null)]
    [InlineData("no-reply@shop.example", "answer-to-no-reply")]
    [InlineData("NoReply@shop.example", "answer-to-no-reply")]
    [InlineData("noreply+123@shop.example", "answer-to-no-reply")]
    [InlineData("orders-noreply@shop.example", "answer-to-no-reply")]
    [InlineData("do-not-reply@shop.example", "answer-to-no-reply")]
    [InlineData("donotreply@shop.example", "answer-to-no-reply")]
    [InlineData("MAILER-DAEMON@mx.example", "answer-to-no-reply")]
    [InlineData("postmaster@mx.example", "answer-to-no-reply")]
    [InlineData("owner-list@lists.example", "answer-to-no-reply")]
    [InlineData("list-request@lists.example", "answer-to-no-reply")]
    [InlineData("bounce+x=y@lists.example", "answer-to-no-reply")]
    [InlineData("info@fietskompas.example", "answer-to-own-address")]
    [InlineData("Contact@Fietskompas.example", "answer-to-own-address")]
    [InlineData("site@fietskompas.example", "answer-to-own-address")]
    [InlineData("", "answer-to-nobody")]
    public void Refuse_BySender(string address, string? code) =>
        Assert.Equal(code, AnswerRules.Refuse(Some.Content("a@b") with { From = [new MailboxAddress(null, address)] }, Own)?.Code);

    [Fact]
    public void Refuse_ReplyToOfOurs_IsALoop()
    {
        var mail = Some.Content("a@b") with { ReplyTo = [new MailboxAddress(null, "info@fietskompas.example")] };

        Assert.Equal("answer-to-own-address", AnswerRules.Refuse(mail, Own)?.Code);
    }
}
