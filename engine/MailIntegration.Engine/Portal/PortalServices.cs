using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MailIntegration.Engine.Portal;

/// <summary>Registers the contact's side: links, and later what they open.</summary>
internal static class PortalServices
{
    public static IServiceCollection AddPortal(this IServiceCollection services)
    {
        services.TryAddTransient<PortalLinks>();
        return services;
    }
}
