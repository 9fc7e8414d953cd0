using Microsoft.Extensions.Options;
using OrchardCore.Email;

namespace OrchardCore.MailIntegration.Services;

/// <summary>The site's SMTP settings, while SMTP is what the site sends by.</summary>
public sealed class SiteSmtp
{
    /// <summary>Names that Orchard's SMTP module gives its two providers: settings of the site, and of the configuration.</summary>
    private const string BySettings = "SMTP";
    private const string ByConfiguration = "DefaultSMTP";

    private readonly IOptions<EmailOptions> _email;
    private readonly IOptions<SmtpOptions> _settings;
    private readonly IOptions<DefaultSmtpOptions> _configuration;

    public SiteSmtp(IOptions<EmailOptions> email, IOptions<SmtpOptions> settings, IOptions<DefaultSmtpOptions> configuration)
    {
        _email = email;
        _settings = settings;
        _configuration = configuration;
    }

    /// <summary>Null when the site sends by something else, or by nothing.</summary>
    public SmtpOptions? Find() => _email.Value.DefaultProviderName switch
    {
        BySettings => Usable(_settings.Value),
        ByConfiguration => Usable(_configuration.Value),
        _ => null,
    };

    private static SmtpOptions? Usable(SmtpOptions options) => options.IsEnabled && options.ConfigurationExists() ? options : null;
}
