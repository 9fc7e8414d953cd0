using MailIntegration.Engine.Sync;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MailIntegration.Engine.Openings;

/// <summary>Registers what notes that mails were opened.</summary>
internal static class OpeningServices
{
    public static IServiceCollection AddOpenings(this IServiceCollection services)
    {
        services.TryAddTransient<OpeningPictures>();
        services.TryAddTransient<OpeningBook>();
        services.TryAddEnumerable(ServiceDescriptor.Transient<IPeriodicChore, OpeningPurge>());
        return services;
    }
}
