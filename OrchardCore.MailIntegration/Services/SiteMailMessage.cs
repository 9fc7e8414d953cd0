using MailIntegration.Engine.Mime;
using OrchardCore.Email;

namespace OrchardCore.MailIntegration.Services;

/// <summary>
/// A mail for the site's e-mail service that brings along what Orchard's own type has no place for: Message-ID, In-Reply-To,
/// the marks of automatic mail, and inline parts. <see cref="SiteSmtpProvider"/> sends it whole; any other provider takes
/// what it understands.
/// </summary>
public sealed class SiteMailMessage : MailMessage
{
    public SiteMailMessage(OutgoingMail mail)
    {
        Mail = mail;
        From = mail.From.Address;
        To = List(mail.To);
        Cc = List(mail.Cc);
        Bcc = List(mail.Bcc);
        ReplyTo = List(mail.ReplyTo);
        Subject = mail.Subject;
        TextBody = mail.Text;
        HtmlBody = mail.Html;
    }

    public OutgoingMail Mail { get; }

    /// <summary>Orchard splits recipients at commas.</summary>
    private static string? List(IReadOnlyList<MailboxAddress> mailboxes) =>
        mailboxes.Count == 0 ? null : string.Join(',', mailboxes.Select(m => m.Address));
}
