using MailIntegration.Engine.Automation;
using MailIntegration.Engine.Dossiers;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Sync;
using MailIntegration.Engine.Tasks;
using MailIntegration.Engine.Tickets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MailIntegration.Engine.Conversations;

/// <summary>Registers what members do beside the mail: notes, marks, followers, presence, tickets, tasks.</summary>
internal static class DeskServices
{
    public static IServiceCollection AddDesk(this IServiceCollection services)
    {
        services.TryAddSingleton<PresenceBoard>();
        services.TryAddTransient<PresenceRooms>();
        services.TryAddEnumerable(ServiceDescriptor.Transient<IPeriodicChore, PresenceRooms>());
        services.TryAddTransient<ConversationAccess>();
        services.TryAddTransient<DeskWriter>();
        services.TryAddTransient<MentionCheck>();
        services.TryAddTransient<ConversationEditor>();
        services.TryAddTransient<EmailHistories>();
        services.TryAddTransient<FollowTargets>();
        services.TryAddTransient<InvitationBook>();
        services.TryAddTransient<MemberInvitations>();
        services.TryAddTransient<TeamAdmission>();
        services.TryAddTransient<RosterReview>();
        services.TryAddTransient<Followers>();
        services.TryAddTransient<SeenMarks>();
        services.TryAddTransient<MailedMarks>();
        services.TryAddTransient<MessageService>();
        services.TryAddTransient<Messenger>();
        services.TryAddTransient<PreferenceBook>();
        services.TryAddTransient<TicketPlanner>();
        services.TryAddTransient<TicketReader>();
        services.TryAddTransient<TicketService>();
        services.TryAddTransient<FreeDossiers>();
        services.TryAddEnumerable(ServiceDescriptor.Transient<IDossiers, FreeDossiers>());
        services.TryAddEnumerable(ServiceDescriptor.Transient<IDossiers, ContactDossiers>());
        services.TryAddTransient<DossierService>();
        services.TryAddTransient<DossierLookup>();
        services.TryAddTransient<RecordMail>();
        services.TryAddTransient<TaskReader>();
        services.TryAddTransient<TaskService>();
        services.TryAddTransient<TaskCodes>();
        services.TryAddTransient<TaskMailer>();
        services.TryAddTransient<TaskAsks>();
        services.TryAddEnumerable(ServiceDescriptor.Transient<IMailEventListener, TicketOpener>());
        services.TryAddEnumerable(ServiceDescriptor.Transient<IMailEventListener, MailedNews>());
        return services;
    }
}
