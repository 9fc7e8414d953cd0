using MailIntegration.Engine.Providers.Google;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MailIntegration.Engine.Push;

internal static class ServiceCollectionExtensions
{
    public static IServiceCollection AddPush(this IServiceCollection services)
    {
        services.TryAddSingleton<IPushTargets, NoPushTargets>();
        services.TryAddSingleton(new GoogleOptions());
        services.TryAddSingleton<GooglePushProof>();
        services.TryAddScoped<PushKeeper>();
        services.TryAddScoped<PushHints>();
        return services;
    }
}
