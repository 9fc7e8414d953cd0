using MailIntegration.Engine.Mime;

namespace MailIntegration.Tests.Mime;

/// <summary>Outgoing mail for tests, and its way through the writer and the reader.</summary>
internal static class OutgoingMails
{
    public static OutgoingMail Simple(string subject = "Hello") => new()
    {
        From = new MailboxAddress("Anna", "anna@example.com"),
        To = [new MailboxAddress(null, "bob@example.org")],
        Subject = subject,
        Date = new DateTimeOffset(2026, 1, 5, 9, 30, 0, TimeSpan.FromHours(1)),
        MessageId = "1@example.com",
        Text = "Hello Bob\n",
    };

    public static OutgoingAttachment Attachment(string name, string type, byte[] content, string? contentId = null) =>
        new(name, type, _ => Task.FromResult<Stream>(new MemoryStream(content, writable: false)), contentId);

    public static async Task<byte[]> WriteAsync(OutgoingMail mail)
    {
        using var target = new MemoryStream();
        await new MimeCodec().WriteAsync(mail, target, CancellationToken.None);
        return target.ToArray();
    }
}
