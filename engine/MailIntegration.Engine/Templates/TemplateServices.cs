using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MailIntegration.Engine.Templates;

/// <summary>Registers templates and system mails. Homes register <see cref="ITemplateRenderer"/>, <see cref="ITemplateStore"/>,
/// <see cref="ISiteFacts"/> and <see cref="IReasonSentences"/> before, if they have their own.</summary>
internal static class TemplateServices
{
    public static IServiceCollection AddTemplates(this IServiceCollection services)
    {
        services.TryAddSingleton<ITemplateRenderer, SimpleTemplateRenderer>();
        services.TryAddTransient<ITemplateStore, RecordTemplateStore>();
        services.TryAddSingleton<ISiteFacts, NoSiteFacts>();
        services.TryAddSingleton<IReasonSentences, ReasonCodes>();
        services.TryAddTransient<TemplateTexts>();
        services.TryAddTransient<TemplateChecker>();
        services.TryAddTransient<TemplateService>();
        services.TryAddTransient<TemplatePreview>();
        services.TryAddEnumerable(ServiceDescriptor.Transient<IAutomationUses, RuleUses>());
        services.TryAddTransient<ISystemMails, SystemMails>();
        return services;
    }
}
