using MailIntegration.Engine;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using OrchardCore.Email;
using OrchardCore.MailIntegration.Email;
using OrchardCore.Settings;

namespace OrchardCore.MailIntegration.Services;

/// <summary>
/// Sends by the site's own e-mail provider (CO2). Orchard's messages carry no header fields: answers that leave this way
/// bear neither In-Reply-To nor the marks of automatic mail, and inline images travel as attachments.
/// </summary>
public sealed class OrchardSiteMailer : ISiteMailer
{
    private readonly IEmailService _email;
    private readonly IEmailProviderResolver _providers;
    private readonly ISiteService _sites;

    public OrchardSiteMailer(IEmailService email, IEmailProviderResolver providers, ISiteService sites)
    {
        _email = email;
        _providers = providers;
        _sites = sites;
    }

    public async ValueTask<MailboxAddress?> GetFromAsync(CancellationToken cancellationToken)
    {
        using var direct = SiteMailRoute.GoDirect();
        var site = await _sites.GetSiteSettingsAsync();
        var sender = site.GetOrCreate<SmtpSettings>().DefaultSender;
        return string.IsNullOrWhiteSpace(sender) || await _providers.GetAsync() is null
            ? null
            : new MailboxAddress(site.SiteName, sender.Trim());
    }

    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var message = new MailMessage
        {
            From = mail.From.Address,
            To = List(mail.To),
            Cc = List(mail.Cc),
            Bcc = List(mail.Bcc),
            ReplyTo = List(mail.ReplyTo),
            Subject = mail.Subject,
            TextBody = mail.Text,
            HtmlBody = mail.Html,
        };
        try
        {
            foreach (var file in mail.Attachments)
            {
                message.Attachments.Add(new MailMessageAttachment
                {
                    Filename = file.FileName,
                    Stream = await file.OpenAsync(cancellationToken),
                });
            }

            using var direct = SiteMailRoute.GoDirect();
            var result = await _email.SendAsync(message, cancellationToken: cancellationToken);
            if (!result.Succeeded)
            {
                throw new SiteMailException(new Reason(
                    "site-mailer-refused", "error", string.Join(" ", result.Errors.Select(e => e.Message.Value))));
            }
        }
        finally
        {
            foreach (var file in message.Attachments)
            {
                await file.Stream.DisposeAsync();
            }
        }
    }

    /// <summary>Orchard splits recipients at commas.</summary>
    private static string? List(IReadOnlyList<MailboxAddress> mailboxes) =>
        mailboxes.Count == 0 ? null : string.Join(',', mailboxes.Select(m => m.Address));
}
