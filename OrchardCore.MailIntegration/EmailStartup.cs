using MailIntegration.Engine.Outbox;
using Microsoft.Extensions.DependencyInjection;
using OrchardCore.DisplayManagement;
using OrchardCore.Email;
using OrchardCore.Email.Services;
using OrchardCore.MailIntegration.Email;
using OrchardCore.MailIntegration.Services;
using OrchardCore.Modules;

namespace OrchardCore.MailIntegration;

/// <summary>The site's own mail as one more sender, where the site has one; its mail in the journal, and by a channel when a site wants it (LW8).</summary>
[RequireFeatures("OrchardCore.Email")]
public sealed class EmailStartup : StartupBase
{
    /// <summary>After Orchard's own e-mail, whose resolver is wrapped.</summary>
    public override int Order => 1000;

    public override void ConfigureServices(IServiceCollection services)
    {
        services.AddScoped<ISiteMailer, OrchardSiteMailer>();
        services.AddScoped<SiteMailMarks>();
        services.AddScoped<IEmailServiceEvents, SiteMailEvents>();
        services.AddScoped<IShapeBindingResolver, AccountMailShapes>();
        if (services.LastOrDefault(s => s.ServiceType == typeof(IEmailProviderResolver)) is { } inner)
        {
            services.AddScoped<IEmailProviderResolver>(s => ActivatorUtilities.CreateInstance<ChannelEmailProviders>(
                s,
                (IEmailProviderResolver)(inner.ImplementationFactory?.Invoke(s)
                    ?? inner.ImplementationInstance
                    ?? ActivatorUtilities.CreateInstance(s, inner.ImplementationType!))));
        }

        services.AddScoped<SiteSmtp>();

        // Switched off: it cannot be chosen in the settings, and sends only what names it.
        services.Configure<EmailProviderOptions>(options => options.TryAddProvider(
            SiteSmtpProvider.TechnicalName, new EmailProviderTypeOptions(typeof(SiteSmtpProvider)) { IsEnabled = false }));
    }
}
