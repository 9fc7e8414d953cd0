using Fluid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrchardCore.AuditTrail.Services;
using OrchardCore.ContentManagement;
using OrchardCore.ContentManagement.Display.ContentDisplay;
using OrchardCore.ContentManagement.Handlers;
using OrchardCore.Deployment;
using OrchardCore.Feeds;
using OrchardCore.Indexing;
using OrchardCore.MailIntegration.Doors;
using OrchardCore.Modules;
using OrchardCore.Queries;
using OrchardCore.Sitemaps.Builders;

namespace OrchardCore.MailIntegration;

/// <summary>Shuts the doors of other features. Comes after them, because most of it wraps or follows what they registered.</summary>
public sealed class DoorsStartup : StartupBase
{
    public override int Order => 10_000;

    public override void ConfigureServices(IServiceCollection services)
    {
        services.AddSingleton<MailVisibility>();
        services.AddScoped<IContentDisplayHandler, MailContentDisplay>();
        services.AddSingleton<IConfigureOptions<TemplateOptions>, LiquidDoor>();
        services.AddScoped<IDeploymentSource, MailDeploymentFilter>();
        services.AddScoped<IDocumentIndexHandler, MailIndexFilter>();
        services.AddScoped<IAuditTrailEventHandler, MailAuditFilter>();
        services.AddScoped<ISitemapContentItemExtendedMetadataProvider, MailSitemapFilter>();
        services.AddScoped<IContentHandler, MailFeedFilter>();
        Wrap<IFeedItemBuilder, GuardedFeedItems>(services);
        Wrap<IContentPickerResultProvider, GuardedContentPicker>(services);
        Wrap<IQueryManager, GuardedQueries>(services);
    }

    /// <summary>Puts a guard around every service of that kind that there is.</summary>
    private static void Wrap<TService, TGuard>(IServiceCollection services)
        where TService : class
        where TGuard : TService
    {
        foreach (var inner in services.Where(d => d.ServiceType == typeof(TService) && !d.IsKeyedService).ToList())
        {
            services[services.IndexOf(inner)] = ServiceDescriptor.Describe(
                typeof(TService),
                provider => ActivatorUtilities.CreateInstance<TGuard>(provider, Create<TService>(provider, inner)),
                inner.Lifetime);
        }
    }

    private static TService Create<TService>(IServiceProvider provider, ServiceDescriptor inner)
        where TService : class =>
        (TService)(inner.ImplementationInstance
            ?? inner.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!));
}
