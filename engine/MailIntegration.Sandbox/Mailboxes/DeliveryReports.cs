using System.Globalization;
using System.Text;

namespace MailIntegration.Sandbox.Mailboxes;

/// <summary>Reports of failed delivery (RFC 3464), worded as Exchange Online words them.</summary>
internal static class DeliveryReports
{
    public static byte[] Write(SubmittedMail mail, IReadOnlyList<string> unknown, DateTimeOffset now)
    {
        var header = HeaderBlock.Parse(mail.Raw);
        var domain = Organisation.DomainOf(mail.From);
        var boundary = Guid.NewGuid().ToString("N");
        var original = header.GetId("Message-ID");
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"Received: from inbound.sandbox.example by inbound.sandbox.example; {MailDate.Write(now)}\r\n")
            .Append("Return-Path: <>\r\n")
            .Append(CultureInfo.InvariantCulture, $"From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@{domain}>\r\n")
            .Append(CultureInfo.InvariantCulture, $"To: <{mail.From}>\r\nDate: {MailDate.Write(now)}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Subject: Undeliverable: {header.Get("Subject")}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Message-ID: <{Guid.NewGuid()}@{domain}>\r\n");
        if (original is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"In-Reply-To: <{original}>\r\nReferences: <{original}>\r\n");
        }

        text.Append("Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nX-MS-Exchange-Organization-AuthAs: Internal\r\n")
            .Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"{boundary}\"\r\n\r\n");
        AppendNotice(text, boundary, unknown);
        AppendStatus(text, boundary, domain, unknown, now);
        text.Append(CultureInfo.InvariantCulture, $"--{boundary}\r\nContent-Type: text/rfc822-headers\r\n\r\n");
        var top = Encoding.ASCII.GetBytes(text.ToString());
        return [.. top, .. Headers(mail.Raw), .. Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n")];
    }

    private static void AppendNotice(StringBuilder text, string boundary, IReadOnlyList<string> unknown)
    {
        text.Append(CultureInfo.InvariantCulture, $"--{boundary}\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n")
            .Append("Delivery has failed to these recipients or groups:\r\n\r\n");
        foreach (var recipient in unknown)
        {
            text.Append(CultureInfo.InvariantCulture, $"{recipient}\r\nThe email address you entered couldn't be found. Please check the recipient's email address and try to resend the message.\r\n\r\n");
        }
    }

    private static void AppendStatus(StringBuilder text, string boundary, string domain, IReadOnlyList<string> unknown, DateTimeOffset now)
    {
        text.Append(CultureInfo.InvariantCulture, $"--{boundary}\r\nContent-Type: message/delivery-status\r\n\r\n")
            .Append(CultureInfo.InvariantCulture, $"Reporting-MTA: dns;inbound.{domain}\r\nArrival-Date: {MailDate.Write(now)}\r\n");
        foreach (var recipient in unknown)
        {
            text.Append(CultureInfo.InvariantCulture, $"\r\nFinal-Recipient: rfc822;{recipient}\r\nAction: failed\r\nStatus: 5.1.10\r\n")
                .Append("Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup\r\n");
        }

        text.Append("\r\n");
    }

    private static byte[] Headers(byte[] raw)
    {
        var end = raw.AsSpan().IndexOf("\r\n\r\n"u8);
        return end < 0 ? raw : raw[..(end + 2)];
    }
}
