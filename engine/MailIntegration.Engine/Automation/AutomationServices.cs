using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MailIntegration.Engine.Automation;

/// <summary>Registers events and what follows from them.</summary>
internal static class AutomationServices
{
    public static IServiceCollection AddAutomation(this IServiceCollection services)
    {
        services.TryAddTransient<RunBook>();
        services.TryAddTransient<Deliveries>();
        services.TryAddTransient<EventDispatcher>();
        return services;
    }
}
