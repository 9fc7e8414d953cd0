using System.Globalization;
using System.Text;
using MailIntegration.Sandbox.Mailboxes;

namespace MailIntegration.Tests.Support;

/// <summary>Raw messages for tests.</summary>
internal static class TestMail
{
    public static string Text(
        string messageId,
        string subject = "Spokes",
        string body = "Do you have spokes?",
        string from = "Eva <eva@customer.example>",
        string to = "info@fietskompas.example",
        DateTimeOffset? date = null,
        string headers = "")
    {
        var id = messageId.Length == 0 ? "" : $"Message-ID: <{messageId}>\r\n";
        var when = (date ?? DateTimeOffset.UtcNow).ToString("r", CultureInfo.InvariantCulture);
        return $"From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: {when}\r\n{id}{headers}"
            + $"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n";
    }

    public static NewMail New(string raw, DateTimeOffset received, bool isRead = false) => new()
    {
        Raw = new StoredMail(Encoding.UTF8.GetBytes(raw)),
        Received = received,
        IsRead = isRead,
    };
}
