using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Sync;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MailIntegration.Engine.Notifications;

/// <summary>Registers what tells members of messages.</summary>
internal static class NotificationServices
{
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.TryAddTransient<NoticeBook>();
        services.TryAddEnumerable(ServiceDescriptor.Transient<IDurableListener, UnseenWatch>());
        services.TryAddEnumerable(ServiceDescriptor.Transient<IPeriodicChore, UnseenMails>());
        return services;
    }
}
