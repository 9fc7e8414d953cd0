using System.Globalization;
using System.Text;

namespace MailIntegration.Sandbox.Mailboxes;

/// <summary>Somebody outside the sandbox whose mail program answers every mail at once.</summary>
/// <param name="MarksItself">
/// True for a well-behaved one, which sets Auto-Submitted (RFC 3834). False for the kind that two of make a loop.
/// </param>
public sealed record AutoResponder(string Address, TimeSpan Delay, bool MarksItself)
{
    internal byte[] Answer(SubmittedMail mail, DateTimeOffset now)
    {
        var header = HeaderBlock.Parse(mail.Raw);
        var original = header.GetId("Message-ID");
        var domain = Organisation.DomainOf(Address);
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"Received: from mail.{domain} by inbound.sandbox.example; {MailDate.Write(now)}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Authentication-Results: spf=pass smtp.mailfrom={domain}; dkim=pass header.d={domain};dmarc=pass action=none header.from={domain}\r\n")
            .Append(CultureInfo.InvariantCulture, $"From: <{Address}>\r\nTo: <{mail.From}>\r\nDate: {MailDate.Write(now)}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Subject: Automatic reply: {header.Get("Subject")}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Message-ID: <{Guid.NewGuid():N}@{domain}>\r\n");
        if (original is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"In-Reply-To: <{original}>\r\nReferences: <{original}>\r\n");
        }

        if (MarksItself)
        {
            text.Append("Auto-Submitted: auto-replied\r\nX-Auto-Response-Suppress: All\r\n");
        }

        text.Append("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nThank you for your message. We have received it and will answer soon.\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
