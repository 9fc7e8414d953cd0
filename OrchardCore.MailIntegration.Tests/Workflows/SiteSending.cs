using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Email;
using OrchardCore.Entities;
using OrchardCore.MailIntegration.Tests.Support;
using OrchardCore.Settings;

namespace OrchardCore.MailIntegration.Tests.Workflows;

/// <summary>Lets automatic mail of a tenant leave by the site's own mailer, so that no mailbox has to be there.</summary>
internal static class SiteSending
{
    public static async Task EnableAsync(TenantHost host)
    {
        await host.EnableAsync("OrchardCore.Email");
        await host.UsingAsync(async services =>
        {
            var sites = services.GetRequiredService<ISiteService>();
            var site = await sites.LoadSiteSettingsAsync();
            site.Put(new SmtpSettings { DefaultSender = "noreply@site.example" });
            await sites.UpdateSiteSettingsAsync(site);
        });
    }
}
