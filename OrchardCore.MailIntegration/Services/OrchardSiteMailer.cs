using MailIntegration.Engine;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Outbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrchardCore.Email;
using OrchardCore.MailIntegration.Email;
using OrchardCore.Settings;

namespace OrchardCore.MailIntegration.Services;

/// <summary>
/// Sends by the site's e-mail service (CO2). By SMTP messages leave whole. Other providers of Orchard know no header fields:
/// what leaves by them bears neither In-Reply-To nor the marks of automatic mail, and inline images travel as attachments.
/// </summary>
public sealed class OrchardSiteMailer : ISiteMailer
{
    private readonly IServiceProvider _services;
    private readonly IOptions<EmailOptions> _options;
    private readonly ISiteService _sites;
    private readonly SiteSmtp _smtp;

    /// <param name="services">
    /// Gives the e-mail service when something is sent: it asks <see cref="ChannelEmailProviders"/> for its provider, which asks
    /// for the senders, of which this is one. The container waits for itself for ever in such a circle.
    /// </param>
    public OrchardSiteMailer(IServiceProvider services, IOptions<EmailOptions> options, ISiteService sites, SiteSmtp smtp)
    {
        _services = services;
        _options = options;
        _sites = sites;
        _smtp = smtp;
    }

    public async ValueTask<MailboxAddress?> GetFromAsync(CancellationToken cancellationToken)
    {
        var site = await _sites.GetSiteSettingsAsync();
        var sender = _smtp.Find()?.DefaultSender;
        if (sender is null && _options.Value.DefaultProviderName is { Length: > 0 } name && name != SiteSmtpProvider.TechnicalName)
        {
            // A provider of another module; the site's sender is the only one that is known of.
            sender = site.GetOrCreate<SmtpSettings>().DefaultSender;
        }

        return string.IsNullOrWhiteSpace(sender) ? null : new MailboxAddress(site.SiteName, sender.Trim());
    }

    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var isWhole = _smtp.Find() is not null;
        var message = new SiteMailMessage(mail);
        try
        {
            foreach (var file in isWhole ? [] : mail.Attachments)
            {
                message.Attachments.Add(new MailMessageAttachment
                {
                    Filename = file.FileName,
                    Stream = await file.OpenAsync(cancellationToken),
                });
            }

            using var direct = SiteMailRoute.GoDirect();
            var email = _services.GetRequiredService<IEmailService>();
            var result = await email.SendAsync(message, isWhole ? SiteSmtpProvider.TechnicalName : null, cancellationToken);
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
}
