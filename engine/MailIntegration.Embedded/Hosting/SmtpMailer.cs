using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Net.Sockets;
using System.Text;
using MailIntegration.Engine;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;

namespace MailIntegration.Embedded.Hosting;

/// <summary>The site's own mailer: an SMTP server from the configuration.</summary>
/// <param name="From">Address of the site; the host sends nothing of its own without one.</param>
/// <param name="Password">From the environment (MAIL_SMTP_PASSWORD), so that it stands in no list of processes.</param>
public sealed record SmtpOptions(string Host, int Port, bool UseTls, string? UserName, string? Password, string From);

/// <summary>Sends by SMTP with what the framework brings.</summary>
internal sealed class SmtpMailer : ISiteMailer
{
    private readonly SmtpOptions _options;

    public SmtpMailer(SmtpOptions options)
    {
        _options = options;
    }

    public ValueTask<MailboxAddress?> GetFromAsync(CancellationToken cancellationToken)
    {
        var from = new MailAddress(_options.From);
        return ValueTask.FromResult<MailboxAddress?>(new MailboxAddress(from.DisplayName, from.Address));
    }

    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient(_options.Host, _options.Port)
        {
            EnableSsl = _options.UseTls,
            DeliveryFormat = SmtpDeliveryFormat.International,
        };
        if (_options.UserName is { } user)
        {
            client.Credentials = new NetworkCredential(user, _options.Password);
        }

        using var message = await BuildAsync(mail, cancellationToken);
        try
        {
            await client.SendMailAsync(message, cancellationToken);
        }
        catch (SmtpException exception) when (IsRefusal(exception, message))
        {
            throw new SiteMailException(new Reason("site-mailer-refused", "error", exception.StatusCode.ToString()), exception);
        }
    }

    /// <summary>A server that said no, to all receivers, or one that was never reached. Anything else leaves it open.</summary>
    private static bool IsRefusal(SmtpException exception, MailMessage message) =>
        exception is SmtpFailedRecipientException recipients
        ? Refused(recipients) >= message.To.Count + message.CC.Count + message.Bcc.Count
        : (exception.StatusCode != SmtpStatusCode.GeneralFailure
            || exception.InnerException is SocketException or { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } });

    private static int Refused(SmtpFailedRecipientException exception) =>
        exception is SmtpFailedRecipientsException { InnerExceptions: var each } ? each.Length : 1;

    private static async Task<MailMessage> BuildAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        var message = new MailMessage
        {
            From = Address(mail.From),
            Subject = mail.Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = mail.Text ?? "",
            BodyEncoding = Encoding.UTF8,
        };
        Add(message.To, mail.To);
        Add(message.CC, mail.Cc);
        Add(message.Bcc, mail.Bcc);
        Add(message.ReplyToList, mail.ReplyTo);
        message.Headers.Add("Message-ID", $"<{mail.MessageId}>");
        AddIds(message, "In-Reply-To", mail.InReplyTo);
        AddIds(message, "References", mail.References);
        foreach (var header in mail.Headers)
        {
            message.Headers.Add(header.Name, header.Value);
        }

        var html = mail.Html is null ? null : AlternateView.CreateAlternateViewFromString(mail.Html, Encoding.UTF8, MediaTypeNames.Text.Html);
        if (html is not null)
        {
            message.AlternateViews.Add(html);
        }

        foreach (var file in mail.Attachments)
        {
            var content = await file.OpenAsync(cancellationToken);
            if (file.ContentId is { } id && html is not null)
            {
                html.LinkedResources.Add(new LinkedResource(content, file.ContentType) { ContentId = id });
            }
            else
            {
                message.Attachments.Add(new Attachment(content, file.FileName, file.ContentType));
            }
        }

        return message;
    }

    private static void AddIds(MailMessage message, string name, IReadOnlyList<string> ids)
    {
        if (ids.Count > 0)
        {
            message.Headers.Add(name, string.Join(' ', ids.Select(id => $"<{id}>")));
        }
    }

    private static void Add(MailAddressCollection target, IReadOnlyList<MailboxAddress> mailboxes)
    {
        foreach (var mailbox in mailboxes)
        {
            target.Add(Address(mailbox));
        }
    }

    private static MailAddress Address(MailboxAddress mailbox) => new(mailbox.Address, mailbox.Name, Encoding.UTF8);
}
