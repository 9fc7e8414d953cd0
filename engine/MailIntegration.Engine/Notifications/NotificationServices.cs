using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Notifications;

/// <summary>Registers what tells people of messages.</summary>
internal static class NotificationServices
{
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.TryAddTransient<NoticeBook>();
        services.TryAddTransient<NoticeList>();
        services.TryAddTransient<NoticePolicyService>();
        services.TryAddTransient<NoticeLines>();
        services.TryAddTransient<MailedMessages>();
        services.TryAddTransient<FollowedMail>();
        services.TryAddTransient<MembershipAudience>();
        services.TryAddTransient<TellingReader>();
        services.TryAddTransient<TellingAudience>();
        services.TryAddTransient<UnseenPost>();
        services.TryAddTransient<DigestBook>();
        services.TryAddTransient<UnseenMailer>();
        services.TryAddTransient(CreateTeller);
        services.TryAddEnumerable(ServiceDescriptor.Transient<IPeriodicChore, NoticePurge>());
        services.TryAddEnumerable(ServiceDescriptor.Transient<IWorkHandler, AssignmentNews>());
        services.TryAddEnumerable(ServiceDescriptor.Transient<IWorkHandler, FollowerNews>());
        services.TryAddEnumerable(ServiceDescriptor.Transient<IWorkHandler, FollowNews>());
        services.TryAddEnumerable(ServiceDescriptor.Transient<IWorkHandler, MembershipNews>());
        return services;
    }

    private static NoticeTeller CreateTeller(IServiceProvider services) => new(
        services.GetRequiredService<IMailStore>(),
        services.GetRequiredService<IMailSetupStore>(),
        services.GetRequiredService<ILeases>(),
        services.GetRequiredService<TellingReader>(),
        services.GetRequiredService<TellingAudience>(),
        services.GetRequiredService<NoticeLines>(),
        services.GetRequiredService<UnseenMailer>(),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<NoticeTeller>>());
}
