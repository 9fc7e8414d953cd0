using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Sync;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MailIntegration.Engine.Journal;

/// <summary>Registers the journal.</summary>
internal static class JournalServices
{
    public static IServiceCollection AddJournal(this IServiceCollection services)
    {
        services.TryAddTransient<JournalReader>();
        services.TryAddEnumerable(ServiceDescriptor.Transient<IDurableListener, OutgoingJournal>());
        services.TryAddEnumerable(ServiceDescriptor.Transient<IPeriodicChore, JournalPurge>());
        return services;
    }
}
