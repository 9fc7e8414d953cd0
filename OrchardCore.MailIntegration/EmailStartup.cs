using MailIntegration.Engine.Outbox;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Email.Services;
using OrchardCore.MailIntegration.Services;
using OrchardCore.Modules;

namespace OrchardCore.MailIntegration;

/// <summary>The site's own mail as one more sender, where the site has one.</summary>
[RequireFeatures("OrchardCore.Email")]
public sealed class EmailStartup : StartupBase
{
    public override void ConfigureServices(IServiceCollection services)
    {
        services.AddScoped<ISiteMailer, OrchardSiteMailer>();
        services.AddScoped<SiteSmtp>();

        // Switched off: it cannot be chosen in the settings, and sends only what names it.
        services.Configure<EmailProviderOptions>(options => options.TryAddProvider(
            SiteSmtpProvider.TechnicalName, new EmailProviderTypeOptions(typeof(SiteSmtpProvider)) { IsEnabled = false }));
    }
}
