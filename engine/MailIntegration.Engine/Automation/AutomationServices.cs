using MailIntegration.Engine.Automation.Actions;
using MailIntegration.Engine.Automation.Rules;
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
        services.TryAddTransient<Waits>();
        services.TryAddTransient<EventDispatcher>();
        services.TryAddTransient<ConversationEdits>();
        services.TryAddTransient<MailRouter>();
        services.TryAddTransient<Answering>();
        services.TryAddTransient<AutomationFields>();
        services.TryAddTransient<ActionRunner>();
        services.TryAddTransient<ActionCatalogue>();
        services.TryAddTransient<IRuleStore, RecordRuleStore>();
        services.TryAddTransient<ConditionCheck>();
        services.TryAddTransient<RuleTexts>();
        services.TryAddTransient<RuleValidator>();
        services.TryAddTransient<RuleService>();
        services.TryAddEnumerable(ServiceDescriptor.Transient<IDurableListener, RuleRunner>());
        services.AddAction<RouteToPersonAction>();
        services.AddAction<RouteToRoleAction>();
        services.AddAction<RouteToTeamAction>();
        services.AddAction<ReplyAction>();
        services.AddAction<SendTemplateAction>();
        services.AddAction<StartConversationAction>();
        services.AddAction<FileInDossierAction>();
        services.AddAction<IgnoreAction>();
        services.AddAction<RetryAction>();
        services.AddAction<AddTagAction>();
        services.AddAction<SetTicketAction>();
        services.AddAction<CreateTaskAction>();
        services.AddAction<MarkAsSpamAction>();
        return services;
    }

    private static void AddAction<T>(this IServiceCollection services)
        where T : class, IMailAction => services.TryAddEnumerable(ServiceDescriptor.Transient<IMailAction, T>());
}
