using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MailIntegration.Engine.Portal;

/// <summary>Registers the contact's side: links, what they open, what he may do there.</summary>
internal static class PortalServices
{
    public static IServiceCollection AddPortal(this IServiceCollection services)
    {
        services.TryAddTransient<PortalLinks>();
        services.TryAddTransient<PortalFooter>();
        services.TryAddTransient<PortalReader>();
        services.TryAddTransient<PortalMarks>();
        services.TryAddTransient<PortalAnswers>();
        services.TryAddTransient<PageReaders>();
        services.TryAddTransient<MemberMessages>();
        services.TryAddTransient<PageTexts>();
        services.TryAddTransient<PageLinkMailer>();
        services.TryAddSingleton<IContactAccounts, NoContactAccounts>();
        return services;
    }
}
