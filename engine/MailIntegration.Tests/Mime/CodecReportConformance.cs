using MailIntegration.Engine.Mime;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Mime;

public abstract class CodecReportConformance : CodecConformance
{
    private const string Report = """
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b

        Sorry.
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.com

        Original-Recipient: rfc822; alias@example.org
        Final-Recipient: rfc822; bob@example.org
        Action: Failed
        Status: 5.1.1 (bad destination)
        Diagnostic-Code: smtp; 550 5.1.1 No such
         user
        Remote-MTA: dns; mx.example.org


        Original-Recipient: rfc822;<carl@example.org>
        Action: delayed
        Status: 4.4.1
        --b
        Content-Type: message/rfc822

        From: anna@example.com
        Message-ID: <original@example.com>

        Hello
        --b--
        """;

    [Fact]
    public async Task ReadAsync_Report_GivesEveryRecipient()
    {
        var report = (await ReadAsync(Report)).DeliveryReport;

        Assert.NotNull(report);
        Assert.Equal("mx.example.com", report.ReportingMta);
        Assert.Equal("original@example.com", report.OriginalMessageId);
        Assert.Equal(
            [
                new DeliveryReportRecipient("bob@example.org", "failed", "5.1.1", "550 5.1.1 No such user"),
                new DeliveryReportRecipient("carl@example.org", "delayed", "4.4.1", null),
            ],
            report.Recipients);
    }

    [Fact]
    public async Task ReadAsync_ReportWithHeadersOnly_KnowsTheOriginal()
    {
        var report = (await ReadAsync(Report.Replace("message/rfc822", "text/rfc822-headers", StringComparison.Ordinal))).DeliveryReport;

        Assert.Equal("original@example.com", report?.OriginalMessageId);
    }

    [Fact]
    public async Task ReadAsync_DeliveryStatusInOtherMail_IsNoReport() =>
        Assert.Null((await ReadAsync(Report.Replace("multipart/report", "multipart/mixed", StringComparison.Ordinal))).DeliveryReport);

    [Fact]
    public async Task ReadAsync_OrdinaryMail_IsNoReport() => Assert.Null((await ReadAsync("Subject: x\n\nHello")).DeliveryReport);

    [CorpusFact]
    public async Task ReadAsync_ReportsOfTheCorpus_AreUnderstood()
    {
        var expected = new (string File, string? Original, string Recipients)[]
        {
            ("mikel-mail/report_422.eml", "15655788.13.1200472642578.JavaMail.Administrator@mail.ttttt.com.au", "fraser@oooooooo.com.au delayed 4.2.2"),
            ("mimekit/delivery-status.eml", "31FC7EB4.41C6@netscape.com", "newsletter-request@imusic.com failed "),
            ("mimekit/delivery-status-no-blank-line.eml", "31FC7EB4.41C6@netscape.com", "newsletter-request@imusic.com failed "),
            ("mimekit/delivery-status2.eml", null, "source@domain.com failed 5.0.0"),
            ("mimekit/delivery-status-multiple-blank-lines.eml", null, "orig_recip@customer.com  5.5.0"),
        };
        foreach (var (file, original, recipients) in expected)
        {
            var report = (await CorpusExpectation.ReadAsync(file, Create())).DeliveryReport;
            Assert.NotNull(report);
            Assert.Equal(recipients, string.Join(";", report.Recipients.Select(r => $"{r.FinalRecipient} {r.Action} {r.Status}")));
            Assert.Equal((file, original), (file, report.OriginalMessageId));
        }
    }
}
