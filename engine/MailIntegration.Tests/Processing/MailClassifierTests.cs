using System.Text;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Processing.Classification;
using MailIntegration.Tests.Support;

namespace MailIntegration.Tests.Processing;

public class MailClassifierTests
{
    [Theory]
    [InlineData("From: jo@client.example\nSubject: Hello", MailClass.Personal, "")]
    [InlineData("From: jo@client.example\nAuto-Submitted: no\nSubject: Hello", MailClass.Personal, "")]
    [InlineData("From: jo@client.example\nSubject: Out of office? I am there", MailClass.Personal, "")]
    [InlineData("From: jo@client.example\nX-Auto-Response-Suppress: All\nSubject: Hello", MailClass.Personal, "")]
    [InlineData("From: jo@client.example\nAuto-Submitted: auto-replied (vacation)", MailClass.AutoReply, "Auto-Submitted")]
    [InlineData("From: jo@client.example\nAUTO-SUBMITTED: Auto-Replied; owner-email=jo", MailClass.AutoReply, "Auto-Submitted")]
    [InlineData("From: jo@client.example\nAuto-Submitted: auto-generated\nSubject: Automatisch antwoord: Offerte", MailClass.AutoReply, "Subject")]
    [InlineData("From: jo@client.example\nIn-Reply-To: <a@x>\nSubject: Automatic reply: Offer", MailClass.AutoReply, "Subject")]
    [InlineData("From: jo@client.example\nX-Autoreply: yes", MailClass.AutoReply, "X-Autoreply")]
    [InlineData("From: jo@client.example\nX-Autoreply: no", MailClass.Personal, "")]
    [InlineData("From: jo@client.example\nPrecedence: auto_reply", MailClass.AutoReply, "Precedence")]
    [InlineData("From: shop@client.example\nAuto-Submitted: auto-generated\nSubject: Your parcel", MailClass.Automatic, "Auto-Submitted")]
    [InlineData("From: News <news@client.example>\nList-Unsubscribe: <mailto:x@y>", MailClass.List, "List-Unsubscribe")]
    [InlineData("From: list@client.example\nList-Id: <dev.client.example>", MailClass.List, "List-Id")]
    [InlineData("From: list@client.example\nPrecedence: bulk", MailClass.List, "Precedence")]
    [InlineData("From: no-reply@client.example\nSubject: Hello", MailClass.Automatic, "From")]
    [InlineData("From: orders-noreply@client.example\nSubject: Hello", MailClass.Automatic, "From")]
    [InlineData("From: noreplyfan@client.example\nSubject: Hello", MailClass.Personal, "")]
    [InlineData("From: owner-dev@client.example\nSubject: Hello", MailClass.Automatic, "From")]
    [InlineData("From: MAILER-DAEMON@mx.client.example\nSubject: Returned mail: see transcript\n\n550 5.1.1 <x@y.example> unknown", MailClass.BouncePermanent, "From")]
    [InlineData("From: postmaster@client.example\nSubject: Undeliverable: Offer\n\n452 4.2.2 mailbox full", MailClass.BounceTemporary, "From")]
    [InlineData("From: Mail Delivery System <mailer-daemon@client.example>\nSubject: Warning: could not send message for past 4 hours", MailClass.DeliveryNotice, "From")]
    [InlineData("From: x@client.example\nX-Failed-Recipients: y@z.example\nSubject: Mail delivery failed", MailClass.BouncePermanent, "X-Failed-Recipients")]
    [InlineData("From: postmaster@client.example\nSubject: Question about your server", MailClass.Automatic, "From")]
    public async Task Classify_Mail_IsOfItsClassBecauseOfAField(string mail, MailClass expected, string field)
    {
        var found = MailClassifier.Classify(await ReadAsync(mail));

        Assert.Equal((expected, field), (found.Class, found.Reason.Args["field"]));
    }

    [Fact]
    public async Task Classify_EximBounce_NamesRecipientStatusAndMail()
    {
        const string Mail = """
            Return-Path: <>
            From: Mail Delivery System <Mailer-Daemon@mx.client.example>
            To: info@company.example
            X-Failed-Recipients: gone@client.example
            Subject: Mail delivery failed: returning message to sender

            A message that you sent could not be delivered:

              gone@client.example
                host mx.client.example: 550 5.1.1 Recipient unknown

            ------ This is a copy of the message ------
            Message-ID: <abc@company.example>
            """;

        var found = MailClassifier.Classify(await ReadAsync(Mail));

        Assert.Equal((MailClass.BouncePermanent, "abc@company.example"), (found.Class, found.ReportedMessageId));
        var recipient = Assert.Single(found.ReportedRecipients);
        Assert.Equal(("gone@client.example", "5.1.1"), (recipient.Address, recipient.Status));
        Assert.Contains("550 5.1.1 Recipient unknown", recipient.ServerText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Classify_Qmail_IsPermanentBounce()
    {
        const string Mail = """
            Return-Path: <>
            From: MAILER-DAEMON@qmail.example
            To: info@company.example
            Subject: failure notice

            Hi. This is the qmail-send program at qmail.example.
            I'm afraid I wasn't able to deliver your message to the following addresses.

            <gone@client.example>:
            Sorry, no mailbox here by that name. (#5.1.1)
            """;

        var found = MailClassifier.Classify(await ReadAsync(Mail));

        Assert.Equal(MailClass.BouncePermanent, found.Class);
        Assert.Equal("gone@client.example", Assert.Single(found.ReportedRecipients).Address);
    }

    [CorpusFact]
    public async Task Classify_CorpusReports_AreReports()
    {
        (string File, MailClass Class)[] expected =
        [
            ("mikel-mail/multi_address_bounce1.eml", MailClass.BouncePermanent),
            ("mikel-mail/report_422.eml", MailClass.DeliveryNotice),
            ("mikel-mail/report_530.eml", MailClass.BouncePermanent),
            ("mimekit/bounce.eml", MailClass.BouncePermanent),
            ("mimekit/delivery-status.eml", MailClass.BouncePermanent),
            ("mimekit/disposition-notification.eml", MailClass.DeliveryNotice),
            ("mikel-mail/basic_email.eml", MailClass.Personal),
            ("mimekit/japanese.eml", MailClass.Personal),
        ];
        foreach (var (file, kind) in expected)
        {
            await using var raw = File.OpenRead(Path.Combine(Corpus.Path!, "mail", file));
            var found = MailClassifier.Classify(await new MimeCodec().ReadAsync(raw, CancellationToken.None));
            Assert.True(found.Class == kind, $"{file} is {found.Class}: {found.Reason}");
        }
    }

    private static Task<MailContent> ReadAsync(string mail)
    {
        var text = mail.Contains("\n\n", StringComparison.Ordinal) ? mail : mail + "\n\nHello";
        return new MimeCodec().ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"))), CancellationToken.None);
    }
}
