using System.Globalization;

namespace MailIntegration.Engine.Mime.Writing;

/// <summary>Writes the header fields of a message, all but those about its content.</summary>
internal static class MessageFields
{
    public static void Write(HeaderWriter headers, OutgoingMail mail)
    {
        AddressWriter.Write(headers, "From", [mail.From]);
        AddressWriter.Write(headers, "Reply-To", mail.ReplyTo);
        AddressWriter.Write(headers, "To", mail.To);
        AddressWriter.Write(headers, "Cc", mail.Cc);
        AddressWriter.Write(headers, "Bcc", mail.Bcc);
        headers.Unstructured("Subject", mail.Subject);
        headers.Unstructured("Date", Date(mail.Date));
        MessageIdWriter.One(headers, "Message-ID", mail.MessageId);
        MessageIdWriter.Many(headers, "In-Reply-To", mail.InReplyTo);
        MessageIdWriter.Many(headers, "References", mail.References);
        foreach (var header in mail.Headers)
        {
            headers.Unstructured(header.Name, header.Value);
        }

        headers.Unstructured("MIME-Version", "1.0");
    }

    private static string Date(DateTimeOffset date)
    {
        var minutes = (int)Math.Abs(date.Offset.TotalMinutes);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{date:ddd, dd MMM yyyy HH:mm:ss} {(date.Offset < TimeSpan.Zero ? '-' : '+')}{minutes / 60:00}{minutes % 60:00}");
    }
}
