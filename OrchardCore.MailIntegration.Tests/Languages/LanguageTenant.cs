using Microsoft.Extensions.DependencyInjection;
using OrchardCore.Entities;
using OrchardCore.Localization.Models;
using OrchardCore.MailIntegration.Tests.Support;
using OrchardCore.Settings;

namespace OrchardCore.MailIntegration.Tests.Languages;

/// <summary>A tenant whose people may read it in English, Dutch and German.</summary>
public sealed class LanguageTenant : IAsyncLifetime
{
    public TenantHost Host { get; } = new();

    public async Task InitializeAsync()
    {
        await Host.InitializeAsync();
        await Host.UsingAsync(async services =>
        {
            var sites = services.GetRequiredService<ISiteService>();
            var site = await sites.LoadSiteSettingsAsync();
            site.Put(new LocalizationSettings { DefaultCulture = "en", SupportedCultures = ["en", "nl", "de"] });
            await sites.UpdateSiteSettingsAsync(site);
        });
        await Host.EnableAsync("OrchardCore.Localization", "OrchardCore.Workflows", MailConstants.Features.Workflows);
    }

    public Task DisposeAsync() => Host.DisposeAsync();

    /// <summary>The administrator's browser, set to that language.</summary>
    public HttpClient Browser(string languages)
    {
        var client = Host.Client("admin");
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(languages);
        return client;
    }
}
